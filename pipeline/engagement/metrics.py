"""What is counted of a post, how, and what a source must hold for it: one definition for pages, docs and columns."""

from dataclasses import dataclass

from pipeline.locale import marked
from pipeline.schema import Kind


@dataclass(frozen=True)
class Metric:
    """One figure: its column, its title, how it is counted, and the columns of `comments` without which it is unknown.

    `needs` may name `staff` (someone who answers for the site is known) beside columns.
    """

    name: str
    kind: Kind
    title: str
    counted: str
    needs: tuple[str, ...] = ()
    is_share: bool = False  # 0 to 1, shown in percent


RECENT_DAYS = 90
"""How far back reply debt looks from the moment of the report."""

FEW = 20
"""Below so many, counts are shown and no shares."""

METRICS = (
    Metric(
        "comments",
        "integer",
        marked("Comments"),
        marked(
            "Comments by readers and authors that are published. Pingbacks and trackbacks are not among "
            "them; a comment that was read in two forms counts once."
        ),
    ),
    Metric(
        "threads",
        "integer",
        marked("Comment threads"),
        marked("Published comments that answer no other comment."),
        ("parent_id",),
    ),
    Metric(
        "replies",
        "integer",
        marked("Thread replies"),
        marked("Published comments that answer another comment."),
        ("parent_id",),
    ),
    Metric(
        "pings",
        "integer",
        marked("Pingbacks"),
        marked("Published pingbacks and trackbacks: other sites that link here. They are not counted as comments."),
    ),
    Metric(
        "comment_authors",
        "integer",
        marked("Comment authors"),
        marked(
            "Different people who wrote published comments, told apart by e-mail address or, where the "
            "source has none, by name. Comments without a name are not counted as people."
        ),
        ("author",),
    ),
    Metric(
        "nameless",
        "integer",
        marked("Comments without a name"),
        marked("Published comments for which the source shows no name."),
    ),
    Metric(
        "staff_comments",
        "integer",
        marked("Comments by the site itself"),
        marked(
            "Published comments by those who answer for the site: marked so by the source, or named in the settings."
        ),
        ("staff",),
    ),
    Metric(
        "held",
        "integer",
        marked("Held"),
        marked(
            "Comments that wait for a moderator: pending on the site, or, where the source has no status, "
            "held by Causerie."
        ),
    ),
    Metric(
        "spam",
        "integer",
        marked("Spam"),
        marked(
            "Comments in the spam folder, put there by the site or a moderator. Forms that public visitors "
            "can see hold none."
        ),
    ),
    Metric(
        "trashed",
        "integer",
        marked("In the bin"),
        marked("Comments in the bin of the site, or put there by a moderator."),
    ),
    Metric("gone", "integer", marked("Gone"), marked("Comments that were read earlier and are no longer on the site.")),
    Metric(
        "doubles",
        "integer",
        marked("Read twice"),
        marked("Comments that probably are another one in a second form: kept, and not counted anywhere else."),
    ),
    Metric(
        "truncated",
        "integer",
        marked("Cut short"),
        marked(
            "Published comments of which the source shows only the beginning. They are counted; tone and "
            "topics come from the visible part."
        ),
    ),
    Metric(
        "missing_threads",
        "integer",
        marked("Threads not in the file"),
        marked(
            "Threads that the page says it has, less those that were read (pingbacks count as threads on the "
            "page). They were not loaded, are held, or were removed."
        ),
    ),
    Metric(
        "missing_replies",
        "integer",
        marked("Replies not in the file"),
        marked("Replies that the page says it has, less those that were read."),
    ),
    Metric(
        "missing_comments",
        "integer",
        marked("Comments not in the file"),
        marked("Comments that the page says it has, less all that were read, pingbacks included."),
    ),
    Metric(
        "first_at",
        "time",
        marked("First comment"),
        marked("When the first published comment was written. Only comments whose day is known."),
        ("created_at",),
    ),
    Metric(
        "half_at",
        "time",
        marked("Half of all"),
        marked("When half of the published comments had been written. Only comments whose day is known."),
        ("created_at",),
    ),
    Metric(
        "last_at",
        "time",
        marked("Last comment"),
        marked("When the last published comment was written. Only comments whose day is known."),
        ("created_at",),
    ),
    Metric(
        "dated",
        "integer",
        marked("Comments with a date"),
        marked("Published comments whose day is known. One that is only known as “2 years ago” is not among them."),
    ),
    Metric(
        "language_en",
        "integer",
        marked("English"),
        marked("Published comments in English, told by a classifier for each comment."),
    ),
    Metric(
        "language_fr",
        "integer",
        marked("French"),
        marked("Published comments in French, told by a classifier for each comment."),
    ),
    Metric(
        "language_other",
        "integer",
        marked("Other languages"),
        marked("Published comments in another language than English and French."),
    ),
    Metric(
        "language_unknown",
        "integer",
        marked("Cannot tell"),
        marked("Published comments whose text does not tell the language: too short, mixed, or no words at all."),
    ),
    Metric(
        "positive",
        "integer",
        marked("Positive"),
        marked("Published comments that a classifier reads as positive: the tone of the comment, not of its subject."),
    ),
    Metric(
        "neutral",
        "integer",
        marked("Neutral"),
        marked("Published comments that a classifier reads as neither positive nor negative."),
    ),
    Metric(
        "negative",
        "integer",
        marked("Negative"),
        marked("Published comments that a classifier reads as negative: complaint, anger, refusal."),
    ),
    Metric(
        "tone_unknown",
        "integer",
        marked("Tone unknown"),
        marked("Published comments in other languages than English and French, or without words."),
    ),
    Metric(
        "questions",
        "integer",
        marked("Questions"),
        marked(
            "Published comments by readers that ask something which deserves an answer, told by a "
            "classifier. Flourishes (“who would have thought?”) are not counted."
        ),
    ),
    Metric(
        "questions_unreplied",
        "integer",
        marked("Questions without any reply"),
        marked("Questions under which nobody replied, those left out of which someone said that they need no answer."),
        ("parent_id",),
    ),
    Metric(
        "questions_unanswered",
        "integer",
        marked("Questions that the site has not answered"),
        marked(
            "Questions under which no one who answers for the site has replied, directly or further down. Those of "
            "which someone said that they need no answer are left out."
        ),
        ("parent_id", "staff"),
    ),
    Metric(
        "recent_questions",
        "integer",
        marked("Questions in the last 90 days"),
        marked(
            "Questions written in the 90 days before the report. Those of which someone said that they need no answer "
            "are left out."
        ),
        ("created_at",),
    ),
    Metric(
        "recent_unanswered",
        "integer",
        marked("Reply debt"),
        marked("Questions of the last 90 days under which no one who answers for the site has replied."),
        ("created_at", "parent_id", "staff"),
    ),
    Metric(
        "response_rate",
        "number",
        marked("Response rate"),
        marked(
            "Of the questions of the last 90 days, those that the site has answered: 0.8 stands for 80 in 100. Told "
            "from 20 questions on."
        ),
        ("created_at", "parent_id", "staff"),
        is_share=True,
    ),
    Metric(
        "recent_answer_hours",
        "number",
        marked("Time to an answer"),
        marked(
            "Median time from a question of the last 90 days to the first reply by someone who answers for "
            "the site; unanswered ones are not in it."
        ),
        ("created_at", "parent_id", "staff"),
    ),
    Metric(
        "votes_known",
        "integer",
        marked("Comments with known votes"),
        marked("Published comments whose votes the source tells, those with none among them."),
        ("likes",),
    ),
    Metric("votes_up", "integer", marked("Votes for"), marked("Votes for published comments."), ("likes",)),
    Metric("votes_down", "integer", marked("Votes against"), marked("Votes against published comments."), ("likes",)),
    Metric(
        "most_reacted",
        "text",
        marked("Most reacted comment"),
        marked("The published comment with most votes, for and against together; of equals the newest."),
        ("likes",),
    ),
    Metric(
        "most_reacted_votes",
        "integer",
        marked("Its votes"),
        marked("Votes for and against the most reacted comment."),
        ("likes",),
    ),
    Metric(
        "hottest_thread",
        "text",
        marked("Hottest thread"),
        marked("The published comment with most published replies under it, at any depth; of equals the newest."),
        ("parent_id",),
    ),
    Metric(
        "hottest_replies",
        "integer",
        marked("Its replies"),
        marked("Published replies under the hottest thread, at any depth."),
        ("parent_id",),
    ),
    Metric(
        "new_authors",
        "integer",
        marked("New commenters"),
        marked("People whose first published comment on the site is under this post."),
        ("created_at", "author"),
    ),
    Metric(
        "returning_authors",
        "integer",
        marked("Returning commenters"),
        marked("People who had a published comment under another post of the site before their first one here."),
        ("created_at", "author"),
    ),
    Metric("ratings", "integer", marked("Ratings"), marked("Published comments that give a rating."), ("rating",)),
    Metric(
        "rating_median",
        "number",
        marked("Median rating"),
        marked("The rating in the middle of all, in the source's own scale."),
        ("rating",),
    ),
    Metric(
        "words_median",
        "number",
        marked("Median length"),
        marked("Words of the published comment in the middle, by length; those cut short are left out."),
        ("text",),
    ),
    Metric(
        "words_least",
        "integer",
        marked("Shortest"),
        marked("Words of the shortest published comment; those cut short are left out."),
        ("text",),
    ),
    Metric(
        "words_most",
        "integer",
        marked("Longest"),
        marked("Words of the longest published comment; those cut short are left out."),
        ("text",),
    ),
)

BY_NAME = {metric.name: metric for metric in METRICS}

DECLARED = ("declared_threads", "declared_replies", "declared_authors", "declared_comments")
OF_POST = ("site", "post_id", "title", "url", "author", "published_at")
COLUMNS = (*OF_POST, "forms", *DECLARED, *BY_NAME, "not_available")
"""The columns of a row per post: what the post is, the forms it was read from, its figures, and what is lacking for
others.
"""
