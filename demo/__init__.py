"""The replica web: sites built like the real ones, a proxy that serves them, and a mailbox.

Four have editors (world.py) and are what `tzwatch demo` shows. The others stand still: a site of every family of CMS
(families.py) and sites that no definition knows (unknown.py), drawn by the patterns of their styles.
"""
