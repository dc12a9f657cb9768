"""An unknown site: its lists, the form of its addresses, a layout for new markup."""
