"""What a spam filter sees beside the words: addresses, who signs, telephone numbers, letters set apart or disguised."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.features import SURFACE, Features
from pipeline.features.letters import CAPITAL, DIGIT, LETTER
from pipeline.features.reading import Ints, Joined, Mask, Reading
from pipeline.features.word_sets import among

SIGNS = (
    "addresses", "bare_addresses", "mails", "markup_links", "hosts", "shorteners", "cheap_endings", "known_hosts",
    "address_share", "markup", "has_author_url", "author_url_known", "author_url_cheap", "author_url_hyphens",
    "author_url_path", "author_words", "author_capitals", "author_digits", "author_in_url", "phones", "spaced_letters",
    "digits_in_words", "brief_with_address", "brief_with_author_url", "pingback", "invites", "contacts", "praises",
    "praises_with_address", "styled_letters", "disguised",
)  # fmt: skip
_AT = {name: place for place, name in enumerate(SIGNS)}

_CHEAP = frozenset(
    "agency bet bid biz buzz casino cam cash cfd chat click club cyou date deals digital email fun fyi icu info ink "
    "life link live loan lol ltd market mobi money monster ninja one online ooo party pics pro promo pw quest rest "
    "review rocks sale sbs shop site skin solutions space store stream support tech tips today tk top tours trade vip "
    "website wiki win work world ws xyz zone".split()
)
_USUAL = frozenset(
    "com net org fr be ch ca uk de es it nl pt eu us au nz ie in ru cn br pl io co me tv ly gl app dev blog example "
    "info".split()
)
_ENDINGS = _USUAL | _CHEAP
_SHORTENERS = frozenset(
    "bit.ly tinyurl.com goo.gl t.co ow.ly is.gd buff.ly cutt.ly rb.gy shorturl.at tiny.cc adf.ly bl.ink lnkd.in t.ly "
    "rebrand.ly linktr.ee wa.me t.me chat.whatsapp.com s.id v.gd urlz.fr".split()
)
_KNOWN = (
    "wikipedia.org", "wikimedia.org", "youtube.com", "youtu.be", "github.com", "gitlab.com", "stackoverflow.com",
    "archive.org", "service-public.fr", "legifrance.gouv.fr", "gouv.fr", "gov.uk", "europa.eu", "bbc.co.uk", "bbc.com",
    "lemonde.fr", "theguardian.com", "nytimes.com", "openstreetmap.org", "blogspot.com", "blogspot.fr", "wordpress.com",
    "wordpress.org", "over-blog.com", "canalblog.com", "tumblr.com", "medium.com", "substack.com", "flickr.com",
    "mozilla.org", "python.org", "debian.org", "quebec.ca", "canada.ca",
)  # fmt: skip
_INVITING = tuple(
    "check visit follow subscribe sub watch see listen hear add search click tap join look text call contact message "
    "dm email mail whatsapp write inbox vote support download grab get try go come meet buy order find view read hit "
    "like share reach ask "
    "visitez visite abonnez abonne cliquez clique suivez suis rejoignez rejoins contactez contacte ecrivez ecris "
    "appelez appelle venez viens passez passe allez ajoutez ajoute ecoutez ecoute regardez regarde votez vote achetez "
    "commandez decouvrez telechargez profitez inscrivez tapez likez partagez".split()
)
_MINE = tuple("my mine me our us mon ma mes moi notre nos nous".split())
_CONTACTS = tuple(
    "whatsapp telegram snap snapchat discord icq skype wechat kik zelle paypal moneygram instagram insta ig twitter "
    "tiktok facebook fb channel chaine bio profile profil wall inbox dm mp gmail hotmail outlook yahoo hangout viber "
    "messenger onlyfans gofundme patreon".split()
)
_PRAISE = tuple(
    "great nice awesome amazing informative useful helpful interesting excellent wonderful fantastic good superb "
    "valuable knowledgeable "
    "super excellent interessant interessante utile beau bon bonne belle joli jolie magnifique genial bravo merci "
    "thanks thank lovely".split()
)
_PRAISED = tuple(
    "post article blog site website weblog info information content sharing share work page webpage tips topic write "
    "writing read stuff "
    "partage billet contenu travail astuces conseils".split()
)
_REACH, _NEAR = 6, 3  # tokens
_STYLED = ((0xFF21, 0xFF5B), (0x1D400, 0x1D800), (0x1F130, 0x1F18A), (0x24B6, 0x24EA))
_ADDRESS = re.compile(
    r"(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
    r"|(?:https?://|www\.)(?P<url>[^\s<>\"'\[\])]{1,500})"
    r"|(?<![\w@.-])(?P<bare>(?:[\w-]{1,63}\.){1,4}(?P<end>[a-z]{2,12})\b(?:/[^\s<>\"'\[\])]{0,300})?)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w/=])(?:\+|00)?\(?\d{1,4}\)?(?:[ .\-()/]{0,2}\d{1,4}){2,6}(?!\w)")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,3}(?:[ .]\d{3})+$")
_SPLIT = re.compile(r"[^\W_]+")
_WORD = re.compile(r"\S+")
_BRIEF = 12  # words
_ENOUGH_DIGITS = 9


@dataclass(frozen=True)
class Signs:
    """`numbers`: one row per comment, one column per name in SIGNS; `addresses`: the words of each one's addresses."""

    numbers: npt.NDArray[np.float64]
    addresses: list[str]


