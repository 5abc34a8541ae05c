"""Every string that is marked for translation: in templates, Python and page scripts.

Babel reads Python and JavaScript; Django turns templates into something like Python. No GNU gettext.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from tests.project.tree import ROOT

APPS = [
    path.parent for path in sorted(ROOT.glob("*/__init__.py")) if path.parent.name not in {"tests", "bench"}
]
PYTHON = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "Rule": (2,),  # ml/engines/harper_rules.py, model_corrector_reasons.py: the reasons of corrections
}
SCRIPTS = {"gettext": None, "ngettext": (1, 2)}
TEMPLATES, CODE = "django", "djangojs"  # the catalogues, as Django calls them


class Marked(NamedTuple):
    catalogue: str
    path: str  # inside the repository
    text: str | tuple[str, str]  # singular and plural
    context: str | None


@cache
def marked() -> tuple[Marked, ...]:
    """In the order of the files."""
    return tuple(_marked())


def _marked() -> Iterator[Marked]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield from in_template(path)
    for app in APPS:
        for path in sorted(app.rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _in(path, path.read_text(encoding="utf-8"), "python", PYTHON)
    for path in sorted((ROOT / "static" / "js").glob("*.js")):
        yield from _in(path, path.read_text(encoding="utf-8"), "javascript", SCRIPTS)


def in_template(path: Path) -> Iterator[Marked]:
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # What is no string has become X's, with the template's indentation, which Python would not accept.
    lines = "\n".join(line.strip() for line in source.splitlines())
    yield from _in(path, lines, "python", PYTHON)


def _in(path: Path, source: str, method: str, keywords: dict) -> Iterator[Marked]:
    name = path.relative_to(ROOT).as_posix()
    catalogue = CODE if method == "javascript" else TEMPLATES
    options = {"parse_template_string": True}  # of JavaScript: `${gettext("You:")} `
    for _, text, _, context in extract(method, io.BytesIO(source.encode()), keywords, options=options):
        if text:
            yield Marked(catalogue, name, text, context)
