"""The digest of a time of one's own choice: from a day to now, beside as long a time before."""

from datetime import date, datetime, time
from functools import cached_property

import numpy as np

from pipeline.engagement.condense import NEVER
from pipeline.engagement.periods import Codes
from pipeline.report.digest import Digest


class Since(Digest):
    """From the beginning of `first` to now; `first` is in the site's time zone."""

    def __init__(self, digest: Digest, first: date) -> None:
        super().__init__(digest.view, digest.version, digest.unit, digest.folder)
        self.first = first

    @cached_property
    def labels(self) -> list[str]:
        """This time and as many as are compared before it, the latest first."""
        return [str(place) for place in range(self.back)]

    @property
    def name(self) -> str:
        """The name of its page."""
        return f"since-{self.first.isoformat()}"

    @cached_property
    def codes(self) -> Codes:
        """How many such times before now each comment lies, -1 for none."""
        at, end = self.view.at, int(self.view.now.timestamp() * 1e6)
        start = datetime.combine(self.first, time(), self.words.zone)
        back = (end - at) // max(end - int(start.timestamp() * 1e6), 1)
        return np.where((at != NEVER) & (at <= end) & (back < self.back), back, -1)

    @property
    def title(self) -> str:
        """What the time is called."""
        words = self.words
        return words.say("%(site)s since %(day)s", site=self.view.site.title, day=words.day(self.first))

    def _reported(self) -> dict[str, object]:
        return {}
