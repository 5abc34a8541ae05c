"""How errors are named in a log."""

from __future__ import annotations

from ml.errors import where


def broken(said: str) -> None:
    raise ValueError(f"cannot parse {said}")


def test_an_error_is_named_by_type_and_place_and_never_by_its_message() -> None:
    try:
        broken("a secret sentence")
    except ValueError as error:
        line = where(error)
    assert line.startswith("ValueError in test_errors.py:")
    assert "secret" not in line
