"""Questions that wait for an answer, and how soon the site answers."""

from collections.abc import Iterator

from pipeline.report.block import Block, Group, Link
from pipeline.report.figures import Figure
from pipeline.report.naming import plain
from pipeline.report.post_page import PostPage
from pipeline.report.rows import Comment

_SHOWN, _PERHAPS, _FLOURISHES = 8, 3, 2
_DOUBT = 0.2
_HOW = (
    "questions",
    "questions_unreplied",
    "questions_unanswered",
    "recent_unanswered",
    "response_rate",
    "recent_answer_hours",
)


def answer_these(page: PostPage) -> Block | None:
    """Return the block; nothing where nobody asks anything."""
    words, view = page.words, page.view
    if not view.questions:
        return None
    waiting, mark = (view.unanswered, "qa") if view.knows_staff else (view.unreplied, "qn")
    lines = [Link(words.say("Every question has an answer."))] if not waiting else []
    if len(waiting) > _SHOWN:
        lines.append(
            Link(words.say("The %(n)s clearest of %(all)s.", n=_SHOWN, all=len(waiting)), page.list.leads(mark))
        )
    return Block(
        "answer",
        words.say("Answer these"),
        lines=tuple(lines),
        quotes=page.quotes(waiting, _SHOWN, question=True),
        groups=tuple(_doubts(page)),
        figures=tuple(_figures(page)),
        notes=tuple(_who_answers(page)),
        how=page.how(*_HOW),
    )


def _figures(page: PostPage) -> Iterator[Figure]:
    figures = page.view.figures
    yield page.figure("questions", "qu")
    yield page.figure(
        "questions_unanswered" if page.view.knows_staff else "questions_unreplied",
        "qa" if page.view.knows_staff else "qn",
    )
    if not page.view.knows_staff:
        return
    yield page.figure("recent_unanswered", "qa")
    hours = figures["recent_answer_hours"]
    figure = page.figure("recent_answer_hours")
    if hours is not None:
        yield Figure(figure.name, figure.label, page.words.lasted(float(hours)), figure.how)
    if figures["response_rate"] is not None:
        yield page.figure("response_rate")


def _doubts(page: PostPage) -> Iterator[Group]:
    words = page.words
    asking = [one for one in page.view.counted if "?" in one.text and one.is_question is False and not one.by_staff]
    asking = [one for one in asking if page.may_quote(one)]
    asking.sort(key=lambda one: (-(one.question_score or 0.0), one.comment_id))
    perhaps = [one for one in asking if (one.question_score or 0.0) >= _DOUBT and not page.view.replies[one.comment_id]]
    flourishes = [one for one in asking if (one.question_score or 0.0) < _DOUBT]
    if perhaps:
        yield Group(words.say("Perhaps a question"), tuple(_link(page, one) for one in perhaps[:_PERHAPS]))
    if flourishes:
        yield Group(
            words.say("Not counted, a flourish or an answer"),
            tuple(_link(page, one) for one in flourishes[-_FLOURISHES:]),
        )


def _link(page: PostPage, one: Comment) -> Link:
    quote = page.quote(one, question=True)
    return Link(f"{quote.who}: {page.words.quoted(quote.text)}", quote.href)


def _who_answers(page: PostPage) -> Iterator[str]:
    words, figures = page.words, page.view.figures
    if page.view.knows_staff:
        return
    yield words.say("Response rate and time to an answer are not available: it is not known who answers for the site.")
    if author := figures["author"]:
        yield words.say(
            "Is it %(author)s, who wrote the post? Then say so in causerie.toml:"
            ' staff = ["%(author)s"], under the site.',
            author=plain(author),
        )