_HELD_AS = {"author": "authors", "author_url": "author_urls", "links": "links"}


@dataclass(frozen=True)
class Beside:
    """What stands beside each text, as lists of str ("" where there is nothing)."""

    authors: Sequence[str]
    author_urls: Sequence[str]
    links: Sequence[str]
    kinds: Sequence[str]

    @classmethod
    def of(cls, batch: pd.DataFrame) -> "Beside":
        """Return that of a batch; a column that it lacks is taken for empty."""
        empty = [""] * len(batch)
        return cls(
            *(
                batch[name].fillna("").tolist() if name in batch else empty
                for name in ("author", "author_url", "links", "kind")
            )
        )

    def of_rows(self, rows: Sequence[int]) -> "Beside":
        """Return that of these rows, in this order; a row may come more than once."""
        columns = (self.authors, self.author_urls, self.links, self.kinds)
        return Beside(*([column[row] for row in rows] for column in columns))

    def named(self, name: str) -> Sequence[str]:
        """Return what stands there as `author`, `author_url` or `links`."""
        found: Sequence[str] = getattr(self, _HELD_AS[name])
        return found

    def without(self, names: Sequence[str]) -> "Beside":
        """Return it with `author`, `author_url` or `links` empty, one of them per row."""
        blanked = {
            held: ["" if name == gone else value for value, gone in zip(self.named(name), names, strict=True)]
            for name, held in _HELD_AS.items()
        }
        return replace(self, **blanked)


def signs(features: Features, beside: Beside) -> Signs:
    """Return the signs of spam in a batch; a row's values never depend on the other rows."""
    numbers = np.zeros((len(features), len(SIGNS)), dtype=np.float64)
    words: list[list[str]] = [[] for _ in range(len(features))]
    hosts: dict[int, set[str]] = {}
    for row in _rows_with_addresses(features):
        _in_text(features.texts[row], numbers[row], words[row], hosts.setdefault(row, set()))
    for row, links in enumerate(beside.links):
        if links:
            _in_markup(links, numbers[row], words[row], hosts.setdefault(row, set()))
    for row, (author, url) in enumerate(zip(beside.authors, beside.author_urls, strict=True)):
        if url:
            _author_url(author, url, numbers[row], words[row])
        if author:
            numbers[row, _OF_AUTHOR] = _author(author)
    for row, found in hosts.items():
        numbers[row, _AT["hosts"]] = len(found)
    _counted(features, numbers)
    numbers[:, _AT["pingback"]] = [kind in ("pingback", "trackback") for kind in beside.kinds]
    return Signs(numbers, [" ".join(of) for of in words])


def _rows_with_addresses(features: Features) -> list[int]:
    """Return which texts have a dot inside a word, or "@" or "://": the only ones worth a closer look."""
    joined, codes = features.joined, features.joined.codes
    dots, slashes = (np.flatnonzero(codes[1:] == ord(sign)) + 1 for sign in "./")
    dots = dots[(_is_letter(joined, dots - 1) | (joined.kinds[dots - 1] == DIGIT)) & _is_letter(joined, dots + 1)]
    slashes = slashes[(codes[slashes + 1] == ord("/")) & (codes[slashes - 1] == ord(":"))]
    return _rows(joined, np.concatenate((dots, slashes)))


