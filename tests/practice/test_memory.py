"""What the buddy knows: true, with its source, put right or forgotten, and one of it in a talk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import LearnerProfile, User
from accounts.services import first_name_set
from conversations.models import Conversation
from conversations.services import conversation_start
from ml.types import TalkState
from practice import privacy
from practice.models import Fact, LevelProposal, Onboarding
from practice.services import fact_forget, facts_collect, onboarding_begin
from practice.texts import TEXTS
from tests.conftest import ClientOf
from tests.conversations.reviews import said, topic_named
from topics.models import Topic

DES, MOIRA = "getting-to-know-you", "butterflies-on-the-night-train"


@pytest.fixture
def me(client_of: ClientOf, learner: User) -> Client:
    return client_of(learner)


@pytest.fixture
def des(db: None) -> Topic:
    return topic_named(DES)


@pytest.fixture
def talk(learner: User, des: Topic) -> Conversation:
    return conversation_start(user=learner, topic=des)


def wishing(learner: User, **wishes: Any) -> User:
    if "name" in wishes:
        first_name_set(learner, wishes.pop("name"))
    if wishes:
        LearnerProfile.objects.filter(user=learner).update(**wishes)
    return User.objects.get(pk=learner.pk)


def known(learner: User) -> list[str]:
    facts_collect(learner)
    return [fact.shown for fact in Fact.objects.filter(user=learner, forgotten=False).order_by("pk")]


# ------------------------------------------------------------------ where it comes from


@pytest.mark.parametrize(("evidence", "confidence"), [("typed", 0.0), ("heard", 0.9)])
def test_what_was_typed_or_surely_heard_is_known(
    learner: User, talk: Conversation, evidence: str, confidence: float
) -> None:
    said(talk, 1, evidence, "I live in Perm.", confidence=confidence)
    assert known(learner) == ["I live in Perm."]
    fact = Fact.objects.get(user=learner)
    assert (fact.origin, fact.topic, fact.turn and fact.turn.number) == (evidence, talk.topic, 1)


def test_what_was_hardly_heard_is_not(learner: User, talk: Conversation) -> None:
    said(talk, 1, "heard", "I live in Perm.", confidence=0.4)
    assert known(learner) == []


@pytest.mark.parametrize("evidence", ["card", "own_words", "chosen"])
def test_what_was_read_is_no_fact_about_anybody(learner: User, talk: Conversation, evidence: str) -> None:
    said(talk, 1, evidence, "I live in Perm.", confidence=1.0)
    assert known(learner) == []


def test_a_line_that_was_typed_from_its_card_is_ours(learner: User, talk: Conversation) -> None:
    said(talk, 1, "typed", "I'm a night owl, so my Saturday starts at noon.", beat="saturday")
    said(talk, 2, "typed", "I work, and I drink too much coffee.", beat="day")
    assert known(learner) == []


def test_a_turn_that_was_taken_back_tells_nothing(learner: User, talk: Conversation) -> None:
    said(talk, 1, "heard", "I live in Perm.", confidence=1.0, status="dismissed")
    assert known(learner) == []


def test_a_card_with_consequences_is_a_choice_in_that_story(
    learner: User, talk: Conversation, me: Client
) -> None:
    said(talk, 1, "card", "The quiet end, please.", reply_key="seat.short", confidence=0.9)
    assert known(learner) == ["The quiet end, please."]
    page = me.get("/known/").content.decode()
    assert "your choice in “Getting to know you”" in page
    assert "What you chose in the stories" in page
    assert "As you told me" not in page


def test_a_sensitive_sentence_is_not_kept(learner: User, talk: Conversation) -> None:
    said(talk, 1, "typed", "I have a bad illness. I live with my mother. I like tea.")
    assert known(learner) == ["I like tea."]


def test_nothing_is_noted_for_whoever_does_not_want_it(learner: User, talk: Conversation, me: Client) -> None:
    me.post("/known/remember/", {})
    said(talk, 1, "typed", "I live in Perm.")
    assert known(learner) == []
    me.post("/known/remember/", {"remembers": "on"})
    assert known(learner) == ["I live in Perm."]


# ------------------------------------------------------------------ the page


def test_each_thing_stands_there_with_its_source_and_date(
    learner: User, talk: Conversation, me: Client
) -> None:
    wishing(learner, name="Ksenia", interests=["music"], goals_own="to sing in a choir")
    said(talk, 1, "typed", "I live in Perm.")
    page = me.get("/known/").content.decode()
    for text in (
        "Ksenia",
        "Music",
        "to sing in a choir",
        "“I live in Perm.”",
        "typed by you in “Getting to know you”",
    ):
        assert text in page
    assert page.count("<time") == 4
    assert page.count("Forget this") == 4


def test_forgetting_deletes_the_words_and_they_do_not_come_back(
    learner: User, talk: Conversation, me: Client
) -> None:
    said(talk, 1, "typed", "I live in Perm.")
    facts_collect(learner)
    fact = Fact.objects.get(user=learner)
    assert "Forgotten." in me.post(f"/known/{fact.pk}/forget/", follow=True).content.decode()
    assert known(learner) == []
    assert not Fact.objects.filter(text__contains="Perm").exists()


def test_a_forgotten_wish_leaves_the_profile(learner: User, me: Client) -> None:
    wishing(learner, name="Ksenia", interests=["music", "food"], interests_own="trains", goals=["work"])
    facts_collect(learner)
    for key in ("name", "interest.music", "interest.own", "goal.work"):
        fact_forget(learner, Fact.objects.get(user=learner, key=key).pk)
    kept = LearnerProfile.objects.get(user=learner)
    assert (kept.user.first_name, kept.interests, kept.interests_own, kept.goals) == ("", ["food"], "", [])
    assert known(learner) == ["Food and cooking"]


def test_a_fact_is_put_right_in_the_learners_words(learner: User, talk: Conversation, me: Client) -> None:
    said(talk, 1, "heard", "I live in Perm.", confidence=0.9)
    facts_collect(learner)
    fact = Fact.objects.get(user=learner)
    me.post(f"/known/{fact.pk}/", {"text": "I live near Perm."})
    fact.refresh_from_db()
    assert (fact.text, fact.origin) == ("I live near Perm.", Fact.Origin.TYPED)
    assert known(learner) == ["I live near Perm."]


def test_a_name_is_put_right_in_the_profile_too(learner: User, me: Client) -> None:
    wishing(learner, name="Xenia")
    facts_collect(learner)
    me.post(f"/known/{Fact.objects.get(user=learner).pk}/", {"text": "Ksenia"})
    assert User.objects.get(pk=learner.pk).first_name == "Ksenia"


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "<b>Perm</b>"])
def test_what_cannot_be_kept_is_explained_and_the_old_words_stay(
    learner: User, talk: Conversation, me: Client, text: str
) -> None:
    said(talk, 1, "typed", "I live in Perm.")
    facts_collect(learner)
    response = me.post(f"/known/{Fact.objects.get(user=learner).pk}/", {"text": text})
    assert response.status_code == 422
    assert TEXTS["known.words"].text in response.content.decode()
    assert known(learner) == ["I live in Perm."]


@pytest.mark.parametrize("way", ["", "forget/"])
def test_somebody_elses_fact_is_not_there(
    learner: User, talk: Conversation, client_of: ClientOf, stranger: User, way: str
) -> None:
    said(talk, 1, "typed", "I live in Perm.")
    facts_collect(learner)
    fact = Fact.objects.get(user=learner)
    assert client_of(stranger).post(f"/known/{fact.pk}/{way}", {"text": "Rome"}).status_code == 404
    assert known(learner) == ["I live in Perm."]


@pytest.mark.parametrize("key", ["interest.music", "choice"])
def test_what_stands_on_a_list_or_in_a_story_is_only_forgotten(
    learner: User, talk: Conversation, me: Client, key: str
) -> None:
    wishing(learner, interests=["music"])
    said(talk, 1, "card", "The quiet end, please.", reply_key="seat.short")
    facts_collect(learner)
    fact = Fact.objects.get(user=learner, key__startswith=key)
    assert me.post(f"/known/{fact.pk}/", {"text": "the loud end"}).status_code == 404


# ------------------------------------------------------------------ in a talk


def about(talk: Conversation) -> dict[str, str]:
    return dict(TalkState.from_json(talk.state).about)


def test_a_talk_knows_the_name_and_one_interest(learner: User, des: Topic) -> None:
    learner = wishing(learner, name="ksenia", interests=["music", "films"])
    known = about(conversation_start(user=learner, topic=des))
    assert known == {"name": "Ksenia", "interest": "music", "interest_ru": "музыка"}


def test_each_talk_uses_the_interest_that_was_used_longest_ago(learner: User, des: Topic) -> None:
    learner = wishing(learner, interests=["music", "films"])
    used = [about(conversation_start(user=learner, topic=des))["interest"] for _ in range(4)]
    assert used == ["music", "films", "music", "films"]


def test_of_unused_ones_that_of_the_topic_comes_first(learner: User, des: Topic) -> None:
    learner = wishing(learner, interests=["music", "food"])
    assert about(conversation_start(user=learner, topic=des))["interest"] == "food"


@pytest.mark.parametrize("name", ["", "Ксения", "{name}", "Anna. Stop", "x<y"])
def test_a_name_that_cannot_be_said_is_not_said(learner: User, des: Topic, name: str) -> None:
    learner = wishing(learner, name=name)
    assert about(conversation_start(user=learner, topic=des)) == {}


def test_own_words_told_facts_and_choices_are_never_spoken(
    learner: User, des: Topic, talk: Conversation
) -> None:
    learner = wishing(learner, interests_own="my divorce", goals=["work"])
    said(talk, 1, "typed", "I live in Perm.")
    facts_collect(learner)
    assert about(conversation_start(user=learner, topic=des)) == {}


def test_whoever_wants_nothing_remembered_is_still_called_by_name(learner: User, des: Topic) -> None:
    learner = wishing(learner, name="Ksenia", interests=["music"], remembers=False)
    assert about(conversation_start(user=learner, topic=des)) == {"name": "Ksenia"}


# ------------------------------------------------------------------ given back, erased


def test_everything_is_given_back_and_erased(learner: User, talk: Conversation, stranger: User) -> None:
    learner = wishing(learner, name="Ksenia")
    said(talk, 1, "typed", "I live in Perm.")
    facts_collect(learner)
    onboarding_begin(learner)
    onboarding_begin(stranger)
    LevelProposal.objects.create(user=learner, was="B1", proposed="B2", reason="harder")
    given = privacy.export(learner)
    assert [fact["text"] for fact in given["known"]] == ["Ksenia", "I live in Perm."]
    assert privacy.erase(learner) == 4
    assert privacy.export(learner) == {"first_conversation": None, "known": [], "levels_proposed": []}
    assert Onboarding.objects.count() == 1
