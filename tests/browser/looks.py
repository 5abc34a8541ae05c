"""Whether a page can be read and used, measured: see ``looks.js``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

MEASURES = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
NARROW = {"width": 320, "height": 640}
PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1280, "height": 800}
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
USUAL_TEXT = "document.documentElement.style.fontSize = ''"


def amiss(page: Page) -> list[str]:
    """What hinders somebody on this page as it stands, at every width, by day and night."""
    page.evaluate(MEASURES)
    found: list[str] = []
    for size in (NARROW, PHONE, DESKTOP):
        page.set_viewport_size(size)
        found += _measured(page, f"{size['width']} px", "overflow", "cut", "targets")
        page.evaluate(LARGE_TEXT)
        found += _measured(page, f"{size['width']} px, 200 % text", "overflow", "cut")
        page.evaluate(USUAL_TEXT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += _measured(page, scheme, "contrast")
    found += _measured(page, "motion not wanted", "movement")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size(PHONE)
    return found


def _measured(page: Page, where: str, *measures: str) -> list[str]:
    calls = ", ".join(f"...window.looks.{measure}()" for measure in measures)
    return [f"{where}: {each}" for each in dict.fromkeys(page.evaluate(f"[{calls}]"))]
