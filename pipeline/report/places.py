"""Where each page lies, how its files are named, and how they are put in place."""

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

SHARE, INTERNAL = "share", "internal"
VERSIONS = (SHARE, INTERNAL)
_PLAIN = re.compile(r"[^a-z0-9]+")
_OWN = re.compile(r"~?[0-9A-Za-z]{1,40}")
_LONGEST = 60


def digest(text: str) -> str:
    """Return eight hexadecimal digits that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def slug(name: str, identity: str) -> str:
    """Return a file name that any system takes: the words of a name, and digits that stand for the identity."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{_PLAIN.sub('-', plain).strip('-')[:_LONGEST].strip('-') or 'post'}-{digest(identity)}"


def site_folder(site: str) -> str:
    """Return the folder of a site: its name where that is a plain one."""
    return site if re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,59}", site) and not site.endswith(".") else slug(site, site)


def post_name(post_id: str, title: str | None) -> str:
    """Return the name of a post's page, without its ending."""
    return slug(title or post_id.partition(":")[2].rpartition("/")[2], post_id)


def anchor(comment_id: str) -> str:
    """Return the id that a comment has on a page."""
    own = comment_id.partition(":")[2]
    return f"c-{own.removeprefix('~')}" if _OWN.fullmatch(own) else f"c-{digest(comment_id)}"


def page_name(name: str, page: int) -> str:
    """Return the file of a page of a list, the first being 0."""
    return f"{name}.html" if page == 0 else f"{name}.{page + 1}.html"


@dataclass(frozen=True)
class Folder:
    """A folder of reports: writes files whole, and takes away what no page is any more."""

    path: Path

    def put(self, name: str, content: str | bytes) -> None:
        """Write a file beside its place and move it there: readers see the old one or the new one."""
        beside = self.path / f".{name}.{os.getpid()}"
        written = content.encode("utf-8", "replace") if isinstance(content, str) else content
        try:
            try:
                beside.write_bytes(written)
            except FileNotFoundError:
                self.path.mkdir(parents=True, exist_ok=True)
                beside.write_bytes(written)
            beside.replace(self.path / name)
        except OSError:
            beside.unlink(missing_ok=True)  # a disk that is full has no room for halves
            raise

    def remove(self, names: Iterable[str]) -> None:
        """Take files away; those that are not there are no matter."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)
