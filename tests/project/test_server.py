"""The limits of the one process: what uvicorn is told."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from im4talkin import server
from tests.project.tree import ROOT


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answers each message with its length."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": str(len(message.get("bytes") or message.get("text")))})


@pytest.fixture
def address() -> Iterator[str]:
    bound = server.port_bind(0)
    running = uvicorn.Server(server.config(echo))
    thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=[bound])))
    port = bound.getsockname()[1]
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield f"ws://127.0.0.1:{port}/"
    running.should_exit = True
    thread.join(timeout=10)


def test_a_message_may_be_as_large_as_the_limit(address: str) -> None:
    with connect(address) as socket_:
        socket_.send(b"\0" * server.MAX_WS_BYTES)
        assert socket_.recv(timeout=5) == str(server.MAX_WS_BYTES)


def test_a_larger_message_closes_the_socket_with_its_reason(address: str) -> None:
    with connect(address) as socket_:
        socket_.send(b"\0" * (server.MAX_WS_BYTES + 1))
        with pytest.raises(ConnectionClosed) as closed:
            socket_.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_messages_are_not_compressed(address: str) -> None:
    with connect(address, compression="deflate") as socket_:
        assert socket_.response is not None
        assert "Sec-WebSocket-Extensions" not in socket_.response.headers


def test_a_taken_port_is_an_error_of_its_own() -> None:
    with server.port_bind(0) as first, pytest.raises(server.PortTaken):
        server.port_bind(first.getsockname()[1])


def test_it_listens_on_this_computer_only() -> None:
    with server.port_bind(0) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"
        assert bound.family == socket.AF_INET


HANGING = """
import asyncio, sys, threading, time
from im4talkin import server
from tests.project.tree import ROOT

threading.Thread(target=time.sleep, args=(60,)).start()  # the interpreter would wait for it

async def page(scope, receive, send): ...
async def drain(): await asyncio.sleep(60)

server.config = lambda build=server.config: build(page)
server.serve(server.port_bind(0), lambda: print("up", flush=True), drain)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_work_that_hangs_does_not_keep_a_stopped_server_alive() -> None:
    with subprocess.Popen([sys.executable, "-c", HANGING], cwd=ROOT, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"up\n"
        running.send_signal(signal.SIGINT)
        try:
            assert running.wait(timeout=20) == 0
        finally:
            running.kill()


def test_stopping_takes_less_than_three_seconds() -> None:
    assert server.STOP_SECONDS < 3
