"""What is known of one post when its pages are drawn, whichever version: figures, what stands out, marks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.engagement.phrases import Phrase, phrases
from pipeline.engagement.quotes import Worth
from pipeline.locale import marked
from pipeline.locale.words import Words
from pipeline.report.arrival import Arrival, arrival
from pipeline.report.comment_list import Only
from pipeline.report.figures import Figures
from pipeline.report.margins import Margins
from pipeline.report.naming import shown
from pipeline.report.rows import Comment

_MOST_ACTIVE = 5
_TONES = {"positive": "po", "neutral": "nu", "negative": "ne"}
_STATUSES = {"held": "he", "spam": "sp", "trash": "tr", "gone": "go"}
_LANGUAGES = {"en": "en", "fr": "fr", None: "un"}

SAYS = {
    "ct": marked("published comments"),
    "th": marked("comment threads"),
    "rp": marked("replies"),
    "tp": marked("threads, pingbacks among them"),
    "cp": marked("comments and pingbacks"),
    "pg": marked("pingbacks"),
    "en": marked("in English"),
    "fr": marked("in French"),
    "ot": marked("in other languages"),
    "un": marked("language cannot be told"),
    "po": marked("read as positive"),
    "nu": marked("read as neutral"),
    "ne": marked("read as negative"),
    "tu": marked("tone unknown"),
    "qu": marked("questions by readers"),
    "qn": marked("questions without any reply"),
    "qa": marked("questions that the site has not answered"),
    "na": marked("questions that need no answer"),
    "nn": marked("without a name"),
    "nm": marked("with a name"),
    "st": marked("by the site itself"),
    "cu": marked("cut short in the source"),
    "vo": marked("with votes"),
    "ra": marked("with a rating"),
    "nw": marked("by new commenters"),
    "rt": marked("by returning commenters"),
    "he": marked("held"),
    "sp": marked("spam"),
    "tr": marked("in the bin"),
    "go": marked("no longer on the site"),
    "du": marked("read twice"),
    "ho": marked("the hottest thread"),
    "da": marked("with a date"),
    "wh": marked("would be held, or called spam"),
}
"""What the remark above the list says when only the comments of a mark are shown."""


@dataclass(frozen=True)
class Site:
    """What pages of one site have in common."""

    name: str
    title: str
    words: Words
    names: str  # full, first, initials: in what may be shared
    margins: Margins
    models: Mapping[str, str]
    folder: str = ""
    not_needed: frozenset[str] = frozenset()  # questions that need no answer


@dataclass
class PostView:
    """One post: `comments` are all that is kept of it, `flags` the reasons by comment_id."""

    site: Site
    name: str
    figures: Figures
    comments: Sequence[Comment]
    returning: frozenset[str] = frozenset()  # comment_ids of people who were on the site before
    reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)
    posts: Mapping[str, tuple[str, str]] | None = None  # title and page by post_id, where the comments are of several
    known_open: frozenset[str] | None = None  # unanswered questions, where answers lie outside of `comments`

    @property
    def words(self) -> Words:
        """How things are said."""
        return self.site.words

    @property
    def folder(self) -> str:
        """The site's folder."""
        return self.site.folder

    @cached_property
    def told(self) -> list[dict[str, object]]:
        """All figures as JSON takes them."""
        return self.figures.told()

    @cached_property
    def counted(self) -> list[Comment]:
        """The published comments, each once."""
        return [one for one in self.comments if one.is_counted]

    @cached_property
    def under(self) -> dict[str, list[Comment]]:
        """Published comments by the comment that they answer."""
        found: dict[str, list[Comment]] = defaultdict(list)
        for one in self.counted:
            if one.parent_id is not None:
                found[one.parent_id].append(one)
        return found

    @cached_property
    def replies(self) -> Counter[str]:
        """How many published comments answer each directly."""
        return Counter({parent: len(found) for parent, found in self.under.items()})

    def thread(self, comment_id: str) -> list[Comment]:
        """Return the published comments under one, at any depth."""
        waiting, found = list(self.under.get(comment_id, ())), {}
        while waiting:
            one = waiting.pop()
            if one.comment_id not in found:
                found[one.comment_id] = one
                waiting += self.under.get(one.comment_id, ())
        return list(found.values())

    @cached_property
    def questions(self) -> list[Comment]:
        """The published questions of readers, the clearest first."""
        found = [one for one in self.counted if one.is_question and not one.by_staff]
        return sorted(found, key=lambda one: (-(one.question_score or 0.0), one.comment_id))

    @cached_property
    def asking(self) -> list[Comment]:
        """Those of them that need an answer."""
        return [one for one in self.questions if one.comment_id not in self.site.not_needed]

    @cached_property
    def knows_staff(self) -> bool:
        """Whether it is known who answers for the site."""
        return not self.figures.lacks("staff_comments")

    @cached_property
    def unanswered(self) -> list[Comment]:
        """Questions under which nobody who answers for the site replied."""
        if self.known_open is not None:
            return [one for one in self.asking if one.comment_id in self.known_open]
        return [one for one in self.asking if not any(reply.by_staff for reply in self.thread(one.comment_id))]

    @cached_property
    def unreplied(self) -> list[Comment]:
        """Questions under which nobody replied."""
        return [one for one in self.asking if not self.replies[one.comment_id]]

    @cached_property
    def arrival(self) -> Arrival | None:
        """The published comments over time, in bars; None where too few have dates."""
        return arrival(
            [(one.comment_id, one.created_at) for one in self.counted if one.created_at and one.is_dated], self.words
        )

    @cached_property
    def most_active(self) -> list[tuple[Comment, list[str]]]:
        """The people with most published comments here, those with at least two: a comment of theirs, and all its
        ids.
        """
        found: dict[str, list[Comment]] = defaultdict(list)
        for one in self.counted:
            if one.author_key and one.author:
                found[one.author_key].append(one)
        ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return [(own[0], [one.comment_id for one in own]) for _, own in ordered if len(own) > 1][:_MOST_ACTIVE]

    @cached_property
    def topics(self) -> dict[str, list[Phrase]]:
        """What comments by readers talk about, per language."""
        names = [*{one.author for one in self.comments if one.author}, self.figures["author"] or ""]
        return {
            code: phrases(
                [(one.comment_id, one.text) for one in self.counted if one.language == code and not one.by_staff],
                code,
                names,
            )
            for code in ("en", "fr")
        }

    @cached_property
    def worth(self) -> Worth[Comment]:
        """The published comments worth quoting."""
        return Worth(self.counted, self.replies)

    @cached_property
    def tone_of(self) -> dict[str, str | None]:
        """The tone of each published comment, by comment_id."""
        return {one.comment_id: one.sentiment for one in self.counted}

    @cached_property
    def statuses_held(self) -> set[str]:
        """The statuses that the post's comments have on the site, as far as their sources tell."""
        return {one.source_status for one in self.comments if one.source_status}

    @cached_property
    def marks(self) -> dict[str, list[str]]:
        """The marks of each comment, by comment_id."""
        found = {one.comment_id: list(self._own_marks(one)) for one in self.comments}
        for mark, ids, _ in self._groups:
            for one in ids:
                if one in found:  # a period's figures may name a comment from before
                    found[one].append(mark)
        return found

    def only(self, names: str) -> list[Only]:
        """Return what each mark's remark says, people named as `names` says."""
        fixed = [Only(mark, self.words.say(says)) for mark, says in SAYS.items()]
        people = [
            Only(f"a{place}", shown(one.author, names, self.words)) for place, (one, _) in enumerate(self.most_active)
        ]
        return fixed + people + [Only(mark, says) for mark, _, says in self._groups if says]

    @cached_property
    def _groups(self) -> list[tuple[str, Iterable[str], str]]:
        groups: list[tuple[str, Iterable[str], str]] = [
            ("qn", [one.comment_id for one in self.unreplied], ""),
            ("qa", [one.comment_id for one in self.unanswered], ""),
        ]
        groups += [(f"a{place}", ids, "") for place, (_, ids) in enumerate(self.most_active)]
        groups += [
            (f"b{place}", bar.comments, bar.called)
            for place, bar in enumerate(self.arrival.bars if self.arrival else ())
        ]
        for code, found in self.topics.items():
            groups += [
                (f"{code}{place}", one.comments, self.words.quoted(one.written)) for place, one in enumerate(found)
            ]
        hottest = self.figures["hottest_thread"]
        if hottest:
            groups.append(("ho", [hottest, *(one.comment_id for one in self.thread(hottest))], ""))
        return groups

    def _own_marks(self, one: Comment) -> Iterable[str]:
        if one.verdict in ("hold", "spam"):
            yield "wh"
        if one.same_as:
            yield "du"
            return
        if one.status in _STATUSES:
            yield _STATUSES[one.status]
            return
        yield "cp"
        if one.parent_id is None:
            yield "tp"
        if one.kind != "comment":
            yield "pg"
            return
        yield "ct"
        yield "th" if one.parent_id is None else "rp"
        yield _LANGUAGES.get(one.language, "ot")
        yield _TONES.get(one.sentiment or "", "tu")
        yield "nm" if one.author else "nn"
        yield from (mark for mark, is_so in self._extra_marks(one) if is_so)

    def _extra_marks(self, one: Comment) -> Iterable[tuple[str, object]]:
        yield "qu", one.is_question and not one.by_staff
        yield "na", one.is_question and one.comment_id in self.site.not_needed
        yield "st", one.by_staff
        yield "cu", one.truncated
        yield "vo", one.likes or one.dislikes
        yield "ra", one.rating is not None
        yield "da", one.created_at and one.is_dated
        if one.author_key and one.created_at and one.is_dated:
            yield ("rt" if one.comment_id in self.returning else "nw"), True
