"""A slow network between learner and server: a TCP proxy that is late, and no faster than it is told.

    python -m bench.link --url http://127.0.0.1:8000 --link 400/400 --port 9000

lets a browser at http://127.0.0.1:9000 feel it; ``bench.talks --link 400/400`` puts it in front of every
learner. Each connection has a link of its own, the same both ways.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

PACKET = 1460  # bytes of a TCP segment on Ethernet
MOST_QUEUED = 64 * 1024  # bytes on their way in one direction: a home router's buffer


@dataclass(frozen=True, slots=True)
class Link:
    """``kbit`` a second each way; ``round_trip_ms`` of delay there and back."""

    kbit: float
    round_trip_ms: float

    @property
    def bytes_a_second(self) -> float:
        return self.kbit * 1000 / 8

    @property
    def one_way(self) -> float:
        """Seconds."""
        return self.round_trip_ms / 2000


def link(text: str) -> Link:
    """``400/400`` as 400 kbit/s and 400 ms; raises argparse.ArgumentTypeError."""
    try:
        kbit, milliseconds = (float(part) for part in text.split("/"))
    except ValueError:
        kbit = milliseconds = -1.0
    if kbit <= 0 or milliseconds < 0:
        raise argparse.ArgumentTypeError(f"{text}: write kbit/s and milliseconds, as in 400/400")
    return Link(kbit, milliseconds)


class Lane:
    """One direction of a link: when does a packet come out at the other end?"""

    def __init__(self, of: Link, clock: Callable[[], float]) -> None:
        self._link = of
        self._clock = clock
        self._free_at = 0.0

    def arrives(self, size: int) -> float:
        """When ``size`` bytes that are sent now have arrived, behind all that was sent before."""
        self._free_at = max(self._free_at, self._clock()) + size / self._link.bytes_a_second
        return self._free_at + self._link.one_way


class SlowLink:
    """``async with SlowLink(url, link) as slow_url``: the same server, far away."""

    def __init__(self, url: str, of: Link, port: int = 0) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._link, self._listen_on = of, port
        self._jobs: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._listen_on)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for job in tuple(self._jobs):
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    async def _connected(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        job = asyncio.current_task()
        assert job is not None
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
        sinks = [near_out]
        try:
            far, far_out = await asyncio.open_connection(self._host, self._port)
            sinks.append(far_out)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(near, far_out))
                both.create_task(self._carry(far, near_out))
        except* OSError:
            pass  # one side is gone, and the connection with it
        finally:
            for sink in sinks:
                sink.close()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Take packets in, and let each out when the link would have brought it."""
        clock = asyncio.get_running_loop().time
        lane = Lane(self._link, clock)
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(MOST_QUEUED // PACKET)

        async def take() -> None:
            packet = b"-"
            while packet:
                packet = await source.read(PACKET)
                await on_the_way.put((lane.arrives(len(packet)), packet))

        async def deliver() -> None:
            while True:
                due, packet = await on_the_way.get()
                await asyncio.sleep(max(due - clock(), 0))
                if not packet:
                    sink.write_eof()
                    return
                sink.write(packet)
                await sink.drain()

        async with asyncio.TaskGroup() as both:
            both.create_task(take())
            both.create_task(deliver())


async def _stay(url: str, of: Link, port: int) -> None:
    async with SlowLink(url, of, port) as slow:
        print(f"{slow} is {url} at {of.kbit:g} kbit/s and {of.round_trip_ms:g} ms. Ctrl-C stops it.")
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--link", type=link, default=Link(400, 400), help="kbit/s and ms, such as 400/400")
    parser.add_argument("--port", type=int, default=9000)
    args = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_stay(args.url, args.link, args.port))


if __name__ == "__main__":
    main()
