"""The application: options of every command, and where errors become one line and an exit status."""

import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import NoReturn

import typer
from typer.core import TyperGroup

from pipeline import __version__
from pipeline.errors import CauserieError, UsageError, reason
from pipeline.settings import Settings, load, secret_key

_DATA = Path(os.environ.get("CAUSERIE_DATA", "data"))
_GLOBAL_FLAGS = ("--quiet", "--json")
_GLOBAL_VALUES = ("--data", "--config")


class _AnyPlace(TyperGroup):
    """Lets the options of every command stand before or after the command's name, and says why a command stopped."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, hoisted(args))

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except typer.Abort:
            raise UsageError(_UNANSWERED) from None
        except KeyboardInterrupt:
            raise CauserieError("stopped; what was kept stays kept, the next run goes on from there") from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


_UNANSWERED = (
    "not all questions were answered, and nothing was done; without a terminal give the answers as options, as in:"
    " causerie init --url https://blog.example --name blog --languages en,fr --staff 'Ann Lee' --language en"
)


app = typer.Typer(
    cls=_AnyPlace,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass
class Asked:
    """What the options of every command said."""

    data: Path = Path("data")
    config: Path | None = None
    quiet: bool = False
    json: bool = False
    language: str = "en"  # of messages: as the settings say, once they are read
    zone: tzinfo = UTC

    def loaded(self) -> Settings:
        """Return the settings, whether or not there is a data folder; from now on messages are in their language."""
        settings = load(self.config, self.data)
        self.language, self.zone = settings.language, settings.zone()
        return settings

    def settings(self) -> Settings:
        """Return the settings; raises UsageError where the data folder is missing, for it is never silently made."""
        settings = self.loaded()
        try:
            is_there = settings.data.is_dir()
        except OSError as error:
            raise UsageError(f"data folder {settings.data} cannot be read: {reason(error)}") from error
        if not is_there:
            raise UsageError(
                f"there is no data folder {settings.data}; make one with: causerie init --data {settings.data};"
                " or name the one that there is: --data FOLDER, before or after the command"
            )
        return settings


asked = Asked()


def opened_store() -> Settings:
    """Return the settings, with their database open."""
    from pipeline import store

    settings = asked.settings()
    store.open_store(settings.database_url, secret_key(settings.data))
    return settings


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"causerie {__version__}")
        raise typer.Exit


@app.callback()
def every_command(
    data: Path = typer.Option(_DATA, help="Folder of everything that is read and kept."),
    config: Path | None = typer.Option(None, help="Settings file instead of ./causerie.toml.", show_default=False),
    quiet: bool = typer.Option(False, "--quiet", help="Say nothing but errors."),
    json: bool = typer.Option(False, "--json", help="Print the summary as one JSON object."),
    version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True, callback=_version),  # noqa: ARG001
) -> None:
    """Read a site's comments, judge them, and report what readers say.

    The options here may stand before or after the command's name. Exit status: 0 done; 1 failed; 2 wrong usage or
    settings; 3 done, but records were newly quarantined; 4 another run holds the lock; 5 done, but a source could not
    be read.
    """
    asked.data, asked.config, asked.quiet, asked.json = data, config, quiet, json


def hoisted(args: list[str]) -> list[str]:
    """Return the arguments with the options of every command moved to the front, up to a `--`."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for argument in waiting:
        name = argument.partition("=")[0]
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _GLOBAL_FLAGS or (name in _GLOBAL_VALUES and "=" in argument):
            front.append(argument)
        elif argument in _GLOBAL_VALUES:
            value = next(waiting, None)
            if value is None:
                return [*front, argument]  # without its value: the parser says so
            front += [argument, value]
        else:
            rest.append(argument)
    return front + rest


def main() -> NoReturn:
    """Run the command line and exit with the promised status."""
    from pipeline.cli import commands  # noqa: F401  (registers them)

    _use_utf8()
    try:
        app(standalone_mode=True)
    except CauserieError as error:
        fail(str(error), error.exit_status)
    except OSError as error:
        where = str(error.filename or "a file") if error.filename2 is None else str(error.filename2)
        fail(f"{where} cannot be used: {reason(error)}{_logged(error)}", 1)
    except Exception as error:
        fail(f"unexpected {type(error).__name__}: {error}{_logged(error)}", 1)
    sys.exit(0)


def fail(message: str, status: int) -> NoReturn:
    """Print one line for the user and exit."""
    sys.stderr.write(f"causerie: {' '.join(message.split())}\n")
    sys.exit(status)


def _logged(error: Exception) -> str:
    """Write the traceback of an error that nobody foresaw to the log, and say where."""
    log = asked.data / "causerie.log"
    try:
        if not asked.data.is_dir():
            return ""
        logging.raiseExceptions = False  # a log that cannot be written is no second error
        logging.basicConfig(
            filename=log, encoding="utf-8", format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S %z", force=True
        )
    except OSError:
        return ""
    logging.getLogger("causerie").error("unexpected error in: %s", " ".join(sys.argv[1:]), exc_info=error)
    return f" (details in {log})"


def _use_utf8() -> None:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
