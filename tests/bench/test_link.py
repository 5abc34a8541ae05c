"""A slow network for benches: when does a packet arrive, and does everything arrive in order?"""

from __future__ import annotations

import argparse
import asyncio
import time

import pytest

from bench.link import Lane, Link, SlowLink, link
from bench.talks import options

SLOW = Link(400, 400)  # 50,000 bytes a second, 0.2 s one way


def test_a_link_is_written_as_kilobits_and_milliseconds() -> None:
    assert link("400/400") == SLOW
    assert options(["--link", "400/400"]).link == SLOW
    assert options([]).link is None


@pytest.mark.parametrize("text", ["", "400", "400/", "0/400", "400/-1", "fast/slow", "1/2/3"])
def test_what_is_no_link_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="400/400"):
        link(text)


def test_a_packet_needs_its_length_and_the_way() -> None:
    assert Lane(SLOW, lambda: 10.0).arrives(5000) == pytest.approx(10.0 + 0.1 + 0.2)


def test_packets_wait_behind_each_other() -> None:
    lane = Lane(SLOW, lambda: 10.0)
    lane.arrives(5000)
    assert lane.arrives(5000) == pytest.approx(10.0 + 0.2 + 0.2)


def test_an_idle_lane_saves_nothing_up() -> None:
    times = iter((10.0, 20.0))
    lane = Lane(SLOW, lambda: next(times))
    lane.arrives(5000)
    assert lane.arrives(5000) == pytest.approx(20.0 + 0.1 + 0.2)


async def test_everything_arrives_in_order_and_late() -> None:
    """An echo server behind a link of 30 ms there and back."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sent = bytes(range(256)) * 20
    async with SlowLink(f"http://127.0.0.1:{port}", Link(8000, 30)) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        start = time.monotonic()
        writer.write(sent)
        writer.write_eof()
        assert await reader.read(-1) == sent
        assert time.monotonic() - start >= 0.03, "the way there and back"
        writer.close()
    server.close()


async def test_a_server_that_is_not_there_closes_the_connection() -> None:
    async with SlowLink("http://127.0.0.1:9", Link(8000, 0)) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        assert await reader.read(-1) == b""
        writer.close()
