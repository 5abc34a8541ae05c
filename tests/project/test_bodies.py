"""What one request may bring."""

from __future__ import annotations

from typing import Any

import pytest

from im4talkin.bodies import bounded

MOST = 100


async def asked(pieces: list[bytes], said: bytes | None = None) -> tuple[int, bytes]:
    """Status and body of the answer of an application that tells how much it was given."""
    incoming = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, start=1)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(size).encode()})

    headers = [(b"content-length", said)] if said is not None else []
    await bounded(application, MOST)({"type": "http", "headers": headers}, receive, send)
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize("pieces", [[b""], [b"x" * MOST], [b"x" * 60, b"x" * 40]])
async def test_as_much_as_is_allowed_comes_through(pieces: list[bytes]) -> None:
    size = sum(map(len, pieces))
    assert await asked(pieces, str(size).encode()) == (200, str(size).encode())


async def test_what_says_that_it_is_too_large_is_not_read() -> None:
    status, body = await asked([], str(MOST + 1).encode())
    assert status == 413
    assert b"Nothing was changed" in body


@pytest.mark.parametrize("said", [None, b"5", b"-1", b"many"])
async def test_what_only_turns_out_to_be_too_large_is_refused(said: bytes | None) -> None:
    assert (await asked([b"x" * 60, b"x" * 60], said))[0] == 413
