"""Reading: bytes and an address in, an article or a listing out. Pure; it never fetches (see reader.py)."""
