"""Who and when in one line, as themes and systems write it over or under a comment."""

from datetime import UTC, datetime

import pytest

from pipeline.sources.bylines import byline
from pipeline.sources.dates import own_date


def dated(text: str) -> tuple[datetime, str] | None:
    return own_date(text, read_at=datetime(2026, 11, 22, tzinfo=UTC), timezone=UTC)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Comment by Ada — May 3, 2019 at 4:12 pm #", "Ada"),
        ("Ada May 3, 2019 at 4:12 pm - Reply", "Ada"),
        ("Ada 4:12 pm on May 3, 2019 Permalink | Reply", "Ada"),
        ("#1 written by Ada about May 3, 2019 at 4:12 pm", "Ada"),
        ("12. Ada (May 3, 2019, 4:12 pm)", "Ada"),
        ("Submitted by Ada (not verified) on Fri, 05/03/2019 - 16:12.", "Ada"),
        ("On May 3, 2019 at 4:12 pm, Ada said:", "Ada"),
        ("Ada on May 3, 2019 at 4:12 pm said:", "Ada"),
        ("Le 3 mai 2019 à 16:12, par Ada", "Ada"),
        ("Ada a écrit le 3 mai 2019 à 16 h 12 :", "Ada"),
        ("3 Commentaire de Ada, le 3 mai 2019 à 16 h 12 Répondre", "Ada"),
        ("Posted May 3, 2019 at 4:12 pm | Permalink", None),
        ("on May 3, 2019 at 4:12 pm", None),
        ("May Day on May 3, 2019 at 4:12 pm", "May Day"),
        ("7 of Nine | 3 May 2019 16:12", "7 of Nine"),
        ("Reader 7 May 3, 2019 at 4:12 pm - Reply", "Reader 7"),
        ("Reader 7 on 3 May 2019 at 16:12", "Reader 7"),
    ],
)
def test_a_line_that_tells_who_and_when(line: str, name: str | None) -> None:
    found = byline(line, dated)
    assert found is not None
    assert (found.name, found.moment, found.whole) == (name, datetime(2019, 5, 3, 16, 12, tzinfo=UTC), True)


def test_what_is_counted_after_a_date_is_no_hour() -> None:
    found = byline("Ada, May 3, 2019 12 likes", dated)
    assert found is not None
    assert (found.name, found.moment, found.known) == ("Ada", datetime(2019, 5, 3, tzinfo=UTC), "day")


def test_prose_with_a_date_in_it_is_not_a_line_of_this_kind() -> None:
    found = byline("On May 3, 2019 I bought three of them and none has leaked since.", dated)
    assert found is not None
    assert not found.whole


@pytest.mark.parametrize("line", ["Ada", "I have 3 of them in 2019", "", "x" * 400, "May I?"])
def test_a_line_without_a_date(line: str) -> None:
    assert byline(line, dated) is None
