"""``manage.py check_topics [FILE…]``: hold topics to the rules of the format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ml.scenario import ScenarioError
from topics.moves_file import MOVES_FILE, moves_read
from topics.services import CATALOGUE, catalogue_read


class Command(BaseCommand):
    help = "Checks topic files (without names: the whole catalogue) and says in plain words what to mend."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"] or sorted(CATALOGUE.glob("*.yaml"))
        problems = 0
        for path in files:
            try:
                _read(path)
            except ScenarioError as error:
                problems += len(error.problems)
                for problem in error.problems:
                    self.stderr.write(problem)
        if problems:
            self.stderr.write(f"To mend: {problems}.")
            sys.exit(1)
        topics = sum(path.name != MOVES_FILE.name for path in files)
        self.stdout.write(f"{topics} topics are in order.")


def _read(path: Path) -> None:
    if path.name == MOVES_FILE.name:
        moves_read(path)
    else:
        catalogue_read(path)
