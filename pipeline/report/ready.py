"""What worker processes that draw begin with, so that each does not import it for itself."""

from nltk.metrics import BigramAssocMeasures

from pipeline.report import posts

__all__ = ["BigramAssocMeasures", "posts"]
