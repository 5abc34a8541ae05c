"""Three attempts at a turn, and what the learner is told when all of them failed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db.models import F

from conversations import turn_jobs
from conversations.audiostream import Sign, Signal
from conversations.models import Conversation, Turn, TurnEvent
from conversations.replies import reply_heard
from conversations.runner import Outcome, turn_run
from conversations.services import turn_open
from conversations.streams import streams
from conversations.tasks import run_turn
from conversations.texts import TEXTS
from ml.types import Finding, Word
from tests.conversations.jobs import Recording, a_turn
from tests.fakes import (
    BROKEN,
    DIED,
    FakeCorrector,
    FakeEngines,
    FakePartner,
    FakeRecogniser,
    Hears,
    card,
    free,
)

GOES = Finding(3, 5, "go", "goes", "R:VERB:SVA", "A reason.", 0.9, "fake")


@pytest.fixture
def them(monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    """The engines of the process."""
    engines = FakeEngines(FakeRecogniser(Hears(1, card())))
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    return engines


def typed(talk: Conversation, number: int = 1, text: str = "Hello there.") -> Turn:
    return turn_open(talk.pk, number, Turn.Kind.TYPED, text=text, ref=f"reference-{number}")


def spoken(talk: Conversation, recording: Recording | None = None) -> Turn:
    """A turn whose audio has arrived."""
    turn = turn_open(talk.pk, 1, Turn.Kind.SPEECH)
    stream = streams.open(turn.pk)
    for batch in (recording or a_turn()).batches:
        for item in batch:
            stream.put(item)
    return turn


def events(turn: Turn) -> list[str]:
    return list(TurnEvent.objects.filter(turn=turn).order_by("seq").values_list("type", flat=True))


def fresh(turn: Turn) -> Turn:
    turn.refresh_from_db()
    return turn


def test_a_turn_that_succeeds_is_done_and_its_audio_forgotten(talk: Conversation, them: FakeEngines) -> None:
    turn = spoken(talk)
    assert turn_run(turn.pk) is Outcome.DONE
    assert fresh(turn).status == Turn.Status.DONE
    assert turn.lease_until is None
    assert streams.get(turn.pk) is None


def test_a_turn_somebody_has_is_left_to_them(talk: Conversation, them: FakeEngines) -> None:
    turn = typed(talk)
    Turn.objects.filter(pk=turn.pk).update(attempt=3)
    assert turn_run(turn.pk) is Outcome.NOT_OURS
    assert not them.partner.prompts


def test_an_attempt_that_failed_is_followed_by_the_next(talk: Conversation, them: FakeEngines) -> None:
    them.partner = FakePartner(DIED, BROKEN)
    turn = typed(talk)
    assert [turn_run(turn.pk) for _ in range(3)] == [Outcome.AGAIN, Outcome.AGAIN, Outcome.DONE]
    assert fresh(turn).status == Turn.Status.DONE
    assert turn.attempt == 3


def test_the_task_goes_on_until_the_turn_is_over(talk: Conversation, them: FakeEngines) -> None:
    them.partner = FakePartner(DIED, DIED)
    turn = typed(talk)
    run_turn(turn.pk)
    assert fresh(turn).status == Turn.Status.DONE
    assert len(them.partner.prompts) == 3


def test_after_three_failures_the_learner_is_told(talk: Conversation, them: FakeEngines) -> None:
    them.partner = FakePartner(*[BROKEN] * 5)
    turn = typed(talk)
    run_turn(turn.pk)
    assert fresh(turn).status == Turn.Status.FAILED
    assert len(them.partner.prompts) == 3
    payload = TurnEvent.objects.get(turn=turn, type="turn.failed").payload
    assert (payload["title"], payload["detail"]) == TEXTS["turn.failed"]


def test_a_bug_costs_one_turn_and_not_the_talk(talk: Conversation, them: FakeEngines) -> None:
    them.partner = FakePartner(before=_broken)
    turn = typed(talk)
    run_turn(turn.pk)
    assert fresh(turn).status == Turn.Status.FAILED


def _broken() -> None:
    raise ZeroDivisionError


def test_the_talk_goes_on_after_a_turn_that_failed(talk: Conversation, them: FakeEngines) -> None:
    them.partner = FakePartner(*[BROKEN] * 3)
    run_turn(typed(talk).pk)
    second = typed(talk, 2, "Are you there?")
    run_turn(second.pk)
    assert fresh(second).status == Turn.Status.DONE
    assert second.buddy_text == "So Are you there. What else?"


def test_a_recogniser_that_cannot_work_fails_the_turn_after_three_attempts(
    talk: Conversation, them: FakeEngines
) -> None:
    them.recogniser = FakeRecogniser(failures=(("feed", 0, BROKEN),) * 9)
    turn = spoken(talk)
    run_turn(turn.pk)
    assert len(them.recogniser.sessions) == 3
    assert events(turn)[-1] == "turn.failed"
    assert streams.get(turn.pk) is None


def test_a_second_attempt_hears_the_turn_from_its_beginning(talk: Conversation, them: FakeEngines) -> None:
    them.recogniser = FakeRecogniser(Hears(1, card()), failures=(("close", 0, BROKEN),))
    recording = a_turn()
    turn = spoken(talk, recording)
    run_turn(turn.pk)
    assert them.recogniser.sessions[-1].fed == recording.pcm
    assert fresh(turn).status == Turn.Status.DONE


def test_what_was_heard_is_not_heard_again(talk: Conversation, them: FakeEngines) -> None:
    them.partner = FakePartner(DIED)
    turn = spoken(talk, Recording().speech(1000).silence(7000))  # no soft pause: heard first, then answered
    assert [turn_run(turn.pk) for _ in range(2)] == [Outcome.AGAIN, Outcome.DONE]
    assert len(them.recogniser.sessions) == 1
    assert events(turn).count("turn.heard") == 1


def test_nothing_is_corrected_in_words_of_which_only_an_earlier_attempt_knew_how_sure_they_were(
    talk: Conversation, them: FakeEngines
) -> None:
    words = tuple(Word(word, 0, 0, 0.9) for word in ("He", "go", "home"))
    them.recogniser = FakeRecogniser(Hears(1, replace(free("He go home."), words=words)))
    them.corrector = FakeCorrector(GOES)
    them.partner = FakePartner(DIED)
    turn = spoken(talk, Recording().speech(1000).silence(7000))
    run_turn(turn.pk)
    assert fresh(turn).attempt == 2
    assert (turn.status, turn.text) == (Turn.Status.DONE, "He go home.")
    assert not turn.corrections.exists()


def test_what_was_typed_is_corrected_by_a_second_attempt_as_well(
    talk: Conversation, them: FakeEngines
) -> None:
    them.corrector = FakeCorrector(GOES)
    them.partner = FakePartner(DIED)
    turn = typed(talk, text="He go home.")
    run_turn(turn.pk)
    assert fresh(turn).attempt == 2
    assert [each.replacement for each in turn.corrections.all()] == ["goes"]


def test_an_attempt_that_lost_its_lease_says_nothing_more(talk: Conversation, them: FakeEngines) -> None:
    turn = typed(talk)

    def somebody_else_takes_it() -> None:
        Turn.objects.filter(pk=turn.pk).update(attempt=F("attempt") + 1)

    them.partner = FakePartner(before=somebody_else_takes_it)
    assert turn_run(turn.pk) is Outcome.NOT_OURS
    assert "reply.sentence" not in events(turn)
    assert fresh(turn).status in Turn.LIVE


def test_a_process_that_ends_gives_the_turn_back_at_once(talk: Conversation, them: FakeEngines) -> None:
    turn = spoken(talk, Recording().speech(500))
    stream = streams.get(turn.pk)
    assert stream is not None
    stream.put(Sign(Signal.STOPPED, stream.end))
    assert turn_run(turn.pk) is Outcome.NOT_OURS
    assert fresh(turn).lease_until is None
    assert turn.status == Turn.Status.LISTENING


def test_a_reply_that_was_begun_twice_is_remembered_once(talk: Conversation, them: FakeEngines) -> None:
    seen: list[Any] = []
    turn = typed(talk)
    them.partner = _FailsAfterOneLine(seen)
    run_turn(turn.pk)
    reply_heard(talk.pk, 1, None, 0)
    assert len(seen) == 2
    assert fresh(turn).played_text == turn.buddy_text == "Well. Good."


class _FailsAfterOneLine(FakePartner):
    def __init__(self, seen: list[Any]) -> None:
        super().__init__(lines=("Well.", "Good."))
        self.seen = seen

    def reply(self, prompt: Any) -> Any:
        self.seen.append(prompt)
        for number, item in enumerate(super().reply(prompt)):
            if number == 1 and len(self.seen) == 1:
                raise DIED
            yield item
