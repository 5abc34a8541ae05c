"""The colours of the design, computed: WCAG 2.2 AA by day and by night."""

from __future__ import annotations

import re

import pytest

from tests.project.tree import ROOT

CSS = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0

# Foreground on background, as the pages use them.
READ = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "pine-wash"),
    ("ink", "lamp-wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("ink-soft", "pine-wash"),
    ("ink-soft", "lamp-wash"),
    ("ink-soft", "line"),
    ("pine", "paper"),
    ("pine", "sheet"),
    ("pine", "pine-wash"),
    ("pine-deep", "paper"),
    ("lamp", "paper"),
    ("lamp", "sheet"),
    ("lamp", "lamp-wash"),
    ("on-pine", "pine"),
    ("on-pine", "pine-deep"),
    ("on-sun", "sun"),
    ("on-sun", "sun-bright"),
]
SEEN = [("line-strong", "paper"), ("line-strong", "sheet"), ("pine", "paper"), ("lamp", "paper")]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def blocks() -> dict[str, str]:
    found = re.findall(r"\n?\s*(:root[^{]*)\{(.*?)\n\s*\}", CSS, re.DOTALL)
    return {selector.strip(): body for selector, body in found if "--paper" in body}


DAY = tokens(blocks()[":root"])
NIGHT = tokens(blocks()[':root[data-theme="dark"]'])


def light(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0..1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_black_on_white_has_all_the_contrast_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("colour", "ground"), READ)
def test_text_can_be_read(theme: dict[str, str], colour: str, ground: str) -> None:
    assert contrast(theme[colour], theme[ground]) >= TEXT


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("colour", "ground"), SEEN)
def test_shapes_can_be_seen(theme: dict[str, str], colour: str, ground: str) -> None:
    assert contrast(theme[colour], theme[ground]) >= SHAPE


def test_night_is_the_same_by_choice_and_by_device() -> None:
    assert tokens(blocks()[':root:not([data-theme="light"])']) == NIGHT


def test_night_has_an_answer_to_every_colour_of_the_day() -> None:
    assert set(NIGHT) == set(DAY)


def test_nobody_prints_the_night() -> None:
    around = re.findall(r"(@media [^{]+)\{\s*:root[^{]*\{\s*color-scheme: dark", CSS)
    assert len(around) == len(re.findall(r"^\s*color-scheme: dark;", CSS, re.MULTILINE)) == 2
    assert all(rule.startswith("@media screen") for rule in around)
