"""What a voice is like, measured from a clip of it: how high, how voiced, how fast.

Samples are ``float32`` arrays in -1..1 of shape (n,), rates are in Hz.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.loudness import AUDIBLE_DBFS, FRAME_S, Samples, frame_levels, voiced_level

LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0  # of speaking voices, children's included
WINDOW_S = 0.025  # of one difference; YIN needs no more than the longest period
HOP_S = 0.010
DIP = 0.2  # of the normalised difference: de Cheveigné and Kawahara found 0.1 to 0.2 alike
FULL_SCALE = 0.999  # a sample at the end of its range was cut off

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?<![aeiouy])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouysxzcg])es$")
_LE = re.compile(r"[^aeiouy]le$")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class VoiceMeasure:
    """A clip of one voice that says a known line."""

    pitch_hz: float  # median fundamental frequency; 0 where nothing is voiced
    voiced: float  # 0..1, the share of audible frames that have a pitch
    rate: float  # syllables a second, from the first sound to the last; 0 where there is none
    loudness: float  # dBFS of what is audible; -120 for silence
    clipped: float  # 0..1, the share of samples at full scale


def voice_measure(samples: Samples, rate: int, text: str) -> VoiceMeasure:
    """The measures of a clip in which ``text`` is said; never fails, also not for silence or noise."""
    pitch_hz, voiced = pitch(samples, rate)
    seconds = spoken_seconds(samples, rate)
    return VoiceMeasure(
        pitch_hz=pitch_hz,
        voiced=voiced,
        rate=syllables(text) / seconds if seconds else 0.0,
        loudness=voiced_level(samples, rate),
        clipped=float(np.mean(np.abs(samples) >= FULL_SCALE)) if len(samples) else 0.0,
    )


def pitch(samples: Samples, rate: int) -> tuple[float, float]:
    """Median fundamental frequency of the voiced frames in Hz, and their share of the audible ones.

    (0, 0) for silence. YIN, steps 2 to 5: A. de Cheveigné and H. Kawahara, "YIN, a fundamental frequency
    estimator for speech and music", J. Acoust. Soc. Am. 111 (2002), 1917-1930.
    """
    window, longest = int(rate * WINDOW_S), int(rate / LOWEST_HZ)
    frames = _frames(samples, window + longest, int(rate * HOP_S))
    power = np.mean(frames[:, :window] ** 2, axis=1)
    frames = frames[10.0 * np.log10(power + 1e-12) > AUDIBLE_DBFS]
    if not len(frames):
        return 0.0, 0.0
    found = _periods(_normalised(_difference(frames, window, longest)), max(2, int(rate / HIGHEST_HZ)))
    periods = found[found > 0]
    if not len(periods):
        return 0.0, 0.0
    return float(np.median(rate / periods)), len(periods) / len(frames)


def spoken_seconds(samples: Samples, rate: int) -> float:
    """From the first audible 5 ms to the last; 0 where nothing is."""
    audible = np.flatnonzero(frame_levels(samples, rate) > AUDIBLE_DBFS)
    return float((audible[-1] + 1 - audible[0]) * FRAME_S) if len(audible) else 0.0


def syllables(text: str) -> int:
    """Syllables of an English text by its letters: groups of vowels, without a silent end.

    Right for about nine words of ten, which is enough to compare voices that say the same line. A digit
    counts as one, a word in other letters not at all.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))
    return sum(map(_syllables_of, _WORD.findall(plain))) + len(_DIGIT.findall(text))


def _syllables_of(word: str) -> int:
    spoken = word if _LE.search(word) else _SILENT_END.sub("", word)
    return max(1, len(_VOWELS.findall(spoken)))


def _frames(samples: Samples, size: int, hop: int) -> NDArray[np.float64]:
    """(n, size): every frame that is whole, each ``hop`` samples further."""
    if len(samples) < size:
        return np.zeros((0, size))
    whole = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), size)
    return np.ascontiguousarray(whole[::hop])


def _difference(frames: NDArray[np.float64], window: int, longest: int) -> NDArray[np.float64]:
    """(n, longest + 1): the squared difference of a frame's window and the same ``lag`` samples later.

    YIN's equation 7: of energies and a correlation, which the Fourier transform gives for all lags at once.
    """
    size = 1 << (frames.shape[1] + window - 1).bit_length()
    heads = np.fft.rfft(frames[:, :window], size)
    correlation = np.fft.irfft(np.conj(heads) * np.fft.rfft(frames, size), size)[:, : longest + 1]
    sums = np.cumsum(np.pad(frames**2, ((0, 0), (1, 0))), axis=1)
    energies = sums[:, window : window + longest + 1] - sums[:, : longest + 1]
    difference: NDArray[np.float64] = np.maximum(energies[:, :1] + energies - 2.0 * correlation, 0.0)
    return difference


def _normalised(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    """Equation 8: each divided by the mean of those before, so that lag 0 is no dip."""
    lags = np.arange(1, difference.shape[1])
    means = np.cumsum(difference[:, 1:], axis=1) / lags
    return np.hstack([np.ones((len(difference), 1)), difference[:, 1:] / np.maximum(means, 1e-12)])


def _periods(normalised: NDArray[np.float64], shortest: int) -> NDArray[np.float64]:
    """(n,): the period of each frame in samples, between samples by a parabola; 0 where it has none."""
    found = np.zeros(len(normalised))
    for number, values in enumerate(normalised):
        below = np.flatnonzero(values[shortest:-1] < DIP)
        if not len(below):
            continue
        lag = int(below[0]) + shortest
        while lag + 1 < len(values) - 1 and values[lag + 1] < values[lag]:
            lag += 1
        before, here, after = values[lag - 1 : lag + 2]
        bend = before - 2.0 * here + after
        found[number] = lag + (0.5 * (before - after) / bend if bend > 0 else 0.0)
    return found
