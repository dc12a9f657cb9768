"""The replica web: four small sites built like the real ones, a proxy that serves them, and a mailbox."""
