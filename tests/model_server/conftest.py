"""The model servers of this folder's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.model_server.lesson import PAIRS
from tests.model_server.serving import Served, served
from tests.model_server.tgi_standin import StandIn
from tests.model_server.tiny_llama import tiny_llama


@pytest.fixture(scope="session")
def model_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """``transformers serve`` with the tiny model that knows ``lesson.PAIRS``."""
    with served(tiny_llama(PAIRS), tmp_path_factory.mktemp("model-server")) as server:
        yield server


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """TGI without a model; how it answers is said with ``standin.answers(shapes...)``."""
    with StandIn() as server:
        yield server


@pytest.fixture
def openai_standin() -> Iterator[StandIn]:
    """The same as a server of the OpenAI kind."""
    with StandIn(openai=True) as server:
        yield server
