"""A hub that serves a tiny model, a folder of its own for what is fetched, and batchers to try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.seamless.benches import Bench
from tests.seamless.hub_standin import HubStandIn
from tests.seamless.tiny import tiny_seamless


@pytest.fixture
def models(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SEAMLESS_MODEL", "HF_HUB_OFFLINE", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    settings.MODELS_DIR = tmp_path / "models"
    return settings.MODELS_DIR


@pytest.fixture
def standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubStandIn]:
    folder = tiny_seamless(2, tmp_path / "hub", hub_layout=True)
    (folder / "README.md").write_text("license: cc-by-nc-4.0")
    (folder / "seamlessM4T_v2_large.pt").write_bytes(bytes(1000))
    with HubStandIn(folder) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.fixture
def bench():
    benches: list[Bench] = []

    def make(**more: Any) -> Bench:
        benches.append(Bench(**more))
        return benches[-1]

    yield make
    for each in benches:
        each.gate.set()
        each.batcher.close()
