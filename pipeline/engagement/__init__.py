"""Comments become figures: one row per post, one per site and period. Pure functions over frames, no database."""

from pipeline.engagement.condense import READS, Condensed, condensed
from pipeline.engagement.metrics import BY_NAME, COLUMNS, FEW, METRICS, RECENT_DAYS, Metric
from pipeline.engagement.per_post import of_posts, per_post
from pipeline.engagement.periods import per_period
from pipeline.engagement.phrases import phrases

__all__ = [
    "BY_NAME",
    "COLUMNS",
    "FEW",
    "METRICS",
    "READS",
    "RECENT_DAYS",
    "Condensed",
    "Metric",
    "condensed",
    "of_posts",
    "per_period",
    "per_post",
    "phrases",
]
