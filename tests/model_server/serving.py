"""A real model server: ``transformers serve`` with a model of our own, in a process of its own.

It speaks the chat protocol, streams and stops as others do; what TGI says differently, its errors above
all, is in ``tgi_standin.py``.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers import free_port

START_SECONDS = 90  # 5 are usual; other tests may need the cores
STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    url: str
    model: str
    log: Path
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def served(model: Path, house: Path) -> Iterator[Served]:
    """The model of this folder on a free port; ``house`` is for the log and what the server keeps."""
    port = free_port()
    log = house / "model-server.log"
    hub = house / "hub-home"
    (hub / "hub").mkdir(parents=True, exist_ok=True)  # /v1/models answers 500 without it
    own = {
        "HF_HOME": str(hub),
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",  # it would ask the package index for a newer transformers
        "OMP_NUM_THREADS": "1",  # the model is too small to share, and the tests need a core
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("wb") as said:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "transformers.cli.transformers", "serve", model.name),
                *("--device", "cpu", "--host", "127.0.0.1", "--port", str(port)),
            ],
            cwd=model.parent,  # so that the model's name is the folder's
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        server = Served(f"http://127.0.0.1:{port}", model.name, log, process)
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:  # it ends what it streams first
            process.kill()
            process.wait()


def _wait_for(server: Served) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_well(server.url):
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the model server did not start:\n{server.log.read_text(errors='replace')}")
        time.sleep(0.1)


def _is_well(url: str) -> bool:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
