"""Measurements beside a peer or a limit, interleaved in one run: ratios, not seconds (this is no part of the tests)."""
