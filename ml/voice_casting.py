"""Who may speak for whom: measured voices divided among women, men and children of every age.

Pitches are Hz, distances semitones, rates syllables a second.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

from ml.pitch import VoiceMeasure
from ml.types import VoiceSpec

# Speaking pitch by decades: women after E. Stoicheff, J. Speech Hear. Res. 24 (1981), 437-441; men after
# H. Hollien and T. Shipp, J. Speech Hear. Res. 15 (1972), 155-159; children of ten after S. Lee,
# A. Potamianos and S. Narayanan, J. Acoust. Soc. Am. 105 (1999), 1455-1468; why women and men differ:
# I. Titze, J. Acoust. Soc. Am. 85 (1989), 1699-1707. Rounded, and made to fall all the way: that the voices
# of old men rise again is left out, since a listener takes the lower for the older.
PITCHES = {
    "child": (262.0, 255.0),
    "teens": (230.0, 135.0),
    "twenties": (222.0, 120.0),
    "thirties": (213.0, 113.0),
    "forties": (206.0, 109.0),
    "fifties": (199.0, 106.0),
    "sixties": (194.0, 103.0),
    "seventies": (189.0, 100.0),
}
USUAL_AGE = "thirties"
USUAL_RATE = 4.0  # at pace 1: clear speech, as teachers and readers speak
NEAR = 3.0  # semitones; farther off somebody sounds like another sex or age
RATE_WEIGHT = 2.0  # semitones that one doubling of the rate counts, while nobody's pace is known
SUITS = 0.25  # doublings of the rate: a fifth faster or slower
LEAST_CHOICE = 4  # voices of an age and sex among which accent and mood choose, whatever their rate

ACCENTS = ("en-gb", "en-us", "en-gb-scotland", "en-ie", "en-au", "en-in", "en-nz", "en-ca", "en-za")
MOODS = ("warm", "bright", "calm", "dry", "cheerful", "shy", "thoughtful", "excited", "serious")
STRIDE = 11  # between moods: a prime beyond the accents, so that one's difference is seldom another's

Cell = tuple[str, str]  # age, sex


def cell_of(spec: VoiceSpec) -> Cell:
    """What decides the pitch; an unknown age or sex is that of a woman of thirty, as with other engines."""
    return spec.age if spec.age in PITCHES else USUAL_AGE, "m" if spec.sex == "m" else "f"


def target_pitch(cell: Cell) -> float:
    """Hz."""
    age, sex = cell
    return PITCHES[age][sex == "m"]


def cast(voices: Mapping[int, VoiceMeasure]) -> dict[Cell, tuple[int, ...]]:
    """Each speaker to at most one age and sex, by rounds: each gets the nearest that is left, then a second …

    So personas of different ages have different voices while there are enough. Only who is ``NEAR`` is
    given: an age for which nobody is left has none of its own.
    """
    left = dict(voices)
    given: dict[Cell, list[int]] = {(age, sex): [] for sex in ("f", "m") for age in PITCHES}
    asking = list(given)
    while asking:
        for cell in list(asking):
            near = [each for each, measure in left.items() if _semitones(measure.pitch_hz, cell) <= NEAR]
            if not near:
                asking.remove(cell)
                continue
            best = min(near, key=lambda each: (_distance(left[each], cell), each))
            given[cell].append(best)
            del left[best]
    return {cell: tuple(speakers) for cell, speakers in given.items()}


def chosen(spec: VoiceSpec, given: Mapping[Cell, tuple[int, ...]], voices: Mapping[int, VoiceMeasure]) -> int:
    """Of a cell's voices those whose rate suits the pace; among them accent, mood and pace decide.

    Nobody's accent or mood can be measured here: they only see to it that two personas differ. Where a
    cell has no voice of its own, the nearest of all; 0 where there is nobody.
    """
    cell = cell_of(spec)
    if not (speakers := given.get(cell, ())):
        return min(voices, key=lambda speaker: (_distance(voices[speaker], cell), speaker), default=0)
    wanted = USUAL_RATE * min(1.5, max(0.5, spec.pace))
    amiss = {each: abs(math.log2(voices[each].rate / wanted)) for each in speakers}
    by_rate = sorted(speakers, key=lambda each: (amiss[each], each))
    fitting = sum(each <= SUITS for each in amiss.values())
    suited = sorted(by_rate[: max(fitting, LEAST_CHOICE)])
    return suited[_mark(spec) % len(suited)]


def _mark(spec: VoiceSpec) -> int:
    """A number by which personas of one age and sex differ, the same on every computer."""
    accent, mood = _place(spec.accent.lower(), ACCENTS), _place(spec.mood.lower(), MOODS)
    return accent + STRIDE * mood + STRIDE**2 * round(20 * spec.pace)


def _place(name: str, known: tuple[str, ...]) -> int:
    if name in known:
        return known.index(name)
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def _distance(measure: VoiceMeasure, cell: Cell) -> float:
    return _semitones(measure.pitch_hz, cell) + RATE_WEIGHT * abs(math.log2(measure.rate / USUAL_RATE))


def _semitones(pitch_hz: float, cell: Cell) -> float:
    return 12.0 * abs(math.log2(pitch_hz / target_pitch(cell)))
