"""Commands that make and measure classifiers."""

from pathlib import Path

import typer

from pipeline.cli.app import app, asked
from pipeline.cli.printing import say, say_json, table
