"""The one process of the embedded profile: uvicorn on this computer only, and its clean end."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings

from im4talkin.looplag import loop_lag

HOST = "127.0.0.1"  # a microphone needs https or this computer itself; without a certificate nowhere else
EVERYWHERE = "0.0.0.0"  # noqa: S104  # a class, over https
MAX_WS_BYTES = 65_536  # a larger message closes its socket with code 1009
PING_SECONDS = 20.0
GRACE_SECONDS = 1  # for requests under way, once the sockets are closed
SWITCH_SECONDS = 0.0005
STOP_SECONDS = 2.5  # from Ctrl-C until the process ends, whatever still hangs
_STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM]
if sys.platform == "win32":
    _STOP_SIGNALS.append(signal.SIGBREAK)

Drain = Callable[[], Awaitable[None]]  # waits for work that outlives its connection


class PortTaken(Exception):
    """Another program listens on this port."""


def port_bind(port: int, host: str = HOST, *, shared: bool = False) -> socket.socket:
    """A socket bound to the port, before anything is promised to anyone; raises PortTaken.

    ``shared``: other processes may listen there too, and the system spreads connections over them.
    """
    # With the protocol named, asyncio turns Nagle's algorithm off: without it the sound waits 40 ms
    # behind the text for the other side's acknowledgement.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform == "win32":
        # SO_REUSEADDR would let two servers share one port there.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared and hasattr(socket, "SO_REUSEPORT"):
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        raise PortTaken(port) from error
    return bound


@dataclass(frozen=True, slots=True)
class Beside:
    """Another way in, served by the same process."""

    config: uvicorn.Config
    bound: socket.socket


class _BesideServer(uvicorn.Server):
    """Uvicorn that leaves signals to the main one."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class _Server(uvicorn.Server):
    """Uvicorn that says when it answers, and that ends in time."""

    def __init__(
        self,
        config: uvicorn.Config,
        on_ready: Callable[[], None],
        drain: Drain,
        beside: Sequence[Beside] = (),
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._drain = drain
        self._beside = [(_BesideServer(other.config), other.bound) for other in beside]
        self._tasks: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for other, bound in self._beside:
            self._tasks.append(asyncio.create_task(other.serve(sockets=[bound])))
        if settings.BENCH:
            loop_lag.start()
        if self.started:
            # What is here now stays: the collector need not walk it again and again, which would
            # hold up every talk for some tens of milliseconds.
            gc.collect()
            gc.freeze()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for other, _ in self._beside:
            other.should_exit = True
        await super().shutdown(sockets)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._drain()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            # Work in other threads (a turn, a voice) must not keep a stopped server alive.
            threading.Thread(target=_end_after, args=(STOP_SECONDS,), daemon=True).start()
        super().handle_exit(sig, frame)


def _end_after(seconds: float) -> None:
    time.sleep(seconds)
    os._exit(0)


def config(application: Any = "im4talkin.asgi:application", **more: Any) -> uvicorn.Config:
    """``more``: the files of a certificate, for https."""
    return uvicorn.Config(
        application,
        **more,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=MAX_WS_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # speech does not compress; it would cost time and memory per talk
        lifespan="off",
        access_log=False,
        log_config=None,  # Django's LOGGING holds for uvicorn, too
        # Sign-in links trust the other end's address: only a proxy that is named may tell another one.
        proxy_headers=bool(os.environ.get("FORWARDED_ALLOW_IPS")),
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(
    bound: socket.socket, on_ready: Callable[[], None], drain: Drain, beside: Sequence[Beside] = ()
) -> None:
    """Answer until Ctrl-C or SIGTERM; returns after all connections are closed and ``drain`` is done."""
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    stopping_is_no_failure()
    # A reply passes several times between the event loop and the threads of its turn; each time the
    # other side would wait up to Python's usual 5 ms for the interpreter.
    sys.setswitchinterval(SWITCH_SECONDS)
    _Server(config(), on_ready, drain, beside).run(sockets=[bound])


def stopping_is_no_failure() -> None:
    """Uvicorn raises the signal again once it has shut down; it must neither kill nor print a traceback.

    The handlers stay: a second Ctrl-C while helpers are put away changes nothing.
    """
    for name in _STOP_SIGNALS:
        signal.signal(name, lambda *_: None)


def stop_by_interrupt() -> None:
    """Until the server runs, SIGTERM stops the preparation as Ctrl-C does."""
    for name in _STOP_SIGNALS:
        signal.signal(name, signal.default_int_handler)
