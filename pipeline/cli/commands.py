"""Registers every command; importing it is cheap, what a command needs is imported when it runs."""

from pipeline.cli import answer, care, desk, job, look, models, rules, tables

__all__ = ["answer", "care", "desk", "job", "look", "models", "rules", "tables"]
