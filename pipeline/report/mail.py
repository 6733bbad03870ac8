"""Handing a message to a mail server. Nothing is sent unless the settings ask for it."""

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from pipeline.errors import SettingsError, SiteError
from pipeline.settings import Mail

_PATIENCE = 30


def message(sender: str, to: Sequence[str], subject: str, text: str) -> EmailMessage:
    """Return a plain-text message; line ends in what strangers wrote cannot add headers."""
    made = EmailMessage()
    made["From"], made["To"] = sender, ", ".join(to)
    made["Subject"] = " ".join(subject.split())
    made["Date"], made["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
    made.set_content(text)
    return made


def send(made: EmailMessage, by: Mail) -> None:
    """Hand a message to the mail server of the settings; raises SiteError, saying that nothing was sent, where it will
    not have it.
    """
    try:
        with _server(by) as server:
            if by.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if by.user:
                server.login(by.user, password(by))
            server.send_message(made)
    except (OSError, smtplib.SMTPException) as error:
        raise SiteError(f"mail server {by.host}:{by.port}: {' '.join(str(error).split())}; nothing was sent") from error


def _server(by: Mail) -> smtplib.SMTP:
    if by.security == "tls":
        return smtplib.SMTP_SSL(by.host, by.port, timeout=_PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(by.host, by.port, timeout=_PATIENCE)


def password(by: Mail) -> str:
    """Return the password: from the environment, else from the file that the settings name."""
    if by.password or not by.password_file:
        return by.password
    try:
        return Path(by.password_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("mail.password_file", f"cannot be read: {error}") from None
