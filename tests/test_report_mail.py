"""Mails: each digest once, a line when something waits, and a server that will not have it."""

import shutil
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from sites import comment, comments, march, posts
from stores import KEY

from pipeline import report, store
from pipeline.errors import SettingsError, SiteError
from pipeline.report import letters, mail
from pipeline.settings import Mail, Settings, load


class Server(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given; it refuses recipients whose name begins with `no`."""

    daemon_threads = True
    got: list[Message]
    logged_in: list[str]

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 here")
        for line in iter(self.rfile.readline, b""):
            word = line.split()[0].upper()
            if word == b"EHLO":
                self._say("250-here\r\n250 AUTH PLAIN")
            elif word == b"AUTH":
                self.server.logged_in.append(line.split()[-1].decode())
                self._say("235 in")
            elif word == b"RCPT" and b"<no" in line:
                self._say("550 nobody of that name")
            elif word == b"DATA":
                self._say("354 go on")
                told = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.got.append(message_from_bytes(told))
                self._say("250 kept")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), _Talk) as started:
        started.got, started.logged_in = [], []
        thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield started
        started.shutdown()
        thread.join()


@pytest.fixture
def settings(empty_sqlite: Path, tmp_path: Path, server: Server) -> Settings:
    """The hand-made site, with an owner and a moderator who get mail."""
    shutil.copy(empty_sqlite, tmp_path / "causerie.sqlite3")
    given = Mail(
        "127.0.0.1", server.port, "none", sender="Comments <c@example.org>", owners=("o@example.org",),
        moderators=("m@example.org", "n@example.org"),
    )  # fmt: skip
    made = Settings(data=tmp_path, workers=1, mail=given)
    store.open_store(made.database_url, KEY)
    store.import_table("posts", [posts()])
    store.import_table(
        "comments",
        [comments(comment(67, "Ida", "Waiting", march(10), source_status="pending", status="held", verdict="hold"))],
    )
    return made


def text(message: Message) -> str:
    return message.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_digest_is_sent_once_and_the_next_one_when_its_week_is_over(settings: Settings, server: Server) -> None:
    for now in (march(11), march(12), march(16, 1)):  # Wednesday, Thursday, the Monday after
        report.write(settings, now)
        letters.deliver(settings, ["s"], now)
    digests = [one for one in server.got if one["To"] == "o@example.org"]
    assert [one["Subject"] for one in digests] == ["s, 2 Mar 2026 to 8 Mar 2026", "s, 9 Mar 2026 to 15 Mar 2026"]
    assert "10 comments; 0 in the period before." in text(digests[0])
    assert "* Dee: Et pour le bois ?" in text(digests[0])


def test_moderators_are_told_once_a_day_that_something_waits(settings: Settings, server: Server) -> None:
    for now in (march(11), march(11, 15), march(12)):
        letters.deliver(settings, ["s"], now)
    assert [(one["To"], one["Subject"]) for one in server.got] == [
        ("m@example.org, n@example.org", "s: 2 comments wait for a decision (the oldest is of 4 Mar 2026).")
    ] * 2


def test_nothing_is_sent_without_a_server(settings: Settings, server: Server) -> None:
    without = Settings(data=settings.data, workers=1)
    report.write(without, march(11), period="week")
    assert letters.deliver(without, ["s"], march(11)) == (0, [])
    assert server.got == []


def test_what_could_not_be_sent_is_told_and_tried_again(settings: Settings, server: Server) -> None:
    nobody = Settings(data=settings.data, mail=Mail(**{**vars(settings.mail), "owners": ("no@example.org",)}))
    report.write(nobody, march(11))
    count, problems = letters.deliver(nobody, ["s"], march(11))
    assert count == 1  # the moderators' line
    assert len(problems) == 1
    assert problems[0].endswith("nothing was sent")
    assert "\n" not in problems[0]
    assert letters.deliver(settings, ["s"], march(11)) == (1, [])
    assert server.got[-1]["To"] == "o@example.org"


def test_a_server_that_is_not_there(settings: Settings) -> None:
    away = Mail(**{**vars(settings.mail), "port": 9})
    with pytest.raises(SiteError, match=r"mail server 127\.0\.0\.1:9: .*nothing was sent"):
        mail.send(mail.message(away.sender, away.owners, "Week", "text"), away)


def test_what_was_sent_is_in_a_backup(settings: Settings, server: Server, tmp_path: Path) -> None:
    letters.deliver(settings, ["s"], march(11))
    store.backup(tmp_path / "copy.sqlite3")
    store.open_store(store.sqlite_url(tmp_path / "copy.sqlite3"), KEY)
    letters.deliver(settings, ["s"], march(11) + timedelta(hours=1))
    assert len(server.got) == 1


def test_the_password_comes_from_the_environment_or_a_file(settings: Settings, server: Server, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n", encoding="utf-8")
    by = Mail(**{**vars(settings.mail), "user": "c", "password_file": str(secret)})
    mail.send(mail.message(by.sender, by.owners, "Week", "text"), by)
    assert server.logged_in == ["AGMAczNjcmV0"]  # \0 c \0 s3cret, as RFC 4616 writes it
    file = tmp_path / "causerie.toml"
    file.write_text('[mail]\nhost = "h"\nsender = "c@example.org"\nowners = ["o@example.org"]\n', encoding="utf-8")
    assert mail.password(load(file, environ={"CAUSERIE_MAIL__PASSWORD": "other"}).mail) == "other"
    file.write_text('[mail]\nhost = "h"\npassword = "oh"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="CAUSERIE_MAIL__PASSWORD"):
        load(file, environ={})


def test_a_mail_cannot_be_given_headers_by_strangers() -> None:
    made = mail.message("a@example.org", ["b@example.org"], "Week\nBcc: c@example.org", "text")
    assert made["Subject"] == "Week Bcc: c@example.org"
    assert made["Bcc"] is None
