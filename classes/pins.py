"""Four digits on a card. Few enough to be guessed, so it is the counting of tries that protects them
(``tries.py``); the hash is Django's, with fewer rounds: a sheet of thirty cards must not take a minute."""

from __future__ import annotations

import re
import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher

DIGITS = 4
_SHAPE = re.compile(r"[0-9]{4}")
_EASY = {
    "0123",
    "1234",
    "2345",
    "3456",
    "4567",
    "5678",
    "6789",
    "9876",
    "8765",
    "4321",
    "3210",
    "1212",
    "2580",
}


class PinHasher(PBKDF2PasswordHasher):
    algorithm = "pin_pbkdf2_sha256"
    iterations = 30_000


_hasher = PinHasher()
_nobodys = ""


def pin_new() -> str:
    """A random PIN that nobody would try first."""
    while True:
        pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if not pin_is_easy(pin):
            return pin


def pin_is_whole(pin: str) -> bool:
    return _SHAPE.fullmatch(pin) is not None


def pin_is_easy(pin: str) -> bool:
    """Four times the same, a row of digits, a year near the pupil's own: what is tried first."""
    return len(set(pin)) == 1 or pin in _EASY or pin[:2] in {"19", "20"}


def pin_hash(pin: str) -> str:
    return str(_hasher.encode(pin, _hasher.salt()))


def pin_fits(pin: str, hashed: str) -> bool:
    return bool(hashed) and bool(_hasher.verify(pin, hashed))


def pin_pretend(pin: str) -> None:
    """Take as long as a comparison takes: whether a nickname exists must not show in the time."""
    global _nobodys
    _nobodys = _nobodys or pin_hash("none")
    _hasher.verify(pin, _nobodys)
