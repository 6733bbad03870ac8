"""The command line: one function per command that parses, calls and prints; the only package that prints."""

from pipeline.cli.app import main

__all__ = ["main"]
