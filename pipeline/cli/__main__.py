"""`python -m pipeline.cli` is the command `causerie`."""

from pipeline.cli import main

main()
