"""What readers talk about, in their own words, per language."""

from collections import Counter

from pipeline.engagement.phrases import HOW, Phrase
from pipeline.locale import marked
from pipeline.report.block import Block, Group, Link
from pipeline.report.comment_list import TONES
from pipeline.report.post_page import PostPage

_NAMES = {"en": marked("English"), "fr": marked("French")}


def topics(page: PostPage) -> Block | None:
    """Return the block; nothing where no language has comments."""
    words = page.words
    spoken = [code for code in _NAMES if page.view.figures.number(f"language_{code}")]
    if not spoken:
        return None
    few = [words.say(_NAMES[code]) for code in spoken if not page.view.topics[code]]
    notes = tuple(words.say("%(language)s: too few comments say the same.", language=one) for one in few)
    return Block(
        "topics",
        words.say("What people talk about"),
        groups=tuple(_group(page, code) for code in spoken if page.view.topics[code]),
        notes=notes,
        how=((words.say("Topics"), words.say(HOW)),),
    )


def _group(page: PostPage, code: str) -> Group:
    words, count = page.words, page.view.figures.number(f"language_{code}")
    links = tuple(_link(page, code, place, phrase) for place, phrase in enumerate(page.view.topics[code]))
    return Group(f"{words.say(_NAMES[code])} ({words.number(count)})", links)


def _link(page: PostPage, code: str, place: int, phrase: Phrase) -> Link:
    tone = page.view.tone_of
    counted = Counter(tone[one] for one in phrase.comments if tone.get(one))
    feeling = ", ".join(
        f"{page.words.number(counted[word])} {page.words.say(TONES[word])}" for word in TONES if counted[word]
    )
    return Link(
        f"{phrase.written} {page.words.number(len(phrase.comments))}", page.list.leads(f"{code}{place}"), feeling
    )
