"""The readable form of engagement: static pages with pictures, and their figures as CSV and JSON beside them."""

from pipeline.report.posts import NEEDS
from pipeline.report.write import write

__all__ = ["NEEDS", "write"]
