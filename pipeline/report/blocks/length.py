"""How long the comments are."""

from pipeline.report.block import Block
from pipeline.report.figures import Figure
from pipeline.report.post_page import PostPage
from pipeline.report.rows import Comment


def length(page: PostPage) -> Block | None:
    """Return the block; nothing where there are no whole comments."""
    whole = [one for one in page.view.counted if not one.truncated]
    if not whole:
        return None
    words = page.words
    by_length = sorted(whole, key=lambda one: (len(one.text.split()), one.comment_id))
    median = page.figure("words_median")
    figures = (
        Figure(median.name, median.label, _words(page, float(page.view.figures["words_median"])), median.how),
        _one(page, "words_least", by_length[0]),
        _one(page, "words_most", by_length[-1]),
    )
    return Block(
        "length", words.say("Length"), figures=figures, how=page.how("words_median", "words_least", "words_most")
    )


def _words(page: PostPage, number: float) -> str:
    """Return a number of words, which may be half a one: plural in English, singular below two in French."""
    plural = number if number.is_integer() or page.words.language == "fr" else 2
    told = page.words.number(number, 0 if number.is_integer() else 1)
    return page.words.count("%(half)s word", "%(half)s words", int(plural), half=told)


def _one(page: PostPage, name: str, comment: Comment) -> Figure:
    figure, count = page.figure(name), page.view.figures.number(name)
    value = page.words.count("%(n)s word", "%(n)s words", count)
    return Figure(name, figure.label, value, figure.how, page.list.href(comment.comment_id), page.who(comment))
