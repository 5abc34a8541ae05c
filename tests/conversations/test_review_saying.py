"""Files that say they are sound: read, or refused with a reason; none breaks the server."""

from __future__ import annotations

import random
import struct

import pytest

from conversations.recordings import wav_bytes
from conversations.review_saying import BadSound, pcm_of

SECOND = 16_000
HEADER = 44
LENGTHS = (4, 16, 40)  # where the header says how long the file, its format and its samples are
LIES = (0, 1, 2, 15, 17, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)


def crafted(by_chance: random.Random) -> bytes:
    """A good file with one to three lies in its header, and perhaps cut off."""
    file = bytearray(wav_bytes(bytes(SECOND)))
    for _ in range(by_chance.randint(1, 3)):
        if by_chance.random() < 0.5:
            file[by_chance.randrange(HEADER)] = by_chance.randrange(256)
        else:
            struct.pack_into("<I", file, by_chance.choice(LENGTHS), by_chance.choice(LIES))
    return bytes(file[: by_chance.randrange(2 * HEADER)] if by_chance.random() < 0.2 else file)


@pytest.mark.parametrize("seed", range(6))
def test_a_crafted_file_is_read_or_refused(seed: int) -> None:
    by_chance = random.Random(seed)
    for _ in range(100):
        try:
            pcm = pcm_of(crafted(by_chance))
        except BadSound as bad:
            assert bad.code in {"say.format", "say.long", "say.short"}  # noqa: PT017
        else:
            assert 0 < len(pcm) <= SECOND
            assert len(pcm) % 2 == 0


@pytest.mark.parametrize("lie", [0, 1, 0xFFFFFFFF])
def test_a_format_of_a_length_that_cannot_be_is_refused(lie: int) -> None:
    file = bytearray(wav_bytes(bytes(SECOND)))
    struct.pack_into("<I", file, 16, lie)
    with pytest.raises(BadSound) as bad:
        pcm_of(bytes(file))
    assert bad.value.code == "say.format"
