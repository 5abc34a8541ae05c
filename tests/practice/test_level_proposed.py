"""After three talks a change of level is proposed on the first page, with its reason, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import LearnerProfile, LevelFound, User
from conversations.models import Conversation, TurnEvent
from conversations.selectors import scenario_of
from conversations.services import conversation_start
from ml.scenario import RETELL
from practice.evidence import evidence_of
from practice.models import LevelProposal
from practice.services import level_answer, level_propose
from tests.conftest import ClientOf
from tests.conversations.reviews import corrected, in_state, said, topic_named
from topics.models import Topic


@pytest.fixture
def topic(db: None) -> Topic:
    return topic_named("butterflies-on-the-night-train")


@pytest.fixture
def me(client_of: ClientOf, learner: User) -> Client:
    return client_of(learner)


def ended(learner: User, topic: Topic, **state: object) -> Conversation:
    talk = in_state(conversation_start(user=learner, topic=topic), **state)
    Conversation.objects.filter(pk=talk.pk).update(status=Conversation.Status.FINISHED)
    return talk


def three_harder(learner: User, topic: Topic) -> None:
    for _ in range(3):
        ended(learner, topic, harder=True)


def test_the_first_page_asks_with_the_reason(me: Client, learner: User, topic: Topic) -> None:
    three_harder(learner, topic)
    page = me.get("/").content.decode()
    assert "Shall we go on at B2?" in page
    assert "You asked for something harder in 3 of your last three talks." in page
    assert page.count('name="answer"') == 2


def test_two_talks_ask_nothing(me: Client, learner: User, topic: Topic) -> None:
    for _ in range(2):
        ended(learner, topic, harder=True)
    assert "Shall we go on" not in me.get("/").content.decode()
    assert not LevelProposal.objects.exists()


@pytest.mark.parametrize(("answer", "level", "found"), [("yes", "B2", LevelFound.EVIDENCE), ("no", "B1", "")])
def test_the_learner_decides(
    me: Client, learner: User, topic: Topic, answer: str, level: str, found: str
) -> None:
    three_harder(learner, topic)
    me.get("/")
    me.post(f"/known/level/{LevelProposal.objects.get().pk}/", {"answer": answer})
    profile = LearnerProfile.objects.get(user=learner)
    assert (profile.level, profile.level_found) == (level, found)
    assert "Shall we go on" not in me.get("/").content.decode()


def test_it_is_not_asked_again_for_two_weeks(learner: User, topic: Topic) -> None:
    three_harder(learner, topic)
    proposal = level_propose(learner)
    assert proposal
    level_answer(learner, proposal.pk, yes=False)
    assert level_propose(learner) is None
    before = timezone.now() - timedelta(days=15)
    LevelProposal.objects.update(made_at=before, answered_at=before)
    assert level_propose(learner) is not None


def test_a_second_answer_changes_nothing(learner: User, topic: Topic) -> None:
    three_harder(learner, topic)
    proposal = level_propose(learner)
    assert proposal
    level_answer(learner, proposal.pk, yes=True)
    level_answer(learner, proposal.pk, yes=True)
    assert LearnerProfile.objects.get(user=learner).level == "B2"


def test_whoever_changed_the_level_since_is_not_asked_about_the_old_one(
    me: Client, learner: User, topic: Topic
) -> None:
    three_harder(learner, topic)
    level_propose(learner)
    LearnerProfile.objects.filter(user=learner).update(level="A2")
    assert "Shall we go on" not in me.get("/").content.decode()


def test_talks_before_the_level_was_set_do_not_count(learner: User, topic: Topic) -> None:
    three_harder(learner, topic)
    LearnerProfile.objects.filter(user=learner).update(level_found_at=timezone.now())
    assert level_propose(User.objects.get(pk=learner.pk)) is None


def test_somebody_elses_proposal_is_not_there(
    client_of: ClientOf, learner: User, stranger: User, topic: Topic
) -> None:
    three_harder(learner, topic)
    proposal = level_propose(learner)
    assert proposal
    assert client_of(stranger).post(f"/known/level/{proposal.pk}/", {"answer": "yes"}).status_code == 404


# ------------------------------------------------------------------ what a talk shows


def test_own_sentences_and_what_was_mended_are_counted(learner: User, topic: Topic) -> None:
    talk = conversation_start(user=learner, topic=topic)
    corrected(said(talk, 1, "typed", "He go home. We was late.", beat="journey"))
    said(talk, 2, "card", "All the way.", reply_key="journey.short")
    shown = evidence_of(talk)
    assert (shown.own_words, shown.own_sentences, shown.mended, shown.cards) == (6, 2, 1, 1)


def test_a_typed_card_is_not_the_learners_language(learner: User, topic: Topic) -> None:
    talk = conversation_start(user=learner, topic=topic)
    line = scenario_of(talk).beats[0].replies[0].say
    said(talk, 1, "typed", line, beat=scenario_of(talk).beats[0].id)
    assert evidence_of(talk).own_words == 0


def test_the_longest_lines_and_the_time_to_begin_are_counted(learner: User, topic: Topic) -> None:
    talk = conversation_start(user=learner, topic=topic)
    now = timezone.now()
    said(talk, 1, "card", "a", reply_key="journey.stretch", buddy_text="one two three four", finished_at=now)
    event = TurnEvent.objects.create(
        conversation=talk, turn=talk.turns.get(number=1), seq=9, type="reply.sentence", payload={"turn": 1}
    )
    TurnEvent.objects.filter(pk=event.pk).update(created_at=now)
    turn = said(talk, 2, "card", "b", reply_key="journey.short")
    type(turn).objects.filter(pk=turn.pk).update(created_at=now + timedelta(seconds=5))
    shown = evidence_of(talk)
    assert (shown.cards, shown.long_cards) == (2, 1)
    assert shown.start_s == pytest.approx(5 - 4 / 2.4, abs=0.1)


def test_a_talk_whose_story_waits_has_come_to_its_end(learner: User, topic: Topic) -> None:
    for _ in range(3):
        in_state(conversation_start(user=learner, topic=topic), harder=True, beat=RETELL)
    assert level_propose(learner) is not None
