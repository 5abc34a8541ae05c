"""When a mistake may be recast and marked while the talk goes on, and when it waits for the review."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import LearnerProfile, Strictness, User
from conversations.corrections import findings_of
from conversations.models import Conversation, Correction, Turn, TurnEvent
from conversations.runner import turn_run
from conversations.services import turn_open
from conversations.turn_jobs import turn_job
from ml.engines.harper import HarperCorrector
from ml.types import Evidence, Finding, Heard, OwnWords, Slip
from tests.conversations.jobs import a_turn, fields_of, kinds, messages, one, run
from tests.fakes import OFFER, FakeCorrector, FakeEngines, FakeRecogniser, Hears
from topics.models import Topic

GO = Finding(3, 5, "go", "goes", "R:VERB:SVA", "After he the verb takes -s.", 0.9, "fake")
SLIP = Slip("b0.short", "I usually get up seven.", "I usually get up at seven.", "M:PREP", 20.0)
SLIPPED = Heard(Evidence.CARD, SLIP.expected, SLIP.said, reply="b0.short", slip=SLIP, confidence=0.9)


@pytest.fixture
def opened(talk: Conversation, them: FakeEngines) -> Conversation:
    them.corrector = FakeCorrector(GO)
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    talk.refresh_from_db()
    return talk


def typed(talk: Conversation, number: int, text: str = "He go home.") -> bool:
    """A typed turn with a mistake in it; whether it was marked at once."""
    turn = turn_open(talk.pk, number, Turn.Kind.TYPED, text=text, ref=f"reference-{number}")
    turn_run(turn.pk)
    return TurnEvent.objects.filter(turn=turn, type="turn.corrected").exists()


def earlier(user: User, topic: Topic) -> None:
    """A talk of the learner's before this one."""
    talk = Conversation.objects.create(user=user, topic=topic)
    Conversation.objects.filter(pk=talk.pk).update(started_at=timezone.now() - timedelta(days=1))


def test_the_first_two_turns_of_a_first_talk_are_not_marked(opened: Conversation) -> None:
    assert [typed(opened, number) for number in (1, 2, 3)] == [False, False, True]


def test_what_is_not_marked_waits_for_the_review(opened: Conversation) -> None:
    typed(opened, 1)
    (kept,) = Correction.objects.filter(turn__number=1)
    assert (kept.original, kept.replacement, kept.style) == ("go", "goes", Correction.Style.EXPLANATION)


def test_whoever_wants_to_read_of_mistakes_afterwards_is_never_marked(
    opened: Conversation, learner: User, topic: Topic
) -> None:
    earlier(learner, topic)
    LearnerProfile.objects.filter(user=learner).update(strictness=Strictness.GENTLE)
    assert [typed(opened, number) for number in (1, 2, 3)] == [False, False, False]
    assert Correction.objects.filter(turn__conversation=opened).count() == 3


def test_nobody_is_marked_twice_running(opened: Conversation, learner: User, topic: Topic) -> None:
    earlier(learner, topic)
    assert [typed(opened, number) for number in (1, 2, 3)] == [True, False, True]
    assert Correction.objects.count() == 3


def test_a_move_between_them_is_a_turn_too(opened: Conversation, learner: User, topic: Topic) -> None:
    earlier(learner, topic)
    assert typed(opened, 1)
    Turn.objects.create(conversation=opened, number=2, kind="move", status="done", evidence="chosen")
    assert typed(opened, 3)


def test_a_silence_between_them_is_none(opened: Conversation, learner: User, topic: Topic) -> None:
    earlier(learner, topic)
    assert typed(opened, 1)
    Turn.objects.create(conversation=opened, number=2, kind="silence", status="done")
    assert not typed(opened, 3)


def test_a_story_is_not_interrupted(
    opened: Conversation, them: FakeEngines, learner: User, topic: Topic
) -> None:
    earlier(learner, topic)
    them.partner.offer = replace(OFFER, own_words=OwnWords(20))
    assert typed(opened, 1)
    them.partner.offer = OFFER
    turn = turn_open(opened.pk, 5, Turn.Kind.TYPED, text="He go home.", ref="reference-5")
    assert not turn_job(Turn.objects.select_related("conversation__topic").get(pk=turn.pk)).marks


# ------------------------------------------------------------------ a slip in a line


def test_a_slip_is_recast_and_marked_where_that_is_kind() -> None:
    them = FakeEngines(FakeRecogniser(Hears(1, SLIPPED)))
    steps = run(them, a_turn())
    assert them.partner.prompts[0].heard.slip == SLIP
    assert [item.style for item in one(steps, "turn.corrected").corrections] == ["recast"]


def test_elsewhere_the_line_counts_as_read_and_the_slip_is_kept() -> None:
    them = FakeEngines(FakeRecogniser(Hears(1, SLIPPED)))
    steps = run(them, a_turn(), marks=False)
    said = them.partner.prompts[0].heard
    assert (said.reply, said.slip) == ("b0.short", None)
    assert "turn.corrected" not in kinds(steps)
    assert [change.findings[0].code for step in steps for change in step.changes if change.findings] == [
        "M:PREP"
    ]
    assert fields_of(steps)["slip"]["said"] == SLIP.said
    assert messages(steps)


# ------------------------------------------------------------------ speech and writing


def test_spelling_and_punctuation_are_for_what_was_typed() -> None:
    them = FakeEngines(corrector=HarperCorrector())
    text = "i recieved a leter from my freind , and it was good"
    typed_codes = {one.code for one in findings_of(them, Heard(Evidence.TYPED, text, text))}  # type: ignore[arg-type]
    heard_codes = {one.code for one in findings_of(them, Heard(Evidence.HEARD, text, text))}  # type: ignore[arg-type]
    assert "R:SPELL" in typed_codes
    assert typed_codes & {"R:ORTH", "R:PUNCT"}
    assert heard_codes == set()


# ------------------------------------------------------------------ what it costs


def test_a_long_talk_costs_a_turn_no_more_queries(
    opened: Conversation, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 25):
        kind = "speech" if number % 2 else "typed"
        Turn.objects.create(conversation=opened, number=number, kind=kind, status="done", evidence="typed")
    turn = turn_open(opened.pk, 25, Turn.Kind.SPEECH)
    with django_assert_max_num_queries(5):
        turn_job(Turn.objects.select_related("conversation__topic", "conversation__user").get(pk=turn.pk))
