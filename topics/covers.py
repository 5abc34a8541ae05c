"""The picture of a topic: a drawing in ``static/img/covers/``, else a pattern woven from its title."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.staticfiles import finders

from topics.models import Topic

FOLDER = "img/covers"
TILE, COLUMNS, ROWS = 100, 6, 4  # fills the 600 x 400 of the drawings
# Quarter circles, leaves and a dot, drawn from a tile's upper left corner.
SHAPES = ("M0 0h100a100 100 0 0 1-100 100z", "M0 0a100 100 0 0 1 100 100a100 100 0 0 1-100-100z")
DOT = "M50 22a28 28 0 1 1-.1 0z"
INKS, GROUNDS = 4, 4  # .cover__ink-* and .cover__ground-* in covers.css


@dataclass(frozen=True, slots=True)
class Tile:
    x: int
    y: int
    turn: int  # degrees about the tile's centre
    shape: str  # path data
    ink: int


@dataclass(frozen=True, slots=True)
class Cover:
    """``path`` names a static file; where there is none, ``ground`` and ``tiles`` are to be drawn."""

    alt: str
    path: str
    ground: int
    tiles: tuple[Tile, ...]


def cover_of(topic: Topic) -> Cover:
    alt = str(topic.cover.get("alt", ""))
    if path := _drawing(str(topic.cover.get("image", ""))):
        return Cover(alt, path, 0, ())
    # The pattern shows nothing of what `alt` tells.
    return Cover("", "", *_pattern(topic.title))


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    """The static path of a drawing of this name; empty when there is none."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        return ""
    path = f"{FOLDER}/{name}.svg"
    return path if finders.find(path) else ""


@lru_cache(maxsize=512)
def _pattern(title: str) -> tuple[int, tuple[Tile, ...]]:
    digest = hashlib.sha256(title.encode()).digest()
    tiles = []
    for number in range(COLUMNS * ROWS):
        chance = digest[number % (len(digest) - 1)]
        shape = DOT if chance >= 224 else SHAPES[chance & 1]
        row, column = divmod(number, COLUMNS)
        turn = 90 * (chance >> 1 & 3)
        tiles.append(Tile(column * TILE, row * TILE, turn, shape, (chance >> 3) % INKS))
    return digest[-1] % GROUNDS, tuple(tiles)
