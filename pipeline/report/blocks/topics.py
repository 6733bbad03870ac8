"""What readers talk about, in their own words, per language."""

from collections import Counter
from collections.abc import Iterator

from pipeline.engagement.phrases import HOW, Phrase
from pipeline.report.block import Block, Group, Link
from pipeline.report.comment_list import TONES
from pipeline.report.post_page import PostPage


def topics(page: PostPage) -> Block | None:
    """Return the block; nothing where no language has comments."""
    words = page.words
    groups = tuple(_groups(page))
    if not groups:
        return None
    return Block(
        "topics", words.say("What people talk about"), groups=groups, how=((words.say("Topics"), words.say(HOW)),)
    )


def _groups(page: PostPage) -> Iterator[Group]:
    words, figures = page.words, page.view.figures
    for code, name in (("en", words.say("English")), ("fr", words.say("French"))):
        count = figures.number(f"language_{code}")
        if not count:
            continue
        found = page.view.topics[code]
        heading = f"{name} ({words.number(count)})"
        links = tuple(_link(page, code, place, phrase) for place, phrase in enumerate(found))
        yield Group(heading, links or (Link(words.say("too few comments say the same")),))


def _link(page: PostPage, code: str, place: int, phrase: Phrase) -> Link:
    tone = page.view.tone_of
    counted = Counter(tone[one] for one in phrase.comments if tone.get(one))
    feeling = ", ".join(
        f"{page.words.number(counted[word])} {page.words.say(TONES[word])}" for word in TONES if counted[word]
    )
    return Link(
        f"{phrase.written} {page.words.number(len(phrase.comments))}", page.list.leads(f"{code}{place}"), feeling
    )
