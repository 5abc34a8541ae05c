"""The clients of both dialects: what each answer of a server means to them, and what they send."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ml.chat import CODES, RETRYABLE, Message
from ml.engines.chat_client import ChatClient
from ml.engines.openai_api import OpenAiModel
from ml.engines.tgi import TgiModel
from ml.errors import EngineError
from tests.model_server import shapes
from tests.model_server.tgi_standin import StandIn

ASKED = [Message("system", "You are Ada."), Message("user", "Hello, who are you?")]
SCHEMA = {"type": "object", "properties": {"corrections": {"type": "array"}}, "required": ["corrections"]}
SOON = 0.4  # seconds to a first token, where a test waits for their end
CLIENTS = {"tgi": TgiModel, "openai": OpenAiModel}


@pytest.fixture(params=CLIENTS)
def dialect(request) -> str:
    return request.param


@pytest.fixture
def server(dialect: str) -> Iterator[StandIn]:
    with StandIn(openai=dialect == "openai") as server:
        yield server


@pytest.fixture
def client(dialect: str, server: StandIn) -> ChatClient:
    return CLIENTS[dialect](server.url)


def whole(client: ChatClient) -> str:
    return "".join(client.stream(ASKED, most_tokens=20))


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(EngineError) as caught:
        call()
    assert caught.value.code in CODES
    assert "Hello, who" not in str(caught.value)  # an error never repeats what was said
    return caught.value.code


# ------------------------------------------------------------------ answers


def test_an_answer_comes_piece_by_piece(client: ChatClient, server: StandIn) -> None:
    server.answers(shapes.said("I see", ". ", "Thank you."))
    assert list(client.stream(ASKED, most_tokens=20)) == ["I see", ". ", "Thank you."]
    body = server.requests[-1].body
    assert body["messages"] == [{"role": m.role, "content": m.text} for m in ASKED]
    assert body["stream"] is True
    assert body["max_tokens"] == 20
    assert "presence_penalty" not in body  # TGI makes another penalty of it
    assert body["temperature"] > 0  # absent, TGI draws at 1


ANSWERS = {
    "overloaded": "model.overloaded",
    "validation": "model.request",
    "generation": "model.broken",
    "incomplete": "model.broken",
    "unauthorised": "model.key",
    "no_model": "model.name",
    "html": "model.garbled",
    "html_502": "model.broken",
    "error_in_chat": "model.overloaded",
    "error_after_words": "model.broken",
    "half_a_line": "model.garbled",
    "cut": "model.cut",
    "broken": "model.unreachable",
    "nothing": "model.garbled",
    "hung_up": "model.unreachable",
    "empty": "model.empty",
    "spaces": "model.empty",
}


@pytest.mark.parametrize("shape", ANSWERS)
def test_every_shape_of_failure_has_its_code(client: ChatClient, server: StandIn, shape: str) -> None:
    server.usual = getattr(shapes, shape)
    found = code_of(lambda: whole(client))
    wanted = {ANSWERS[shape]}
    if shape in ("half_a_line", "error_after_words", "nothing"):
        wanted |= {"model.cut", "model.request"}  # as far as the library tells them apart
    assert found in wanted


def test_tgis_other_form_of_an_error_within_a_stream_is_known(standin: StandIn) -> None:
    standin.usual = shapes.error_in_generate
    assert code_of(lambda: whole(TgiModel(standin.url))) == "model.overloaded"


@pytest.mark.parametrize("shape", ["silent", "silent_after_words"])
def test_silence_is_waited_for_no_longer_than_was_said(server: StandIn, dialect: str, shape: str) -> None:
    server.usual = getattr(shapes, shape)
    client = CLIENTS[dialect](server.url, first_seconds=SOON)
    assert code_of(lambda: whole(client)) == "model.slow"
    assert len(server.requests) == 1
    assert server.left()


def test_an_answer_without_end_is_ended(server: StandIn, dialect: str) -> None:
    server.usual = shapes.endless
    client = CLIENTS[dialect](server.url, whole_seconds=SOON)
    assert code_of(lambda: whole(client)) == "model.slow"
    assert server.left()


@pytest.mark.parametrize("shape", ["letters_5000", "russian", "emoji", "too_long"])
def test_what_is_odd_but_whole_is_handed_on_to_be_checked(
    client: ChatClient, server: StandIn, shape: str
) -> None:
    server.answers(getattr(shapes, shape))
    assert whole(client)


def test_nobody_is_there(dialect: str) -> None:
    assert code_of(lambda: whole(CLIENTS[dialect]("http://127.0.0.1:9", name="any"))) == "model.unreachable"


# ------------------------------------------------------------------ a second try, and the end of one


@pytest.mark.parametrize(
    "shape", ["overloaded", "generation", "incomplete", "html_502", "error_in_chat", "hung_up"]
)
def test_what_may_pass_is_tried_once_more(client: ChatClient, server: StandIn, shape: str) -> None:
    assert ANSWERS[shape] in RETRYABLE
    server.answers(getattr(shapes, shape), shapes.ok)
    assert whole(client) == "I see. Thank you for telling me."


@pytest.mark.parametrize("shape", ["cut", "broken", "error_after_words", "half_a_line"])
def test_after_the_first_word_nothing_is_said_twice(client: ChatClient, server: StandIn, shape: str) -> None:
    server.answers(getattr(shapes, shape), shapes.ok)
    code_of(lambda: whole(client))
    assert len(server.requests) == 1


@pytest.mark.parametrize("shape", ["validation", "unauthorised", "no_model"])
def test_what_would_be_refused_again_is_not_asked_again(
    client: ChatClient, server: StandIn, shape: str
) -> None:
    server.usual = getattr(shapes, shape)
    code_of(lambda: whole(client))
    assert len(server.requests) == 1


def test_whoever_asks_no_more_ends_the_work_on_the_server(client: ChatClient, server: StandIn) -> None:
    server.usual = shapes.endless
    answer = client.stream(ASKED, most_tokens=20)
    next(answer)
    answer.close()  # type: ignore[attr-defined]
    assert server.left()


def test_a_stop_ends_it_too(client: ChatClient, server: StandIn) -> None:
    server.usual = shapes.endless
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    list(client.stream(ASKED, most_tokens=20, stopped=stop.is_set))
    assert server.left()


# ------------------------------------------------------------------ keys, names, JSON, health


def test_the_hubs_own_key_stays_here_and_nobody_else_is_asked(
    standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setenv("HF_TOKEN", "hf_SECRET")
    whole(TgiModel(standin.url))
    assert "hf_SECRET" not in str(standin.requests[-1].headers)
    assert constants.HF_HUB_DISABLE_TELEMETRY


def test_the_key_is_shown(dialect: str) -> None:
    with StandIn(key="sesame", openai=dialect == "openai") as server:
        assert whole(CLIENTS[dialect](server.url, key="sesame"))
        refused = CLIENTS[dialect](server.url, key="wrong", name="any")
        assert code_of(lambda: whole(refused)) == "model.key"


def test_the_name_is_as_the_dialect_wants_it(client: ChatClient, server: StandIn, dialect: str) -> None:
    whole(client)
    listed = server.models()["data"][0]["id"]
    assert server.requests[-1].body["model"] == ("tgi" if dialect == "tgi" else listed)
    if dialect == "openai":
        assert code_of(lambda: whole(OpenAiModel(server.url, name="my-adapter"))) == "model.name"
    else:
        whole(TgiModel(server.url, name="my-adapter"))
    assert server.requests[-1].body["model"] == "my-adapter"


def test_json_is_asked_for_in_the_dialects_form(client: ChatClient, server: StandIn, dialect: str) -> None:
    server.answers(shapes.said('{"corrections"', ":[]}"))
    assert client.filled_in(ASKED, SCHEMA, most_tokens=50) == {"corrections": []}
    form = server.requests[-1].body["response_format"]
    if dialect == "tgi":
        assert form == {"type": "json_object", "value": SCHEMA}
    else:
        assert form["type"] == "json_schema"
        assert form["json_schema"]["schema"] == SCHEMA


@pytest.mark.parametrize("shape", ["ok", "html", "half_a_line", "empty", "nothing", "russian", "cut"])
def test_what_is_no_json_is_said_to_be_none(client: ChatClient, server: StandIn, shape: str) -> None:
    server.usual = getattr(shapes, shape)
    assert code_of(lambda: client.filled_in(ASKED, SCHEMA, most_tokens=50)) in {"model.garbled", "model.cut"}


def test_a_server_tells_how_it_is(client: ChatClient, server: StandIn, dialect: str) -> None:
    health = client.health()
    assert health.well
    assert health.model
    if dialect == "tgi":
        assert health.window == server.window
        server.well = False
        assert not client.health().well


def test_what_is_no_model_server_is_not_well(dialect: str) -> None:
    assert not CLIENTS[dialect]("http://127.0.0.1:9").health().well


def test_a_name_that_the_server_does_not_list_is_not_well(openai_standin: StandIn) -> None:
    assert not OpenAiModel(openai_standin.url, name="gpt-9").health().well


def test_ten_at_once(client: ChatClient, server: StandIn) -> None:
    server.usual = shapes.said("I see", ".", pause=0.05)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: whole(client), range(10)))
    assert answers == ["I see."] * 10


@pytest.mark.parametrize("url", ["", "host:80", "http://", "http://h/?q", "file:///etc/passwd", "http://h:0"])
def test_an_address_that_is_none_is_refused_at_once(dialect: str, url: str) -> None:
    with pytest.raises(ValueError, match="write http"):
        CLIENTS[dialect](url)
