"""Scrapy commands of this project, in the place of Scrapy's own of the same name."""
