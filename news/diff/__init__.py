"""What differs between two texts of an article, classed and weighed. Pure."""
