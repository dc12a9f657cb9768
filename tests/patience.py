"""How long a test waits for what must not take long."""

# CPU seconds. No measurement: what these inputs took before they were mended was a minute and more, and a machine
# that is busy with others counts up to three times what a quiet one does (2026-11).
PATIENCE = 10.0
