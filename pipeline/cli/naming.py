"""What commands call verdicts, answers and what they count: in English here, in other languages by the catalogues."""

from pipeline.locale import marked

VERDICTS = {"publish": marked("publish"), "hold": marked("hold"), "spam": marked("spam")}
LABELS = {"positive": marked("positive"), "neutral": marked("neutral"), "negative": marked("negative")}
COPIES = {"copies": marked("copies"), "own": marked("its author's own"), "first": marked("first")}
"""What is counted of other comments with the same text."""
COLUMNS = {
    "source": marked("source"),
    "form": marked("form"),
    "read": marked("read"),
    "new": marked("new"),
    "changed": marked("changed"),
    "completed": marked("completed"),
    "unchanged": marked("unchanged"),
    "rejected": marked("rejected"),
}
COUNTED = ("read", "new", "changed", "completed", "unchanged", "rejected")
"""What the summary of a run counts per source."""
DOING = (marked("reading"), marked("judging"), marked("drawing reports"))
"""What a run says that it does."""
STATES = {"running": marked("running"), "done": marked("done"), "unfinished": marked("unfinished")}
REMARKS = (
    marked("comments whose encoding was repaired"),
    marked("names whose encoding was repaired"),
    marked("control characters removed"),
    marked("comments whose entities were encoded twice"),
    marked("e-mail addresses left out of names"),
    marked("addresses that are no page of the web left out"),
    marked("comments that the page counts are not in the file (not loaded, on other pages, deleted or held)"),
)
"""What readers count under a name of their own."""
