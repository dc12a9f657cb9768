"""An unknown site, from its address to a definition."""
