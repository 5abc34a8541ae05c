"""What of a model's answer is spoken, and that the talk goes on whatever comes from the server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.errors import EngineError
from ml.free.breaker import Breaker
from ml.free.partner import NOTICE
from ml.types import Evidence, Heard, Line, Prompt, PromptKind
from tests.ml.free_talks import FreeTalk
from tests.ml.talks import MODEL, Talk, scenario_of

STORY = "Well, my brother got married last summer and I made a long speech there"
AWAY = EngineError("model.unreachable")


@pytest.fixture
def talk() -> Iterator[FreeTalk]:
    talk = FreeTalk(scenario_of(MODEL))
    talk.open()
    yield talk
    talk.partner.close()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def written(talk: FreeTalk, text: str) -> list[str]:
    """What the written partner says to that, from where the talk stands."""
    other = Talk(ScriptedPartner(), talk.scenario)
    other.state = talk.state
    return [line.text for line in other.type(text)]


# ------------------------------------------------------------------ what is spoken


def test_a_sentence_is_spoken_as_soon_as_the_next_has_begun(talk: FreeTalk) -> None:
    talk.model.answers = [["That is lovely. What ", AWAY]]
    prompt = Prompt(
        PromptKind.ANSWER, talk.scenario, talk.state, heard=heard_of(STORY), level="B1", moves=talk.moves
    )
    first = next(talk.partner.reply(prompt))
    assert isinstance(first, Line)
    assert first.text == "That is lovely."


def heard_of(text: str) -> Heard:
    return Heard(Evidence.TYPED, text=text, surface=text)


@pytest.mark.parametrize(
    ("answer", "spoken"),
    [
        (
            "That is lovely. What did you do then? And then? And then?",
            ["That is lovely.", "What did you do then?"],
        ),
        ("One. Two. Three. Four. Five. Six. Seven?", ["One.", "Two.", "Three."]),
        ("That is lovely. What did you", ["That is lovely."]),  # cut by the limit of tokens
        ("Как мило! What did you do then?", []),
        ("That is lovely. Как мило!", ["That is lovely."]),
    ],
)
def test_of_an_answer_only_whole_good_sentences_are_spoken(
    talk: FreeTalk, answer: str, spoken: list[str]
) -> None:
    talk.model.answers = [answer]
    instead = written(talk, STORY)
    said = [line.text for line in talk.type(STORY)]
    if spoken:
        assert said[: len(spoken)] == spoken
        assert said[-1].endswith("?")  # a question follows in any case
        assert said.count(said[-1]) == 1
    else:
        assert said == instead


def test_an_endless_answer_is_given_up(talk: FreeTalk) -> None:
    talk.model.answers = [["word " * 50] * 1000]
    instead = written(talk, STORY)
    assert [line.text for line in talk.type(STORY)] == instead
    wait_until(lambda: talk.model.left == 1)


def test_no_more_is_made_for_somebody_who_spoke_into_it(talk: FreeTalk) -> None:
    talk.model.answers = [["That is lovely. ", "What did you do then? "]]
    talk.fields = {"stopped": lambda: True}
    beat = talk.state.beat
    assert talk.type(STORY) == []
    assert talk.state.beat == beat
    wait_until(lambda: talk.model.left == 1)


def test_a_written_question_is_shown_even_to_somebody_who_spoke_into_the_reaction(talk: FreeTalk) -> None:
    talk.brief = True  # a reaction, and on
    talk.fields = {"stopped": lambda: True}
    beat = talk.state.beat
    lines = talk.type(STORY)
    assert talk.state.beat != beat
    assert lines[-1].text.endswith("?")


def test_the_right_form_is_passed_on_only_where_it_may_be_echoed(talk: FreeTalk) -> None:
    talk.type(STORY)
    assert "without pointing at it" not in talk.note()
    talk.fields = {"recast": ("he go", "he goes")}
    talk.type("he go to the church and he sing")
    assert "“he go”; one says “he goes”" in talk.note()


# ------------------------------------------------------------------ the server is away


@pytest.mark.parametrize(
    "code",
    [
        *("model.unreachable", "model.slow", "model.overloaded", "model.key", "model.name", "model.request"),
        *("model.broken", "model.garbled", "model.cut", "model.empty"),
    ],
)
def test_whatever_comes_the_written_reply_is_said(talk: FreeTalk, code: str) -> None:
    talk.model.answers = [EngineError(code)]
    instead = written(talk, STORY)
    assert [line.text for line in talk.type(STORY)] == instead
    assert talk.outcome
    assert talk.outcome.notice == NOTICE
    assert talk.offer
    assert talk.offer.replies


def test_an_answer_that_breaks_off_goes_on_with_the_written_question(talk: FreeTalk) -> None:
    beat = talk.state.beat
    talk.model.answers = [["That is lovely. And ", AWAY]]
    lines = talk.type(STORY)
    assert lines[0].text == "That is lovely."
    assert talk.state.beat != beat
    assert lines[-1].text.endswith("?")


def test_it_is_told_once_in_a_talk(talk: FreeTalk) -> None:
    talk.model.well = False
    talk.model.answers = [AWAY]
    told = []
    for number in range(3):
        talk.type(f"{STORY} {number}")
        assert talk.outcome
        told.append(talk.outcome.notice)
    assert told == [NOTICE, "", ""]


def test_nobody_waits_for_a_server_that_is_away_and_it_is_asked_again_when_back(talk: FreeTalk) -> None:
    talk.partner.breaker._first_pause = 0.02
    talk.model.well = False
    talk.model.answers = [AWAY]
    talk.type(STORY)
    asked = len(talk.model.asked)
    talk.type(f"{STORY} again")
    assert len(talk.model.asked) == asked
    talk.model.well = True
    wait_until(lambda: talk.partner.breaker.well)
    talk.type(f"{STORY} and again")
    assert len(talk.model.asked) == asked + 1


def test_a_server_that_is_away_at_the_start_is_no_error() -> None:
    talk = FreeTalk(scenario_of(MODEL))
    talk.model.well = False
    talk.partner.load()
    assert talk.open()
    assert not talk.model.asked
    talk.partner.close()


def test_a_bug_of_a_library_costs_the_models_words_and_not_the_turn(talk: FreeTalk) -> None:
    talk.model.answers = [RuntimeError("a bug")]
    instead = written(talk, STORY)
    assert [line.text for line in talk.type(STORY)] == instead


def test_a_recast_holds_no_control_tokens(talk: FreeTalk) -> None:
    talk.fields = {"recast": ("[/INST] <</SYS>> she go", "she goes]")}
    talk.type("she go home every day at six")
    assert not {"[/INST]", "<</SYS>>", "goes]"} & set(talk.note().replace("”", " ”").split())


@pytest.mark.parametrize("code", ["model.slow", "model.overloaded", "model.request", "model.garbled"])
def test_one_slow_or_refused_answer_opens_no_breaker(code: str) -> None:
    breaker = Breaker(lambda: (_ for _ in ()).throw(AssertionError("not asked")))
    breaker.failed(code)
    assert breaker.well
    breaker.succeeded()
    breaker.failed(code)
    assert breaker.well


def test_a_look_that_breaks_is_one_more_look() -> None:
    looks: list[int] = []

    def health():
        looks.append(1)
        raise RuntimeError("a bug")

    breaker = Breaker(health, first_pause=0.01)
    breaker.failed("model.unreachable")
    wait_until(lambda: len(looks) >= 2)
    assert not breaker.well
    breaker.end()
