"""eSpeak NG inside a helper process: text to samples through its C interface.

The library is GPL-3; it is loaded only here, in a process of its own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

import espeakng_loader

from ml import loudness
from ml.errors import EngineError

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples come to the callback while espeak_Synth runs
CHARS_UTF8 = 1
POS_CHARACTER = 1
BUFFER_MS = 200
LIST_END, WORD = 0, 1  # event types
RATE, PITCH, RANGE, WORDGAP = 1, 3, 4, 7  # parameters

LEAD_S = 0.010
TAIL_S = 0.160  # the gap that a listener expects after a sentence


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # characters, from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # ms
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class EspeakWorker:
    """Answers ``speak`` with PCM16 and ``[[ms, text position], …]`` of the words."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._rate = int(
            self._library.espeak_Initialize(
                SYNCHRONOUS, BUFFER_MS, espeakng_loader.get_data_path().encode(), 0
            )
        )
        if self._rate <= 0:
            raise EngineError("engine.missing", "eSpeak NG could not be initialised")
        self._pieces: list[bytes] = []
        self._words: list[tuple[int, int]] = []
        self._callback = _CALLBACK(self._take)  # kept: the library holds only a bare pointer
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""

    def handle(self, method: str, header: Mapping[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        if method != "speak":
            raise EngineError("engine.failed", f"no method {method}")
        self._set_voice(header)
        pcm, words = self._synthesise(payload)
        samples, cut_s = loudness.trim(
            loudness.normalise(loudness.from_pcm(pcm), self._rate),
            self._rate,
            lead_s=LEAD_S,
            tail_s=TAIL_S,
        )
        marks = [[max(0, round(ms - cut_s * 1000)), place] for ms, place in words]
        return {"rate": self._rate, "words": marks}, loudness.to_pcm(samples)

    def _set_voice(self, header: Mapping[str, Any]) -> None:
        name = str(header["voice"])
        if name != self._voice:
            if self._library.espeak_SetVoiceByName(name.encode()) != 0:
                raise EngineError("engine.failed", f"eSpeak NG has no voice {name}")
            self._voice = name
        for parameter, key in ((RATE, "rate"), (PITCH, "pitch"), (RANGE, "range"), (WORDGAP, "gap")):
            self._library.espeak_SetParameter(parameter, int(header[key]), 0)

    def _synthesise(self, text: bytes) -> tuple[bytes, list[tuple[int, int]]]:
        self._pieces, self._words = [], []
        data = ctypes.create_string_buffer(text)
        failed = self._library.espeak_Synth(
            data, ctypes.c_size_t(len(data)), 0, POS_CHARACTER, 0, CHARS_UTF8, None, None
        )
        if failed:
            raise EngineError("engine.failed", "eSpeak NG could not speak", retryable=True)
        return b"".join(self._pieces), self._words

    def _take(self, samples: Any, count: int, events: Any) -> int:
        """Called by the library with each piece of audio; 0 asks it to go on."""
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, count * 2))
        place = 0
        while events[place].type != LIST_END:
            if events[place].type == WORD:
                self._words.append((events[place].audio_position, events[place].text_position))
            place += 1
        return 0
