"""What readers do not see: held comments, spam, doubtful published ones. Internal pages only."""

from collections.abc import Iterator

from pipeline.locale.reasons import reason_name
from pipeline.report.block import Block, Quote
from pipeline.report.figures import Figure
from pipeline.report.post_page import PostPage

_SHOWN = 10
_COUNTED = {"held": "he", "spam": "sp", "trashed": "tr", "gone": "go", "doubles": "du"}


def internal(page: PostPage) -> Block | None:
    """Return the block; nothing in what may be shared."""
    if not page.is_internal:
        return None
    words = page.words
    doubtful = [one for one in page.view.counted if one.verdict in ("hold", "spam")]
    figures = [page.figure(name, mark) for name, mark in _COUNTED.items()]
    how = words.say(
        "Published comments that Causerie would have held, or called spam. They are counted everywhere as published."
    )
    figures.append(Figure("doubtful", words.say("Doubtful, published"), words.number(len(doubtful)), how))
    notes = (
        ()
        if "spam" in page.view.statuses_held
        else (words.say("A page that readers see holds no spam folder: 0 spam says nothing here."),)
    )
    return Block(
        "internal",
        words.say("Moderation"),
        figures=tuple(figures),
        quotes=tuple(_doubtful(page)),
        notes=notes,
        how=page.how(*_COUNTED),
    )


def _doubtful(page: PostPage) -> Iterator[Quote]:
    doubtful = [one for one in page.view.counted if one.verdict in ("hold", "spam")]
    doubtful.sort(key=lambda one: (-max(one.spam_score or 0.0, one.abuse_score or 0.0), one.comment_id))
    for one in doubtful[:_SHOWN]:
        yield page.quote(one, page.words.say("published"), note=reasons(page, one.comment_id))


def reasons(page: PostPage, comment_id: str) -> str:
    """Return why a comment deserves a look."""
    found = page.view.reasons.get(comment_id, ())
    return ", ".join(page.words.say(reason_name(one)) for one in found)
