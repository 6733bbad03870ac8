"""Whether a text says where its writer can be reached other than by a link: a number, a mailbox, a messenger's name."""

import re

_NUMBER = re.compile(r"(?<![\w.,])\+?\(?[0-9](?:[ ().\-/]{0,3}[0-9]){7,14}(?!\w| ?[%€$£])")
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@| ?[\[(](?:at|arobase)[\])] ?)[\w-]{1,63} ?(?:\.|[\[(](?:dot|point)[\])]) ?\w{2}")
_MESSENGER = re.compile(
    r"(?i)\b(?:what'?s ?app|wa\.me|telegram|t\.me|wechat|viber|skype|snapchat|discord|instagram|insta|tiktok)\b"
    r"|\bsignal ?[:@+0-9]"
)
_HANDLE = re.compile(r"(?<![\w.])@(?=\w{0,30}[0-9_])\w{4,31}")


def is_reachable(text: str) -> bool:
    """Return whether a telephone number, an e-mail address, a messenger or someone's name there stands in a text."""
    return any(one.search(text) for one in (_NUMBER, _MAIL, _MESSENGER, _HANDLE))
