"""List pages: the main list, its entries with title and date, the next page."""
