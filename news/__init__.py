"""The words and the decisions: frozen values and pure functions, no I/O (the bottom room)."""
