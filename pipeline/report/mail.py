"""A digest as an e-mail, and handing it to a mail server. Nothing is sent unless the settings ask for it."""

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from pipeline.errors import SiteError

_PATIENCE = 30


def message(sender: str, to: Sequence[str], subject: str, text: str) -> EmailMessage:
    """Return a plain-text message; line ends in what strangers wrote cannot add headers."""
    made = EmailMessage()
    made["From"], made["To"] = sender, ", ".join(to)
    made["Subject"] = " ".join(subject.split())
    made["Date"], made["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
    made.set_content(text)
    return made


def send(
    made: EmailMessage, host: str, port: int = 587, user: str = "", password: str = "", starttls: bool = True
) -> None:
    """Hand a message to a mail server; raises SiteError, saying that nothing was sent, where the server will not
    have it.
    """
    try:
        with smtplib.SMTP(host, port, timeout=_PATIENCE) as server:
            if starttls:
                server.starttls(context=ssl.create_default_context())
            if user:
                server.login(user, password)
            server.send_message(made)
    except (OSError, smtplib.SMTPException) as error:
        raise SiteError(f"mail server {host}:{port}: {error}; nothing was sent") from error
