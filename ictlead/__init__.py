"""The project: its settings, its addresses and its version."""

__version__ = "0.2.0"
