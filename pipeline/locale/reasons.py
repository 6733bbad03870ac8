"""What the policy's reasons are called wherever they are read: in commands, in reports, at the moderators' desk."""

from pipeline.locale import marked

REASONS = {
    "spam": marked("spam"),
    "abuse": marked("abuse"),
    "copies": marked("same text elsewhere"),
    "repeated": marked("repeated by its author"),
    "hidden": marked("hidden characters"),
    "look-alikes": marked("look-alike letters"),
    "personal data": marked("personal data"),
    "threat": marked("threat"),
    "distress": marked("wish to die"),
    "language": marked("unexpected language"),
    "rule hold": marked("a rule holds it"),
    "rule spam": marked("a rule calls it spam"),
    "rule pass": marked("a rule lets it pass"),
}
BANDS = {"sure": marked("sure"), "likely": marked("likely"), "doubtful": marked("doubtful")}
"""How sure a reason is; the French say it so that it goes with a noun of any gender and number."""

FACTS = ("copies", "repeated", "hidden", "look-alikes", "rule hold", "rule spam", "rule pass")
"""Reasons that are so or are not: how sure they are need not be said."""

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
    "threat": marked("threat"),
    "distress": marked("wish to die"),
}
"""What a stretch of the text is."""

BESIDE = {
    "rule": marked("the rule"),
    "author": marked("the name it is signed with"),
    "author_url": marked("the address given with the name"),
    "links": marked("the links in it"),
}
"""What stands beside the text."""


def reason_name(key: str) -> str:
    """Return what a reason is called, to be translated; itself where it is none of ours."""
    return REASONS.get(key, key)
