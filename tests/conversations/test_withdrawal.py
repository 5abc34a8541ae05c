""" "Not this one": a turn that was understood wrongly is taken back, and nothing is left of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import consent_set
from conversations.models import Conversation, Correction, Turn, TurnEvent
from conversations.runner import Outcome, turn_run
from conversations.selectors import events_after
from conversations.services import turn_open
from conversations.streams import streams
from conversations.withdrawal import WithdrawnLate, turn_withdraw
from ml.types import Finding, Spot
from tests.conversations.jobs import a_turn
from tests.fakes import (
    OFFER,
    FakeCorrector,
    FakeEngines,
    FakePartner,
    FakeRecogniser,
    Hears,
    card,
    free,
)

FULLER = card("b0.fuller", "It depends on the weather.")


@pytest.fixture
def opened(talk: Conversation, them: FakeEngines) -> Conversation:
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    talk.refresh_from_db()
    return talk


def begin(talk: Conversation, number: int) -> Turn:
    """A spoken turn whose audio has arrived."""
    turn = turn_open(talk.pk, number, Turn.Kind.SPEECH)
    for batch in a_turn().batches:
        for item in batch:
            streams.open(turn.pk).put(item)
    return turn


def spoken(talk: Conversation, number: int = 1) -> Turn:
    turn = begin(talk, number)
    turn_run(turn.pk)
    turn.refresh_from_db()
    return turn


def stands(talk: Conversation) -> tuple[dict[str, Any], dict[str, Any]]:
    talk.refresh_from_db()
    return talk.state, talk.offer


def keys(offer: dict[str, Any]) -> list[str]:
    return [reply["key"] for reply in offer["replies"]]


# ------------------------------------------------------------------ a turn that was answered


def test_the_talk_stands_where_it_stood_less_the_line(opened: Conversation, them: FakeEngines) -> None:
    state, offer = stands(opened)
    them.partner.offer = replace(OFFER, beat="b1")
    turn = spoken(opened)
    assert stands(opened)[1]["beat"] == "b1"
    turn_withdraw(opened.pk, 1)
    assert stands(opened)[0] == state
    assert opened.offer["beat"] == offer["beat"]
    assert (keys(offer), keys(opened.offer)) == (["b0.short", "b0.fuller"], ["b0.fuller"])
    turn.refresh_from_db()
    assert (turn.status, turn.lease_until) == (Turn.Status.DISMISSED, None)


def test_who_comes_back_sees_the_same(opened: Conversation) -> None:
    seq = opened.last_seq
    spoken(opened)
    turn_withdraw(opened.pk, 1)
    *_, dismissed, offered = events_after(opened.pk, seq)
    assert (dismissed["type"], dismissed["reason"]) == ("turn.dismissed", "withdrawn")
    assert (offered["type"], offered["turn"]) == ("talk.offered", 0)
    assert [one["key"] for one in offered["cards"]] == ["b0.fuller"]
    opened.refresh_from_db()
    assert [event["seq"] for event in events_after(opened.pk, 0)] == list(range(1, opened.last_seq + 1))


def test_two_lines_taken_back_are_both_gone(opened: Conversation, them: FakeEngines) -> None:
    spoken(opened, 1)
    turn_withdraw(opened.pk, 1)
    them.recogniser = FakeRecogniser(Hears(1, FULLER))
    spoken(opened, 2)
    turn_withdraw(opened.pk, 2)
    assert keys(stands(opened)[1]) == []
    offered = events_after(opened.pk, 0)[-1]
    assert (offered["turn"], offered["cards"]) == (0, [])


def test_words_that_were_spotted_wrongly_are_not_spotted_again(talk: Conversation, them: FakeEngines) -> None:
    spots = (Spot("b0.fuller", ("weather",)), Spot("b0.other.1", ("tea",)))
    them.partner.offer = replace(OFFER, spots=spots)
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    them.recogniser = FakeRecogniser(Hears(1, replace(free("Tea."), spotted=("b0.other.1",))))
    spoken(talk)
    turn_withdraw(talk.pk, 1)
    offer = stands(talk)[1]
    assert [spot["key"] for spot in offer["spots"]] == ["b0.fuller"]
    assert keys(offer) == ["b0.short", "b0.fuller"]


def test_the_next_answer_is_given_from_where_the_talk_stands(opened: Conversation, them: FakeEngines) -> None:
    before = opened.state
    spoken(opened, 1)
    turn_withdraw(opened.pk, 1)
    spoken(opened, 2)
    last = them.partner.prompts[-1]
    assert last.state.to_json() == before
    assert [exchange.learner for exchange in last.history] == [""]


def test_nothing_of_it_is_corrected_or_kept(opened: Conversation, them: FakeEngines, learner: User) -> None:
    consent_set(learner, "keep_recordings", True)
    go = Finding(0, 2, "It", "He", "R:PRON", "A reason.", 0.9, "fake")
    them.corrector = FakeCorrector(go)
    them.recogniser = FakeRecogniser(Hears(1, free("It go.")))
    turn = spoken(opened)
    assert Correction.objects.count() == 1
    file = Path(turn.recording.path)
    assert file.exists()
    turn_withdraw(opened.pk, 1)
    assert Correction.objects.count() == 0
    assert not file.exists()
    turn.refresh_from_db()
    assert not turn.recording


def test_no_word_of_it_is_left(opened: Conversation, them: FakeEngines) -> None:
    Conversation.objects.create(user=opened.user, topic=opened.topic)  # this talk is not the first
    Conversation.objects.filter(pk=opened.pk).update(started_at=timezone.now())
    them.corrector = FakeCorrector(Finding(0, 2, "It", "He", "R:PRON", "A reason.", 0.9, "fake"))
    heard = replace(free("It go."), spotted=("b0.other.1",), guess="b0.short")
    them.recogniser = FakeRecogniser(Hears(1, heard))
    spoken(opened)
    turn_withdraw(opened.pk, 1)
    turn = Turn.objects.get(number=1)
    assert (turn.text, turn.surface, turn.buddy_text, turn.slip) == ("", "", "", None)
    assert (turn.spotted, turn.guess) == ([], "")
    events = events_after(opened.pk, 0)
    assert [event["text"] for event in events if event["type"] == "turn.heard"] == [""]
    assert [event["corrections"] for event in events if event["type"] == "turn.corrected"] == [[]]


def test_what_she_said_besides_is_not_said_again(opened: Conversation) -> None:
    before = opened.state
    spoken(opened)
    since = [*before["used"], "b0.short.echo", "b0.other.2", "unsure.0?fuller", "move.wait.1", "b1.say"]
    Conversation.objects.filter(pk=opened.pk).update(state={**before, "used": since, "beat": "b1"})
    turn_withdraw(opened.pk, 1)
    assert stands(opened)[0] == {**before, "used": [*before["used"], "unsure.0", "move.wait.1"]}


# ------------------------------------------------------------------ while it is answered


def test_whoever_answers_falls_silent(opened: Conversation, them: FakeEngines) -> None:
    before = stands(opened)
    them.partner = FakePartner(before=lambda: turn_withdraw(opened.pk, 1))
    turn = begin(opened, 1)
    # Without a soft pause nothing is prepared: the answer begins when the turn was heard.
    streams.close(turn.pk)
    for item in [item for batch in a_turn().batches for item in batch]:
        streams.open(turn.pk).put(item)
    assert turn_run(turn.pk) is Outcome.NOT_OURS
    assert stands(opened)[0] == before[0]
    assert keys(opened.offer) == ["b0.fuller"]
    kinds = list(TurnEvent.objects.filter(turn=turn).values_list("type", flat=True))
    assert "reply.ended" not in kinds
    assert kinds[-2:] == ["turn.dismissed", "talk.offered"]
    assert streams.get(turn.pk) is None


def test_a_turn_taken_back_before_its_outcome_changed_nothing(
    opened: Conversation, them: FakeEngines
) -> None:
    turn = begin(opened, 1)
    Turn.objects.filter(pk=turn.pk).update(
        status=Turn.Status.ANSWERING, reply_key="b0.short", evidence="card", attempt=1
    )
    before = stands(opened)
    turn_withdraw(opened.pk, 1)
    assert stands(opened)[0] == before[0]
    assert turn_run(turn.pk) is Outcome.NOT_OURS


# ------------------------------------------------------------------ what cannot be taken back


def nothing_happens(talk: Conversation, number: int) -> None:
    before = stands(talk), talk.last_seq
    with pytest.raises(WithdrawnLate):
        turn_withdraw(talk.pk, number)
    talk.refresh_from_db()
    assert (stands(talk), talk.last_seq) == before


def test_only_the_newest_turn_is_taken_back(opened: Conversation) -> None:
    spoken(opened, 1)
    spoken(opened, 2)
    nothing_happens(opened, 1)


def test_no_turn_is_taken_back_while_the_next_is_spoken(opened: Conversation) -> None:
    spoken(opened, 1)
    begin(opened, 2)
    nothing_happens(opened, 1)
    nothing_happens(opened, 2)


def test_a_cough_after_it_changes_nothing(opened: Conversation) -> None:
    spoken(opened, 1)
    Turn.objects.create(conversation=opened, number=2, kind="speech", status=Turn.Status.DISMISSED)
    turn_withdraw(opened.pk, 1)
    assert Turn.objects.get(number=1).status == Turn.Status.DISMISSED


@pytest.mark.parametrize("number", [0, 1, 2, 99, 2**31 - 1])
def test_only_a_spoken_turn_is_taken_back(opened: Conversation, number: int) -> None:
    turn_run(turn_open(opened.pk, 1, Turn.Kind.TYPED, text="Typed.", ref="typed-0001").pk)
    opened.refresh_from_db()
    nothing_happens(opened, number)


def test_twice_is_as_good_as_once(opened: Conversation) -> None:
    spoken(opened)
    assert turn_withdraw(opened.pk, 1)
    before = stands(opened), opened.last_seq
    assert not turn_withdraw(opened.pk, 1)
    assert (stands(opened), opened.last_seq) == before


def test_a_turn_that_ended_the_talk_stays(opened: Conversation, them: FakeEngines) -> None:
    them.partner.offer = None
    spoken(opened)
    with pytest.raises(WithdrawnLate):
        turn_withdraw(opened.pk, 1)
    assert stands(opened)[1] == {}
    assert opened.status == Conversation.Status.FINISHED


def test_a_turn_that_led_to_the_story_is_taken_back(opened: Conversation, them: FakeEngines) -> None:
    them.partner.offer = replace(OFFER, beat="retell", part="retell", replies=())
    spoken(opened)
    assert stands(opened)[1]["part"] == "retell"
    turn_withdraw(opened.pk, 1)
    assert stands(opened)[1]["part"] == "beat"
