"""Causerie reads a site's comments, judges them, and reports what readers say."""

__version__ = "0.1.0"
