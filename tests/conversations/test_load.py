"""What a busy server leaves out: extra sentences and work ahead of need, never an answer."""

from __future__ import annotations

from typing import Any

import pytest
import redis

from conversations import load, pipeline, turn_jobs, watch
from conversations.admission import LocalAdmission
from conversations.load import LATE_SECONDS, LONG_SECONDS, Load, LoadLook, load_level
from conversations.models import Conversation, Turn
from conversations.preparation import Preparation
from conversations.services import turn_open
from conversations.tasks import run_turn
from ml.engines.scripted import ScriptedPartner
from ml.types import Partial
from tests.conversations.jobs import a_turn, kinds, one, run
from tests.fakes import CARD, FakeEngines, FakeRecogniser, Hears, card
from tests.ml.talks import Talk, scenario_of


@pytest.mark.parametrize(
    ("waiting", "held", "waited", "level"),
    [
        (0, 0, 0.0, Load.CALM),
        (0, 16, 0.0, Load.CALM),  # all slots are taken, and nobody waits
        (3, 10, 0.0, Load.CALM),  # they are let in at once
        (1, 16, 0.0, Load.BUSY),
        (33, 16, 0.0, Load.FULL),
        (0, 3, LATE_SECONDS, Load.BUSY),  # workers are short
        (0, 3, LATE_SECONDS - 0.1, Load.CALM),
    ],
)
def test_the_level_follows_line_and_queue(waiting: int, held: int, waited: float, level: Load) -> None:
    assert load_level(waiting=waiting, held=held, slots=16, waited=waited) is level


# ------------------------------------------------------------------ looking


@pytest.fixture
def one_slot(monkeypatch: pytest.MonkeyPatch) -> LocalAdmission:
    slots = LocalAdmission(1)
    monkeypatch.setattr(load, "slots", slots)
    return slots


def test_one_question_serves_all_turns_for_a_while(
    one_slot: LocalAdmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(one_slot, "look", lambda: asked.append(1) or (1, 1))
    look = LoadLook()
    assert [look.now() for _ in range(5)] == [Load.BUSY] * 5
    assert len(asked) == 1
    monkeypatch.setattr(load, "LOOK_SECONDS", 0.0)
    look.now()
    assert len(asked) == 2


def test_where_nobody_can_count_nobody_is_cut_short(
    one_slot: LocalAdmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> tuple[int, int]:
        raise redis.ConnectionError

    monkeypatch.setattr(one_slot, "look", away)
    assert LoadLook().now() is Load.CALM


# ------------------------------------------------------------------ what is left out


def spoken(*, brief: bool) -> tuple[FakeEngines, list[str]]:
    engines = FakeEngines(FakeRecogniser(Hears(1, card(), Partial(reply=CARD.key, words_read=1))))
    steps = run(engines, a_turn(), brief=brief)
    assert one(steps, "reply.ended").sentences == 2, "answered all the same"
    return engines, kinds(steps)


def test_nothing_is_shown_ahead_while_others_wait() -> None:
    assert "turn.partial" in spoken(brief=False)[1]
    assert "turn.partial" not in spoken(brief=True)[1]


@pytest.mark.parametrize(("brief", "prepared"), [(False, 1), (True, 0)])
def test_nothing_is_prepared_ahead_while_others_wait(
    brief: bool, prepared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Preparation] = []

    def noted(*arguments: Any) -> Preparation:
        made.append(Preparation(*arguments))
        return made[-1]

    monkeypatch.setattr(pipeline, "Preparation", noted)
    spoken(brief=brief)
    assert len(made) == prepared


def test_a_partner_is_told_to_be_brief() -> None:
    assert [spoken(brief=brief)[0].partner.prompts[-1].brief for brief in (False, True)] == [False, True]


def test_the_scripted_buddy_leaves_out_what_it_thinks_of_an_answer() -> None:
    def parts(brief: bool) -> list[str]:
        talk = Talk(ScriptedPartner(), scenario_of(), brief=brief)
        talk.open()
        return [line.part for line in talk.read("short")]

    assert parts(brief=False) == ["echo", "react", "say"]
    assert parts(brief=True) == ["echo", "say"]


# ------------------------------------------------------------------ on the way of a turn


def typed(talk: Conversation) -> Turn:
    return turn_open(talk.pk, 1, Turn.Kind.TYPED, text="Hello there.", ref="reference-1")


@pytest.fixture
def them(monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    engines = FakeEngines()
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    monkeypatch.setattr(turn_jobs, "load", LoadLook())
    return engines


def test_a_turn_is_brief_while_somebody_waits_for_a_slot(
    talk: Conversation, them: FakeEngines, one_slot: LocalAdmission
) -> None:
    one_slot.ask(1001, who=1)
    one_slot.ask(1002, who=2)
    run_turn(typed(talk).pk)
    assert them.partner.prompts[-1].brief


def test_a_turn_is_as_ever_while_nobody_waits(
    talk: Conversation, them: FakeEngines, one_slot: LocalAdmission
) -> None:
    one_slot.ask(1001, who=1)
    run_turn(typed(talk).pk)
    assert not them.partner.prompts[-1].brief


def test_who_waits_long_is_offered_to_type(one_slot: LocalAdmission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "slots", one_slot)
    short, long = watch._message(4, 1), watch._message(4, 5)
    assert short.seconds < LONG_SECONDS <= long.seconds
    assert long.title == "Many are talking just now"
    assert "type your answer" in long.detail
    assert "type" in short.detail