def _rows(joined: Joined, places: Ints) -> list[int]:
    """Return in which texts these characters stand."""
    rows: list[int] = np.unique(np.searchsorted(joined.ends, places)).tolist()
    return rows


def _is_letter(joined: Joined | Reading, places: Ints) -> Mask:
    found: Mask = (joined.kinds[places] == LETTER) | (joined.kinds[places] == CAPITAL)
    return found


def _in_text(text: str, numbers: npt.NDArray[np.float64], words: list[str], hosts: set[str]) -> None:
    length = 0
    for _, found in addresses(text):
        if found["mail"]:
            numbers[_AT["mails"]] += 1
            words += _SPLIT.findall(found["mail"])
            continue
        numbers[_AT["bare_addresses" if found["bare"] else "addresses"]] += 1
        length += len(found[0])
        _address(found["bare"] or found["url"], numbers, words, hosts)
    numbers[_AT["address_share"]] = length / max(len(text), 1)


def addresses(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the addresses in a text, each with where the word begins that it was found in.

    None spans white space, so that most words need no closer look. A match has `mail`, `url` (after http:// or www.) or
    `bare`, which is one only where it ends as addresses do.
    """
    for word in _WORD.finditer(text):
        if "." in word[0] or "//" in word[0]:
            yield from ((word.start(), found) for found in _ADDRESS.finditer(word[0]) if _is_address(found))


def _is_address(found: re.Match[str]) -> bool:
    bare, end = found["bare"], found["end"]
    return not bare or (end.lower() in _ENDINGS and (end == end.lower() or bare == bare.upper()))


def _in_markup(links: str, numbers: npt.NDArray[np.float64], words: list[str], hosts: set[str]) -> None:
    for link in links.split("\n")[:40]:
        if link:
            numbers[_AT["markup_links"]] += 1
            _address(link.partition("//")[2] or link, numbers, words, hosts)


def _address(address: str, numbers: npt.NDArray[np.float64], words: list[str], hosts: set[str]) -> None:
    host, ending = _host(address)
    hosts.add(host)
    numbers[_AT["shorteners"]] += host in _SHORTENERS
    numbers[_AT["known_hosts"]] += _is_known(host)
    numbers[_AT["cheap_endings"]] += ending in _CHEAP
    words += _words(address, ending)


def _author_url(author: str, url: str, numbers: npt.NDArray[np.float64], words: list[str]) -> None:
    address = url.partition("//")[2] or url
    host, ending = _host(address)
    path = address.partition("/")[2].strip("/")
    numbers[_AT["has_author_url"]] = 1
    numbers[_AT["author_url_known"]] = _is_known(host)
    numbers[_AT["author_url_cheap"]] = ending in _CHEAP
    numbers[_AT["author_url_hyphens"]] = host.count("-")
    numbers[_AT["author_url_path"]] = len(_SPLIT.findall(path))
    numbers[_AT["shorteners"]] += host in _SHORTENERS
    names = [part for part in _SPLIT.findall(author.lower()) if len(part) > 3]
    numbers[_AT["author_in_url"]] = sum(part in host for part in names) / max(len(names), 1)
    words += _words(address, ending)


_OF_AUTHOR = [_AT[name] for name in ("author_words", "author_capitals", "author_digits")]


@lru_cache(maxsize=8192)
def _author(author: str) -> tuple[int, bool, int]:
    """Return the numbers of a name; names come again and again."""
    digits = sum(sign.isdigit() for sign in author)
    return len(author.split()), author.isupper() and len(author) > 3, digits


def _host(address: str) -> tuple[str, str]:
    host = re.split(r"[/?#:]", address, maxsplit=1)[0].lower().removeprefix("www.").rstrip(".")
    return host, host.rpartition(".")[2]


def _is_known(host: str) -> bool:
    return host.endswith(_KNOWN)


def _words(address: str, ending: str) -> list[str]:
    """Return the words of an address, its ending as a word of its own kind."""
    return [*_SPLIT.findall(address.lower().removeprefix("www."))[:24], f"ending{ending}"]


def _counted(features: Features, numbers: npt.NDArray[np.float64]) -> None:
    """Fill in what is counted on all texts at once."""
    joined = features.joined
    digits = np.flatnonzero(joined.kinds == DIGIT)
    for row in np.flatnonzero(joined.count(digits) >= _ENOUGH_DIGITS).tolist():
        numbers[row, _AT["phones"]] = _phones(features.texts[row])
    digits = digits[digits > 0]
    disguised = digits[_is_letter(joined, digits - 1) & _is_letter(joined, digits + 1)]
    numbers[:, _AT["digits_in_words"]] = joined.count(disguised)
    numbers[:, _AT["spaced_letters"]] = _spaced(features)
    for row in _rows(joined, np.flatnonzero((joined.codes == ord("[")) | (joined.codes == ord("<")))):
        text = features.texts[row]
        numbers[row, _AT["markup"]] = text.count("[url") + text.count("[URL") + text.count("<a ") + text.count("[link")
    _worded(features, numbers)
    _disguised(features, numbers)
    brief = features.reading.tokens.counts <= _BRIEF
    addressed = numbers[:, [_AT["addresses"], _AT["bare_addresses"], _AT["markup_links"]]].sum(axis=1) > 0
    numbers[:, _AT["brief_with_address"]] = brief & addressed
    numbers[:, _AT["brief_with_author_url"]] = brief & (numbers[:, _AT["has_author_url"]] > 0)


def _worded(features: Features, numbers: npt.NDArray[np.float64]) -> None:
    """Fill in what set phrases tell: "follow me", "visit my", "great post", where one could be reached."""
    tokens, size = features.reading.tokens, len(features)
    inviting, mine, contact, praise, praised = among(tokens.hashes, _INVITING, _MINE, _CONTACTS, _PRAISE, _PRAISED)

    def count(marked: Mask) -> npt.NDArray[np.float64]:
        return np.bincount(tokens.rows[np.flatnonzero(marked)], minlength=size).astype(np.float64)

    numbers[:, _AT["invites"]] = count(inviting & _followed(mine, tokens.rows, _REACH))
    numbers[:, _AT["contacts"]] = count(contact)
    numbers[:, _AT["praises"]] = count(praise & _followed(praised, tokens.rows, _NEAR))
    addressed = (
        numbers[:, [_AT[name] for name in ("addresses", "bare_addresses", "markup_links", "has_author_url")]].sum(
            axis=1
        )
        > 0
    )
    numbers[:, _AT["praises_with_address"]] = addressed & (numbers[:, _AT["praises"]] > 0)


def _followed(marked: Mask, rows: npt.NDArray[np.int64], reach: int) -> Mask:
    """Return which tokens have a marked one at most `reach` behind them in the same text."""
    found = np.zeros(len(marked), dtype=np.bool_)
    for step in range(1, min(reach, len(marked) - 1) + 1):
        found[:-step] |= marked[step:] & (rows[step:] == rows[:-step])
    return found


def _disguised(features: Features, numbers: npt.NDArray[np.float64]) -> None:
    """Fill in how many letters are dressed up (full width, mathematical, boxed), and whether words are hidden."""
    beyond = np.flatnonzero(features.joined.codes >= min(first for first, _ in _STYLED))
    codes = features.joined.codes[beyond]
    styled = np.logical_or.reduce([(codes >= first) & (codes < last) for first, last in _STYLED])
    numbers[:, _AT["styled_letters"]] = features.joined.count(beyond[styled])
    mixed, invisible = (features.surface[:, SURFACE.index(name)] for name in ("mixed_words", "invisible"))
    spaced, dressed = numbers[:, _AT["spaced_letters"]], numbers[:, _AT["styled_letters"]]
    numbers[:, _AT["disguised"]] = (mixed >= 2) | (spaced >= 8) | (dressed >= 5) | (invisible >= 3)


def _phones(text: str) -> int:
    found = (at[0] for at in _PHONE.finditer(text))
    return sum(sum(map(str.isdigit, one)) >= _ENOUGH_DIGITS and not _DATE.fullmatch(one) for one in found)


def _spaced(features: Features) -> npt.NDArray[np.float64]:
    """Return how many single letters stand in rows of four or more, as in "c a s i n o"."""
    tokens = features.reading.tokens
    single = (tokens.ends - tokens.starts == 1) & _is_letter(features.reading, tokens.starts)
    run = np.zeros(len(single), dtype=np.bool_)
    if len(single) >= 4:
        together = single[:-3] & single[1:-2] & single[2:-1] & single[3:] & (tokens.rows[:-3] == tokens.rows[3:])
        for shift in range(4):
            run[shift : len(together) + shift] |= together
    return np.bincount(tokens.rows[run], minlength=len(features)).astype(np.float64)
