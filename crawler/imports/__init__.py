"""Saved pages and web archives, read like pages from the network."""
