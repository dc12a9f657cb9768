"""How a request leaves and what may come back: one a host, robots.txt, addresses, limits, reasons."""
