"""The stand-in gives the shapes it was told to, refuses what TGI refuses, and knows who left."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ml.chat import Message
from tests.model_server import shapes, wire
from tests.model_server.answering import MODEL
from tests.model_server.tgi_standin import StandIn

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
TGI_FORM = {"type": "json_object", "value": SCHEMA}
OPENAI_FORM = {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}
USER, ASSISTANT, SYSTEM = (Message(role, "So.") for role in ("user", "assistant", "system"))  # type: ignore[arg-type]
LONG = [Message("user", "word " * 3_000)]


def test_without_a_word_it_answers_well(standin: StandIn) -> None:
    came = wire.chat(standin.url)
    assert (came.status, came.text, came.end, came.done) == (
        200,
        "I see. Thank you for telling me.",
        "stop",
        True,
    )


def test_the_same_in_one_piece(standin: StandIn) -> None:
    came = wire.chat(standin.url, stream=False)
    assert json.loads(came.text)["choices"][0]["message"]["content"] == "I see. Thank you for telling me."


def test_each_request_takes_the_next_shape(standin: StandIn) -> None:
    standin.answers(shapes.said("One."), shapes.overloaded, shapes.said("Two."))
    assert [wire.chat(standin.url).text for _ in range(4)][::2] == ["One.", "Two."]
    assert wire.chat(standin.url).text == "I see. Thank you for telling me."


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("shape", "status", "kind"),
    [
        (shapes.overloaded, 429, "overloaded"),
        (shapes.validation, 422, "validation"),
        (shapes.generation, 424, "generation"),
        (shapes.incomplete, 500, "incomplete_generation"),
        (shapes.no_model, 404, "NotFoundError"),
    ],
    ids=["429", "422", "424", "500", "404"],
)
def test_an_error_is_as_tgi_tells_it(
    standin: StandIn, shape: shapes.Shape, status: int, kind: str, stream: bool
) -> None:
    standin.answers(shape)
    came = wire.chat(standin.url, stream=stream)
    said = json.loads(came.text)
    assert (came.status, said["error_type"], type(said["error"])) == (status, kind, str)


def test_an_error_is_as_openai_tells_it(openai_standin: StandIn) -> None:
    openai_standin.answers(shapes.overloaded)
    came = wire.chat(openai_standin.url, model=MODEL)
    assert came.status == 429
    assert json.loads(came.text)["error"]["message"] == "Model is overloaded"


@pytest.mark.parametrize(("shape", "status"), [(shapes.html, 200), (shapes.html_502, 502)])
def test_a_proxy_answers_with_a_page(standin: StandIn, shape: shapes.Shape, status: int) -> None:
    standin.answers(shape)
    came = wire.chat(standin.url)
    assert (came.status, came.kind) == (status, "text/html")
    assert came.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("shape", "event"),
    [
        (shapes.error_in_chat, {"error": {"message": "Model is overloaded", "http_status_code": 422}}),
        (shapes.error_in_generate, {"error": "Model is overloaded", "error_type": "overloaded"}),
    ],
)
def test_an_error_comes_inside_a_stream_of_status_200(
    standin: StandIn, shape: shapes.Shape, event: dict[str, Any]
) -> None:
    standin.answers(shape)
    came = wire.chat(standin.url)
    assert (came.status, came.events, came.end) == (200, [event], None)


@pytest.mark.parametrize(
    ("shape", "text", "broken"),
    [
        (shapes.cut, "I see. Tha", False),
        (shapes.broken, "I see. Tha", True),
        (shapes.half_a_line, "I see", False),
        (shapes.error_after_words, "I see", False),
        (shapes.nothing, "", False),
    ],
    ids=["cut", "broken", "half a line", "error", "nothing"],
)
def test_a_stream_ends_too_early(standin: StandIn, shape: shapes.Shape, text: str, broken: bool) -> None:
    standin.answers(shape)
    came = wire.chat(standin.url)
    assert (came.status, came.text, came.end, came.broken) == (200, text, None, broken)


def test_a_line_is_cut_in_half(standin: StandIn) -> None:
    standin.answers(shapes.half_a_line)
    with wire.asking(standin.url) as response:
        last = response.read().decode().splitlines()[-1]
    assert last.startswith("data: {")
    with pytest.raises(ValueError):
        json.loads(last.removeprefix("data: "))


def test_it_hangs_up_before_a_status(standin: StandIn) -> None:
    standin.answers(shapes.hung_up)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        wire.chat(standin.url)


@pytest.mark.parametrize(
    ("shape", "text", "end"),
    [
        (shapes.empty, "", "stop"),
        (shapes.spaces, "   \n  ", "stop"),
        (shapes.letters_5000, "word " * 1_000, "stop"),
        (shapes.russian, shapes.RUSSIAN, "stop"),
        (shapes.emoji, shapes.EMOJI, "stop"),
        (shapes.too_long, "And then we went to the", "length"),
    ],
    ids=["empty", "spaces", "5,000 letters", "Russian", "emoji", "length"],
)
def test_a_whole_answer_may_be_odd(standin: StandIn, shape: shapes.Shape, text: str, end: str) -> None:
    standin.answers(shape)
    came = wire.chat(standin.url)
    assert (came.status, came.text, came.end, came.done) == (200, text, end, True)


# ------------------------------------------------------------------ who leaves


def test_silence_follows_the_headers(standin: StandIn) -> None:
    standin.answers(shapes.silent)
    with wire.asking(standin.url, seconds=0.3) as response:
        assert response.status == 200
        with pytest.raises(TimeoutError):
            response.readline()
    assert standin.left()


def test_an_endless_stream_ends_when_the_client_leaves(standin: StandIn) -> None:
    standin.answers(shapes.endless)
    with wire.asking(standin.url) as response:
        lines = [response.readline() for _ in range(9)]
    assert sum(b"on and" in line for line in lines) == 5
    assert standin.left()


def test_a_client_that_stays_has_not_left(standin: StandIn) -> None:
    standin.answers(shapes.said("I", " see.", pause=0.05))
    assert wire.chat(standin.url).text == "I see."
    assert not standin.left()


def test_it_stops_in_the_middle_of_a_silence() -> None:
    with StandIn() as server, contextlib.ExitStack() as later:
        server.answers(shapes.silent)
        later.enter_context(wire.asking(server.url))
        began = time.monotonic()
    assert time.monotonic() - began < 3
    assert server.left()


def test_ten_are_answered_at_once(standin: StandIn) -> None:
    standin.usual = shapes.said(*["a "] * 10, pause=0.05)
    began = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        came = list(pool.map(lambda _: wire.chat(standin.url), range(10)))
    assert {each.text for each in came} == {"a " * 10}
    assert time.monotonic() - began < 3, "one after another they take five seconds"


def test_it_keeps_what_it_was_asked(standin: StandIn) -> None:
    wire.chat(standin.url, key="sesame", temperature=0.6)
    [asked] = standin.requests
    assert asked.headers["authorization"] == "Bearer sesame"
    assert asked.body["messages"] == [{"role": "user", "content": "Hello!"}]
    assert asked.body["temperature"] == 0.6


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_wrong_key_is_refused_without_a_word(key: str) -> None:
    with StandIn(key="sesame") as server:
        came = wire.chat(server.url, key=key)
        assert (came.status, came.text) == (401, "")
        assert wire.chat(server.url, key="sesame").status == 200
        assert wire.got(server.url, "/health")[0] == wire.got(server.url, "/info")[0] == 200


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("roles", [[ASSISTANT], [USER, USER], [SYSTEM, ASSISTANT, USER], [USER, SYSTEM]])
def test_messages_out_of_order_are_refused(standin: StandIn, roles: list[Message], stream: bool) -> None:
    came = wire.chat(standin.url, roles, stream=stream)
    assert (came.status, json.loads(came.text)["error_type"]) == (422, "template_error")


def test_too_long_a_request_is_refused_inside_the_stream(standin: StandIn) -> None:
    came = wire.chat(standin.url, LONG)
    assert came.status == 200
    assert came.events[0]["error"]["message"].startswith("Input validation error: `inputs` tokens")


@pytest.mark.parametrize(
    "more",
    [{"top_p": 1.0}, {"response_format": {"type": "json_object", "value": {}}}, {"max_tokens": 4_096}],
)
def test_without_a_stream_it_is_a_status(standin: StandIn, more: dict[str, Any]) -> None:
    came = wire.chat(standin.url, stream=False, **more)
    assert (came.status, json.loads(came.text)["error_type"]) == (422, "validation")


def test_each_dialect_has_its_own_form_for_json(standin: StandIn, openai_standin: StandIn) -> None:
    def status(server: StandIn, form: dict[str, Any]) -> int:
        return wire.chat(server.url, model=MODEL, response_format=form).status

    assert (status(standin, TGI_FORM), status(standin, OPENAI_FORM)) == (200, 422)
    assert (status(openai_standin, OPENAI_FORM), status(openai_standin, TGI_FORM)) == (200, 400)


@pytest.mark.parametrize(
    ("messages", "model", "status"),
    [([USER, USER], MODEL, 400), (LONG, MODEL, 400), ([USER], "tgi", 404), ([USER], MODEL, 200)],
    ids=["order", "length", "model", "well"],
)
def test_the_openai_kind_refuses_in_its_own_way(
    openai_standin: StandIn, messages: list[Message], model: str, status: int
) -> None:
    assert wire.chat(openai_standin.url, messages, model=model).status == status


# ------------------------------------------------------------------ what it tells of itself


def test_tgi_tells_its_window(standin: StandIn) -> None:
    status, info = wire.got(standin.url, "/info")
    assert status == 200
    assert (info["model_id"], info["max_total_tokens"], info["version"]) == (MODEL, 4096, "3.3.7")


def test_the_openai_kind_lists_its_models(openai_standin: StandIn) -> None:
    assert wire.got(openai_standin.url, "/info")[0] == 404
    status, models = wire.got(openai_standin.url, "/v1/models")
    assert (status, models["data"][0]["id"]) == (200, MODEL)


def test_a_sick_server_says_so(standin: StandIn) -> None:
    assert wire.got(standin.url, "/health") == (200, None)
    standin.well = False
    assert wire.got(standin.url, "/health") == (503, {"error": "unhealthy", "error_type": "healthcheck"})
