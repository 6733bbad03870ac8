"""What users can call, set or read is documented, and what is made from the code is up to date."""

import importlib.util
import re
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from pipeline.cli import commands
from pipeline.cli.app import app
from pipeline.schema import TABLES
from pipeline.settings import Mail, Report, Settings, Site
from pipeline.sources import SOURCES
from pipeline.stages import STAGES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def generator() -> ModuleType:
    found = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", generator().PAGES)
def test_pages_made_from_the_code_are_up_to_date(page: str) -> None:
    assert text(f"docs/{page}") == generator().PAGES[page](), "run `make docs`"


def test_every_command_is_documented() -> None:
    assert commands
    listed = get_command(app)
    page = text("docs/commands.md")
    for name, command in listed.commands.items():  # type: ignore[attr-defined]
        assert f"`causerie {name}" in page, name
        assert command.help, name
        for option in command.params:
            assert option.help or option.param_type_name == "argument", (name, option.name)


def test_every_setting_is_documented() -> None:
    page = text("docs/settings.md")
    own = {one.name for one in fields(Settings)} - {"data", "file", "sites", "columns", "titles", "report", "mail"}
    names = [*own, *(f"report.{one.name}" for one in fields(Report))]
    names += [f"mail.{one.name}" for one in fields(Mail)]
    names += [f"sites.NAME.{one.name}" for one in fields(Site)]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_every_source_stage_and_column_is_documented() -> None:
    assert [name for name in SOURCES if f"`{name}`" not in text("docs/formats.md")] == []
    assert [name for name in STAGES if name not in text("docs/classifiers.md")] == []
    tables = text("docs/tables.md")
    assert [c.name for table in TABLES.values() for c in table.columns if f"`{c.name}`" not in tables] == []


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(page.as_posix()))]
    own = [(page, target) for page, target in links if not target.startswith(("http:", "https:", "mailto:"))]
    assert [f"{page.name}: {target}" for page, target in own if not (page.parent / target).exists()] == []
