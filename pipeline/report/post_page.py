"""A post's page in one version: what is known of the post, and the list that its figures lead to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pipeline.engagement.quotes import MILD, excerpt
from pipeline.locale.words import Words
from pipeline.report.block import Quote
from pipeline.report.comment_list import CommentList
from pipeline.report.figures import Figure, definitions
from pipeline.report.naming import plain, shown
from pipeline.report.places import INTERNAL
from pipeline.report.rows import Comment
from pipeline.report.view import PostView


@dataclass
class PostPage:
    """One post in one version (share, internal)."""

    view: PostView
    version: str
    twin: "PostPage | None" = None  # the other version, whose parts need not be made again where they are the same

    @property
    def words(self) -> Words:
        """How things are said."""
        return self.view.words

    @property
    def is_internal(self) -> bool:
        """Whether held comments and spam are shown."""
        return self.version == INTERNAL

    @property
    def names(self) -> str:
        """How names are written."""
        return "full" if self.is_internal else self.view.site.names

    @cached_property
    def list(self) -> CommentList:
        """The comments that this version shows."""
        comments = [
            one for one in self.view.comments if self.is_internal or (one.status == "approved" and not one.same_as)
        ]
        twin = self.twin.list if self.twin else None
        if twin is not None and twin.names == self.names and len(twin.entries) == len(comments):
            return twin
        return CommentList(comments, self.view.marks, self.view.name, self.names, self.words, self.view.posts, twin)

    def figure(self, name: str, mark: str = "", note: str = "") -> Figure:
        """Return a figure that leads to the comments of a mark."""
        return self.view.figures.figure(name, self.list.leads(mark) if mark else "", note)

    def how(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return how figures are counted."""
        return tuple(definitions(names, self.words))

    def who(self, comment: Comment) -> str:
        """Return a comment's author as this version writes names."""
        return plain(shown(comment.author, self.names, self.words))

    def quote(self, comment: Comment, label: str = "", how: str = "", question: bool = False, note: str = "") -> Quote:
        """Return a piece of a comment with its author and its place."""
        text = plain(excerpt(comment.text, question=question))
        told = [note] if note else []
        if question and self.view.replies[comment.comment_id]:
            told.append(self.words.say("a reader has replied"))
        if self.view.posts and comment.post_id in self.view.posts:
            told.append(plain(self.view.posts[comment.post_id][0]))
        return Quote(self.who(comment), text, self.list.href(comment.comment_id), label, how, " · ".join(told))

    def may_quote(self, comment: Comment) -> bool:
        """Tell whether this version may quote a comment: to anyone none that may well be an insult or spam."""
        return self.is_internal or ((comment.abuse_score or 0.0) < MILD and comment.verdict in (None, "publish"))

    def quotes(self, comments: Iterable[Comment], most: int, question: bool = False) -> tuple[Quote, ...]:
        """Return pieces of the first `most` comments that this version may quote."""
        chosen = islice((one for one in comments if self.may_quote(one)), most)
        return tuple(self.quote(one, question=question) for one in chosen)
