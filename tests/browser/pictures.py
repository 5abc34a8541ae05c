"""``make screenshots``: a picture of every state, phone and desktop, by day and night, into docs/pictures.

``python -m tests.browser.pictures written faded`` makes those of these walks only.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.looks import DESKTOP, PHONE, amiss
from tests.browser.pictures_accounts import ACCOUNT_WALKS
from tests.browser.pictures_all import CLASS_WALKS, WALKS
from tests.browser.pictures_english import ENGLISH_WALKS
from tests.browser.pictures_private import private
from tests.browser.pictures_stage import Stage
from tests.browser.serving import ROOT, chromium, class_serving, serving, translating_serving

FOLDER = ROOT / "docs" / "pictures"
FLAT, VIVID, MIXED = 40, 4, 20  # inks: more would not be seen
SEEN = 12  # pixels
TALLEST = 2200  # px; a long page goes on, its picture ends
SERVED = (
    (serving, (*WALKS, *ACCOUNT_WALKS, private)),
    (class_serving, CLASS_WALKS),
    (translating_serving, ENGLISH_WALKS),
)
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Camera:
    """Takes four pictures of each state, and notes what is amiss in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: dict[str, list[str]] = {}

    def look(self, page: Page, name: str) -> None:
        for device, size in SIZES.items():
            page.set_viewport_size(size)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                self._take(page, f"{name}.{device}.{scheme}.png")
        self.found[name] = amiss(page)
        for each in self.found[name]:
            _say(f"{name}, {each}")

    def _take(self, page: Page, file: str) -> None:
        page.evaluate("scrollTo(0, 0)")
        size = page.viewport_size
        assert size is not None
        if not page.evaluate("document.body.classList.contains('is-under-way')"):
            whole = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({**size, "height": min(max(whole, size["height"]), TALLEST)})
        shot = page.screenshot(animations="disabled")
        page.set_viewport_size(size)
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        image.quantize(palette=_inks(image), dither=Image.Dither.NONE).save(self.folder / file, optimize=True)


def _inks(image: Image.Image) -> Image.Image:
    """A palette: the colours that cover most, exactly; the most vivid, though small; what lies between."""
    counted = sorted(image.getcolors(image.width * image.height) or [], reverse=True)
    flat = [colour for _, colour in counted[:FLAT]]
    rest = [colour for pixels, colour in counted[FLAT:] if pixels >= SEEN]
    vivid = sorted(rest, key=lambda colour: max(colour) - min(colour))[-VIVID:]
    inks = Image.new("P", (1, 1))
    exact = [part for colour in (*flat, *vivid) for part in colour]
    inks.putpalette(exact + (image.quantize(MIXED).getpalette() or [])[: 3 * MIXED])
    return inks


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _stages(wanted: list[str], camera: Camera) -> Iterator[str]:
    with ExitStack() as open_:
        data = Path(open_.enter_context(TemporaryDirectory()))
        browser = chromium(open_.enter_context(sync_playwright()))
        open_.callback(browser.close)
        for serve, walks in SERVED:
            chosen = [walk for walk in walks if not wanted or walk.__name__ in wanted]
            if not chosen:
                continue
            folder = data / serve.__name__
            folder.mkdir()
            with serve(folder) as server:
                for walk in chosen:
                    walk(Stage(server, browser, camera.look))
                    yield walk.__name__


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    camera = Camera(FOLDER)
    for walked in _stages(wanted, camera):
        _say(f"{walked}: done")
    if any(camera.found.values()):
        raise SystemExit("Something is amiss; see above.")


if __name__ == "__main__":
    main(sys.argv[1:])
