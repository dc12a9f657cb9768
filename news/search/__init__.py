"""What is asked for, and where it is found. Pure."""
