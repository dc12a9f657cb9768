"""What happened to an article since the last look. Pure."""
