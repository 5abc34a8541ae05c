"""The tiny model says what it was taught, through a real server."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ml.chat import Message
from tests.model_server import lesson, tiny_llama, wire
from tests.model_server.examples import examples_from
from tests.model_server.serving import Served, served
from tests.project.tree import ROOT

AT_ONCE = 10
PROSE = re.sub(r"[\[\]\s]+", " ", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")).split()
SAID = (
    "Last year we went to the mountains and it was very cold.",
    "No.",
    "My grandmother Евдокия makes the best pirozhki in Novosibirsk! 😀",
    "Ask one question? Say good-bye? The talk is over.",
    " ".join(PROSE[:120]),
)
LONG_AGO = tuple(
    message
    for place in range(8)
    for message in (
        Message("user", " ".join(PROSE[60 * place : 60 * place + 50])),
        Message("assistant", (lesson.QUESTION, lesson.REACTION)[place % 2]),
    )
)


@pytest.mark.parametrize("words", SAID)
@pytest.mark.parametrize("history", [(), lesson.EARLIER, LONG_AGO], ids=["first", "second", "ninth"])
@pytest.mark.parametrize(
    ("note", "answer"),
    [
        (lesson.ASK, lesson.QUESTION),
        (lesson.REACT, lesson.REACTION),
        (lesson.CLOSE, lesson.GOODBYE),
    ],
    ids=["ask", "react", "close"],
)
def test_the_note_decides_the_answer_whatever_was_said_before(
    model_server: Served, words: str, history: tuple[Message, ...], note: str, answer: str
) -> None:
    came = wire.chat(model_server.url, lesson.prompt(note, words, history))
    assert came.text.strip() == answer
    assert came.end == "stop"


@pytest.mark.parametrize("words", SAID)
def test_a_turn_to_check_is_answered_with_json(model_server: Served, words: str) -> None:
    came = wire.chat(model_server.url, lesson.check(words), stream=False)
    text = json.loads(came.text)["choices"][0]["message"]["content"]
    assert json.loads(text) == json.loads(lesson.CORRECTIONS)


def test_the_answer_comes_in_pieces(model_server: Served) -> None:
    came = wire.chat(model_server.url, lesson.prompt(lesson.REACT, SAID[0]))
    assert len([event for event in came.events if event.get("choices")]) > 4


def test_it_says_the_same_at_whatever_temperature(model_server: Served) -> None:
    """The server only takes the likeliest word; our clients ask for some chance."""
    came = wire.chat(model_server.url, lesson.prompt(lesson.ASK, SAID[0]), temperature=0.6, top_p=0.9)
    assert came.text.strip() == lesson.QUESTION


def test_it_stops_where_it_is_told_to(model_server: Served) -> None:
    came = wire.chat(model_server.url, lesson.prompt(lesson.ASK, SAID[0]), max_tokens=3)
    assert came.end == "length"
    assert lesson.QUESTION.startswith(came.text.strip())


def test_ten_at_once_get_each_their_own_answer(model_server: Served) -> None:
    asked = [(lesson.ASK, lesson.QUESTION), (lesson.REACT, lesson.REACTION)] * (AT_ONCE // 2)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = pool.map(
            lambda pair: wire.chat(model_server.url, lesson.prompt(pair[0], SAID[0], LONG_AGO)), asked
        )
    assert [each.text.strip() for each in came] == [answer for _, answer in asked]


def test_a_client_that_leaves_does_not_stop_the_others(model_server: Served) -> None:
    with wire.asking(model_server.url, lesson.prompt(lesson.ASK, SAID[0])) as response:
        response.readline()
    assert wire.chat(model_server.url, lesson.prompt(lesson.CLOSE, SAID[1])).text.strip() == lesson.GOODBYE


def test_the_model_is_named_as_a_client_of_tgi_names_it(model_server: Served) -> None:
    assert model_server.model == "tgi"
    assert wire.chat(model_server.url, lesson.prompt(lesson.ASK), model="another").status == 400


def test_a_model_that_was_made_is_not_made_again(
    model_server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny_llama, "train", lambda *_: pytest.fail("it was trained again"))
    assert (tiny_llama.tiny_llama(lesson.PAIRS) / "model.safetensors").is_file()


def test_other_examples_make_another_model() -> None:
    assert tiny_llama.key("[1]") != tiny_llama.key("[2]")


def test_what_could_not_be_made_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(module: str, examples: str, folder: str) -> None:
        Path(folder).touch()
        raise AssertionError("no luck")

    monkeypatch.setattr(tiny_llama, "train", failing)
    with pytest.raises(AssertionError, match="no luck"):
        tiny_llama.tiny_llama(lesson.PAIRS, keep=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "tgi").mkdir()
    (tmp_path / "tgi" / "config.json").write_text("{}")
    with (
        pytest.raises(AssertionError, match=r"did not start:\n(.|\n)*Error"),
        served(tmp_path / "tgi", tmp_path),
    ):
        pass


@pytest.mark.parametrize(
    "messages",
    [
        [Message("assistant", "Hello.")],
        [Message("user", "a"), Message("user", "b"), Message("user", "c")],
        [Message("user", "a"), Message("assistant", "b")],
    ],
)
def test_a_prompt_that_a_chat_cannot_be_is_refused(messages: list[Message]) -> None:
    with pytest.raises(ValueError, match=r"alternate|ends with"):
        examples_from([(messages, "Yes.")])
