"""Telling people: new articles matched with subscriptions, written as mails, handed to the mail server."""
