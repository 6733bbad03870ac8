"""Commands around the moderators' desk: serve it, look after accounts."""

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from types import ModuleType

import typer

from pipeline.cli.app import app, asked
from pipeline.cli.printing import say, say_json, table
from pipeline.errors import UsageError

moderators = typer.Typer(no_args_is_help=True, help="Accounts of the moderators' desk.")
app.add_typer(moderators, name="moderator")

_EVERY = re.compile(r"(\d{1,5})\s*(s|m|h)")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_LOCAL = ("localhost", "")
_NOT_READ = {1: "nothing was read", 2: "nothing was read", 4: "nothing was read: another run is on"}
_LAST_WORDS = 5  # seconds


@app.command()
def serve(
    host: str = typer.Option("127.0.0.1", help="Where to listen."),
    port: int = typer.Option(8000, min=0, max=65535, help="The port; 0 takes a free one."),
    url: str = typer.Option("", help="The address by which browsers reach it: https://… of the reverse proxy."),
    proxy: str = typer.Option("", help="The reverse proxy's own address, whose word about TLS is taken."),
    every: str = typer.Option("", help="Also read and judge, at once and then so often: 10m, 2h.", show_default=False),
) -> None:
    """Serve the moderators' desk until it is stopped.

    Without --url it answers on this computer only. Accounts are made with `causerie moderator add`.
    """
    from pipeline.review.serving import application, server

    _check_reach(host, url)
    pause = _pause(every)
    settings = asked.settings()
    served = application(settings, url)
    try:
        listening = server(served, host, port, proxy or None)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host}, port {port}: {error.strerror or error}; try another --port"
        ) from None
    say(f"The desk: {url or f'http://{_shown(host)}:{listening.effective_port}/'} (stop with Ctrl+C)")
    if not _has_accounts():
        say("Nobody can sign in yet: causerie moderator add NAME")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended by a service manager as by Ctrl+C
    with suppress(KeyboardInterrupt), _reading(pause):
        try:
            listening.run()
        finally:
            listening.close()


@moderators.command("add")
def add(
    name: str = typer.Argument(..., help="The name to sign in with."),
    role: str = typer.Option("moderator", help="moderator, owner (reports and counts) or admin."),
    site: str = typer.Option("", help="Only on this site; without it on all.", show_default=False),
    reads: str = typer.Option("", help="Languages that they read, with commas: en,fr. Without it: all."),
    ask: bool = typer.Option(False, "--ask", help="Ask for a password here instead of making a one-time one."),
    again: bool = typer.Option(False, "--again", help="Where the account is there: a new one-time password for it."),
) -> None:
    """Make an account, or give one a role on another site; prints a password that lets in once."""
    accounts = _accounts()
    is_there = any(one.name.casefold() == name.casefold() for one in accounts.accounts())
    given = accounts.add(name, role, site, _languages(reads), _asked_for() if ask and not is_there else None)
    if given is None and again:
        given = accounts.set_password(name)
    _tell(name, given, f"{name}: {role} of {site or 'all sites'}")


@moderators.command("list")
def list_accounts() -> None:
    """List the accounts, their roles and the languages that they read."""
    accounts = _accounts()
    found = accounts.accounts()
    if asked.json:
        say_json([vars(one) for one in found])
        return
    rows = [
        [one.name, ", ".join(f"{role} of {site or 'all sites'}" for site, role in one.roles.items()),
         " ".join(one.reads) or "all", "" if one.is_active else "disabled"]
        for one in found
    ]  # fmt: skip
    table(["name", "roles", "reads", ""], rows)


@moderators.command("disable")
def disable(name: str = typer.Argument(..., help="Whose account.")) -> None:
    """Let an account in no more and end its sessions at once; what it decided stays."""
    accounts = _accounts()
    accounts.disable(name)
    say(f"{name} cannot sign in any more; `causerie moderator password {name}` lets them in again")


@moderators.command("password")
def password(
    name: str = typer.Argument(..., help="Whose account."),
    ask: bool = typer.Option(False, "--ask", help="Ask for the password here instead of making a one-time one."),
) -> None:
    """Give an account a new password that lets in once, and end its sessions."""
    accounts = _accounts()
    given = accounts.set_password(name, _asked_for() if ask else None)
    _tell(name, given, f"{name}: password changed, sessions ended")


def _accounts() -> ModuleType:
    """Return what looks after accounts; it can only be imported when the store is open."""
    from pipeline.review.serving import open_desk

    open_desk(asked.settings())
    from pipeline.review import accounts

    return accounts


def _has_accounts() -> bool:
    from pipeline.review.accounts import accounts

    return any(one.is_active for one in accounts())


def _tell(name: str, given: str | None, done: str) -> None:
    if asked.json:
        say_json({"name": name, "password": given})
        return
    say(done)
    if given:
        sys.stdout.write(f"one-time password: {given}   (lets in once, then a new one is asked for)\n")


def _asked_for() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _languages(reads: str) -> list[str]:
    found = [one for one in re.split(r"[,\s]+", reads.strip()) if one]
    for one in found:
        if not re.fullmatch(r"[a-z]{2}", one):
            raise UsageError(f"--reads {one!r}: give languages by two letters, with commas: en,fr")
    return found


def _check_reach(host: str, url: str) -> None:
    if url and not re.fullmatch(r"https?://[^/\s?#]+/?", url):
        raise UsageError(f"--url {url!r} should be a plain address such as https://desk.example.org")
    if not _is_local(host) and not url.startswith("https://"):
        raise UsageError(
            f"on {host} others could read passwords on their way: put a reverse proxy with TLS before it and say --url"
            " https://… (docs/desk.md shows how)"
        )


def _is_local(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in _LOCAL


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _pause(every: str) -> int | None:
    if not every:
        return None
    found = _EVERY.fullmatch(every.strip())
    if found is None or int(found[1]) == 0:
        raise UsageError(f"--every {every!r}: say how often as 30s, 10m or 2h")
    return int(found[1]) * _SECONDS[found[2]]


@contextmanager
def _reading(pause: int | None) -> Iterator[None]:
    """Read and judge anew, at once and so many seconds after each end, in a process of its own, while the block runs.

    A run that fails or finds another one going on says so and is tried again at the next turn.
    """
    stop = threading.Event()
    command = [sys.executable, "-m", "pipeline.cli", "--quiet", "--data", str(asked.data)]
    command += ["--config", str(asked.config)] if asked.config else []

    def repeat() -> None:
        while pause is not None:
            status = _read_once([*command, "run"], stop)
            if status in _NOT_READ:
                sys.stderr.write(f"{_NOT_READ[status]}; tried again in {pause} s\n")
                sys.stderr.flush()
            if stop.wait(pause):
                return

    reader = threading.Thread(target=repeat, daemon=True)
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join(_LAST_WORDS)


def _read_once(command: list[str], stop: threading.Event) -> int:
    """Return the exit status of a run; it is ended when the desk is, and goes on from what it kept the next time."""
    run = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command
    while not stop.is_set():
        with suppress(subprocess.TimeoutExpired):
            return run.wait(1)
    run.terminate()
    return 0
