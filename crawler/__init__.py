"""The programs that fetch: the Scrapy project, politeness, the worker (no SQL here)."""
