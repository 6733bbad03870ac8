"""Personal data in a text: telephone numbers, e-mail addresses, bank accounts, door codes, where someone lives.

Made not to annoy: no dates, prices, ISBNs, lists of numbers; no freephone numbers; no addresses of offices (info@,
contact@).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.policy.spans import Span, apart

_MAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})(?![\w@])")
_PROVIDERS = tuple(
    "gmail hotmail yahoo outlook orange wanadoo free laposte proton protonmail icloud aol live sfr".split()
)
_SPELT_AT = ("arobase", " at ", "(at)", "[at]", "(chez)")
_SPELT_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64} ?(?:\((?:at|arobase|chez)\)|\[(?:at|arobase)\]| arobase | at ) ?"
    rf"(?:{'|'.join(_PROVIDERS)})"
    r" ?(?:\.|\(dot\)|\(point\)| dot | point ) ?[a-z]{2,3}\b",
    re.IGNORECASE,
)
_OFFICE = frozenset(
    "info contact hello bonjour support admin webmaster office press presse redaction abonnement abonnements service "
    "accueil mairie noreply no-reply donotreply sales enquiries enquiry postmaster abuse privacy dpo rgpd newsletter "
    "editor letters secretariat".split()
)
_NOBODY = ("example.com", "example.org", "example.net", "domain.com", "domaine.com", "email.com")

_BEFORE, _AFTER = r"(?<![\w+/=.,#€$£°-])(?<![#€$£°\d] )", r"(?![\w/=%€$£°]|[ .,-]\d| ?[€$£%])"
_PHONES = tuple(
    re.compile(_BEFORE + pattern + _AFTER)
    for pattern in (
        r"(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0\)[ .-]?)?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,5}",  # international
        r"0[1-79]([ .-]?)\d{2}(?:\1\d{2}){3}",  # France; 08 is a service
        r"0\d{2}[ /.-]\d{3}[ .-]\d{2}[ .-]\d{2}",  # Switzerland
        r"0(?!8)\d{1,3}[ /.]\d{2,3}[ .]\d{2}[ .]\d{2}(?:[ .]\d{2})?",  # Belgium
        r"\(?0(?!8)\d{3,4}\)?[ -]\d{3}[ -]?\d{3,4}",  # United Kingdom, Ireland
        r"\(?02\d\)? ?\d{4} \d{4}",
        r"07\d{9}",
        # North America; 800 and its like are free
        r"(?:1[ .-])?(?!8(?:00|33|44|55|66|77|88)\b)\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4}",
    )
)
_NO_PHONE = re.compile(
    r"(?i)(?:isbn|issn|siret|siren|rcs|réf\w*|ref|n°|no\.|article|order|commande|doi|ean|tracking|suivi)[ :.°#-]{0,4}$"
)
_DIGITS = (8, 15)

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?!\w)")
_CODE = re.compile(
    r"(?i)\b(?:digicode|"
    r"code (?:d'entr[ée]e|d'acc[èe]s|de (?:la )?porte|de l'immeuble|du portail|du portillon|porte|immeuble|portail)|"
    r"(?:door|gate|entry|entrance|keypad|alarm|key safe) ?code|"
    r"code (?:for|to|of) the (?:door|gate|entrance|key safe|building))"
    r"\W{0,4}(?:(?:is|est|c'est|=|:)\W{0,3})?(?P<code>(?=[A-F0-9#*]{0,6}\d)[A-F0-9#*]{3,8})\b"
)
_STREET = re.compile(
    r"\b\d{1,4}(?: ?(?:bis|ter|[A-Da-d]))?,? "
    r"(?:rue|avenue|av\.?|boulevard|bd|place|allée|impasse|chemin|route|quai|square|cours|passage) "
    r"(?:(?:de la|de l'|du|des|de|d'|le|la|les) ?){0,2}[A-ZÀ-Ý][\w'’-]{1,30}(?: [A-ZÀ-Ý][\w'’-]{1,30}){0,3}"
    r"|\b\d{1,5}[A-Da-d]? (?:[A-Z][a-z'’]{1,20} ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|Court|Way|Terrace|Gardens|Grove|Row)\b"
)
_HOME = re.compile(
    r"(?i)\b(?:j'habite|j'habitais|on habite|nous habitons|il habite|elle habite|ils habitent|habite au|chez moi|"
    r"chez nous|chez lui|chez elle|mon adresse|son adresse|notre adresse|mon domicile|domicili\w+|je vis au|"
    r"i live|i'm at|we live|we're at|he lives|she lives|they live|lives at|live at|my address|his address|"
    r"her address|our address|my house|my place|come round to|home address)\b"
)


_A_DIGIT = re.compile(r"[0-9]")
_SOME_DIGITS = re.compile(r"[0-9](?:[^0-9\n]{0,3}[0-9]){2}")  # no code has fewer
_A_STREET = re.compile(
    r"[0-9](?: ?(?:bis|ter|[A-Da-d]))?,? (?:[a-zé]{2,9}\.?|[A-Z][a-z'’]{1,20}) (?:de |du |des |d'|l[ae]s? |l')*[A-ZÀ-Ý]"
)
_MANY_DIGITS = re.compile(r"[0-9](?:[^0-9\n]{0,3}[0-9]){7}")  # no telephone number or bank account has fewer


PERSONAL = "|".join(("@", "code", *_PROVIDERS, *(one.pattern for one in (_MANY_DIGITS, _A_STREET))))
"""Of texts with personal data a part matches this, in capital or small letters, whatever engine is asked."""


def personal_spans(text: str) -> tuple[Span, ...]:
    """Return where a text tells personal data, and what it is, in order; none overlap."""
    return apart(_all(text))


def _all(text: str) -> Iterator[Span]:
    """Yield all spans; what is cheap to look for stands before what is dear, for most texts hold nothing."""
    lowered = text.lower()
    if "@" in text:
        for at in _MAIL.finditer(text):
            if at[1].lower() not in _OFFICE and not at[2].lower().endswith(_NOBODY):
                yield at.start(), at.end(), "e-mail address"
    if any(sign in lowered for sign in _SPELT_AT) and any(provider in lowered for provider in _PROVIDERS):
        yield from ((at.start(), at.end(), "e-mail address") for at in _SPELT_MAIL.finditer(text))
    if not _A_DIGIT.search(text):
        return
    if _A_STREET.search(text) and _STREET.search(text) and _HOME.search(text):
        yield from ((at.start(), at.end(), "home address") for at in _STREET.finditer(text))
    if not _SOME_DIGITS.search(text):
        return
    if "code" in lowered:
        yield from ((at.start(), at.end(), "door code") for at in _CODE.finditer(text))
    if _MANY_DIGITS.search(text):
        yield from ((at.start(), at.end(), "bank account") for at in _IBAN.finditer(text) if _is_iban(at[0]))
        yield from _telephones(text)


def _telephones(text: str) -> Iterator[Span]:
    for pattern in _PHONES:
        for at in pattern.finditer(text):
            digits = sum(sign.isdigit() for sign in at[0])
            if (
                _DIGITS[0] <= digits <= _DIGITS[1]
                and not _counts_up(at[0])
                and not _NO_PHONE.search(text[max(0, at.start() - 16) : at.start()])
            ):
                yield at.start(), at.end(), "telephone number"


def _counts_up(written: str) -> bool:
    """Tell whether the groups of digits are a list that counts up or down evenly, as 02 03 04 05 06 does."""
    groups = [int(group) for group in re.findall(r"\d+", written)]
    return len(groups) > 3 and len({after - before for before, after in pairwise(groups)}) == 1


def _is_iban(written: str) -> bool:
    """Tell whether the check digits of an IBAN are right (ISO 13616: modulo 97 is 1)."""
    plain = written.replace(" ", "")
    turned = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
    return 15 <= len(plain) <= 34 and int(turned) % 97 == 1
