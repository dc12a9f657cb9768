"""Which articles are reprints 转载 of one another. Pure."""
