"""Pages that scripts make, read in a real browser."""
