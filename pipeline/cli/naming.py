"""What commands call reasons, verdicts and answers: in English here, in other languages by the catalogues."""

from pipeline.locale import marked

REASONS = {
    "spam": marked("spam"),
    "abuse": marked("abuse"),
    "copies": marked("same text several times"),
    "hidden": marked("hidden characters"),
    "look-alikes": marked("look-alike letters"),
    "personal data": marked("personal data"),
    "language": marked("unusual language for the site"),
    "rule hold": marked("a rule of yours holds it"),
    "rule spam": marked("a rule of yours calls it spam"),
    "rule pass": marked("a rule of yours lets it pass"),
}
BANDS = {"sure": marked("sure"), "likely": marked("likely"), "doubtful": marked("doubtful")}
VERDICTS = {"publish": marked("publish"), "hold": marked("hold"), "spam": marked("spam")}
LABELS = {"positive": marked("positive"), "neutral": marked("neutral"), "negative": marked("negative")}
CAUSES = {
    "spam wording": marked("spam wording"),
    "abusive wording": marked("abusive wording"),
    "link": marked("link"),
    "e-mail address": marked("e-mail address"),
    "telephone number": marked("telephone number"),
    "bank account": marked("bank account"),
    "door code": marked("door code"),
    "home address": marked("home address"),
    "look-alike letters": marked("look-alike letters"),
}
BESIDE = {
    "rule": marked("the rule"),
    "links": marked("links"),
    "author": marked("signed"),
    "author_url": marked("the name's address"),
    "copies": marked("copies"),
    "first": marked("first"),
}
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
    marked("control characters removed"),
    marked("comments whose entities were encoded twice"),
    marked("e-mail addresses left out of names"),
    marked("addresses that are no page of the web left out"),
    marked("comments that the page counts are not in the file (not loaded, on other pages, deleted or held)"),
)
"""What readers count under a name of their own."""
