"""``manage.py fetch_models --tier gpu``: brings the model that the tier's engines run."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from im4talkin.fetching.fetch import fetch, fetched
from im4talkin.fetching.problems import AGAIN, FetchProblem
from im4talkin.fetching.published import LICENCE, SEAMLESS, Published
from im4talkin.speech_models import seamless_folder, seamless_named
from ml.engines.tgi import offline_asked
from ml.seamless.folder import ModelFolder

YES = {"y", "yes", "да"}


class Command(BaseCommand):
    help = "Fetches the speech model of a tier from the Hugging Face hub; an interrupted run goes on."
    requires_system_checks: list[str] = []  # one of them is that the model is there

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tier", required=True, help="gpu; the other tiers need no models")
        parser.add_argument("--model", choices=sorted(SEAMLESS), help="default: SEAMLESS_MODEL, else large")
        parser.add_argument("--yes", action="store_true", help="agree to the licence without being asked")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["tier"] != "gpu":
            raise CommandError(f"The tier {options['tier']} needs no models: only gpu does (--tier gpu).")
        name = options["model"] or seamless_named()
        if name not in SEAMLESS:
            raise CommandError(f"SEAMLESS_MODEL={name} is unknown: write large or medium.")
        model, folder = SEAMLESS[name], seamless_folder(settings.MODELS_DIR, name)
        if whole := fetched(model, folder):
            self._next(name, whole, "is here already")
            return
        self._may_begin(model, agreed=options["yes"])
        self.stdout.write(f"{model.repository} goes to {folder}.")
        try:
            whole = fetch(model, folder, self.stdout.write)
        except FetchProblem as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. {AGAIN}") from None
        self._next(name, whole, "is here")

    def _may_begin(self, model: Published, *, agreed: bool) -> None:
        if find_spec("huggingface_hub") is None:
            raise CommandError(
                "The package huggingface_hub, which fetches models, is not installed: type "
                ".venv/bin/pip install -r requirements-gpu.txt."
            )
        if offline_asked():
            raise CommandError("HF_HUB_OFFLINE is set: nothing can be fetched. Unset it for this command.")
        self.stdout.write(
            f"{model.repository}: {model.parameters} weights, about {model.gigabytes:.1f} GB.\n{LICENCE}"
        )
        if not agreed and not self._agrees():
            raise CommandError("Nothing was fetched.")

    def _agrees(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("Nobody is here to agree: --yes agrees to the licence. Nothing was fetched.")
        return input("Do you agree, and is your service not commercial? (yes/no) ").strip().lower() in YES

    def _next(self, name: str, model: ModelFolder, where: str) -> None:
        lines = ["IM4TALKIN_ENGINES=gpu"] + [f"SEAMLESS_MODEL={name}"] * (name != "large")
        self.stdout.write(
            f"SeamlessM4T {name} {where}: version {model.version}, {len(model.languages)} languages, "
            f"{model.speakers} voices.\n"
            f"Next: put {' and '.join(lines)} into .env, start anew, then python3 -m im4talkin doctor."
        )
