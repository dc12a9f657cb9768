"""One module a command; starts everything (the top room)."""
