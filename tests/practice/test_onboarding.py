"""The first conversation, page by page: by hand, skipped, resumed, and with answers that do not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import LearnerProfile, LevelFound, User
from accounts.texts import TEXTS as PAGE_TEXTS
from conversations.models import Conversation
from conversations.services import conversation_start
from practice.first_talk import CAN, first_talk
from practice.models import Onboarding
from practice.texts import TEXTS
from tests.conftest import ClientOf
from tests.conversations.reviews import topic_named

STEPS = list(first_talk().steps)
MOIRA = "butterflies-on-the-night-train"


@pytest.fixture
def me(client_of: ClientOf, learner: User) -> Client:
    return client_of(learner)


def profile(learner: User) -> LearnerProfile:
    return LearnerProfile.objects.get(user=learner)


def say(me: Client, step: str, **answer: object) -> str:
    """Answer a question; gives where it leads."""
    response = me.post(f"/hello/{step}/", answer)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_every_question_leads_to_the_next_and_the_last_to_home(me: Client) -> None:
    at = me.get("/hello/")["Location"]
    met = []
    while at != "/":
        met.append(at)
        answer = {"move": "keep"} if at == "/hello/show/" else {"skip": "1"}
        at = me.post(at, answer)["Location"]
    assert met == [f"/hello/{step}/" for step in STEPS]


def test_what_is_answered_stands_in_the_profile_at_once(me: Client, learner: User) -> None:
    say(me, "name", first_name="  Ksenia ")
    say(me, "language", native_language="kk")
    say(me, "goals", goals=["travel", "work"], goals_own="to sing in a choir")
    say(me, "interests", interests=["music"], interests_own="old trains")
    kept = profile(learner)
    assert (kept.user.first_name, kept.native_language) == ("Ksenia", "kk")
    assert (kept.goals, kept.goals_own) == (["work", "travel"], "to sing in a choir")
    assert (kept.interests, kept.interests_own) == (["music"], "old trains")
    assert kept.told_at is not None


def test_the_level_comes_from_the_lines_and_is_said_to_be_probable(me: Client, learner: User) -> None:
    for step in CAN:
        say(me, step, card="2")
    for step in ("listen", "read1", "read2"):
        say(me, step, skip="1")
    assert say(me, "own", typed="") == "/hello/show/"
    assert (profile(learner).level, profile(learner).level_found) == ("A2", LevelFound.PROBABLE)
    page = me.get("/hello/show/").content.decode()
    assert "Probably A2. Let&#x27;s start there." in page
    assert "no mark" in page


def test_easier_and_harder_move_it_and_it_is_the_learners_word_then(me: Client, learner: User) -> None:
    say(me, "show", move="harder")
    say(me, "show", move="harder")
    assert (profile(learner).level, profile(learner).level_found) == ("C1", LevelFound.CHOSEN)
    say(me, "show", move="easier")
    assert "Then B2 it is." in me.get("/hello/show/").content.decode()


def test_at_the_end_of_the_levels_there_is_no_button_beyond(me: Client, learner: User) -> None:
    LearnerProfile.objects.filter(user=learner).update(level="A1")
    assert 'value="easier" disabled' in me.get("/hello/show/").content.decode()


def test_whoever_skips_everything_keeps_the_level_and_hears_of_no_guess(me: Client, learner: User) -> None:
    for step in STEPS[:-1]:
        say(me, step, skip="1")
    assert (profile(learner).level, profile(learner).level_found) == ("B1", "")
    assert "Let&#x27;s start at B1 and see." in me.get("/hello/show/").content.decode()


def test_skipping_takes_nothing_back(me: Client, learner: User) -> None:
    say(me, "name", first_name="Ksenia")
    say(me, "name", skip="1")
    assert profile(learner).user.first_name == "Ksenia"
    assert 'value="Ksenia"' in me.get("/hello/name/").content.decode()


def test_it_goes_on_where_it_was_left(me: Client) -> None:
    say(me, "name", first_name="Ksenia")
    say(me, "language", skip="1")
    assert me.get("/hello/")["Location"] == "/hello/goals/"
    say(me, "can1", card="3")
    page = me.get("/hello/can1/").content.decode()
    assert 'value="3" checked' in page


def test_when_it_is_done_it_shows_where_it_ended(me: Client) -> None:
    say(me, "show", move="keep")
    assert me.get("/hello/")["Location"] == "/hello/show/"


def test_the_page_shows_what_was_said_just_before(me: Client) -> None:
    say(me, "name", first_name="Ксения")
    page = me.get("/hello/language/").content.decode()
    assert page.count("Ксения") == 2, "as her answer, and in what Robin says"
    say(me, "goals", goals=["work"])
    assert "I need it for my work." in me.get("/hello/interests/").content.decode()


def test_own_words_that_were_typed_are_counted_and_not_kept(me: Client, learner: User) -> None:
    say(me, "own", typed="I like the quiet sea in autumn.")
    answers = Onboarding.objects.get(user=learner).answers
    assert answers == {"own": {"words": 7}}


def test_a_message_that_was_read_is_noted_as_read(me: Client, learner: User) -> None:
    say(me, "listen", card="right", shown="1")
    assert Onboarding.objects.get(user=learner).answers == {"listen": "read"}


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("step", "answer", "text"),
    [
        ("name", {"first_name": "<b>Anna</b>"}, "choice.name"),
        ("name", {"first_name": "A" * 41}, "choice.name"),
        ("name", {"first_name": "x1"}, "choice.name"),
        ("name", {"first_name": "Anna\u202e"}, "choice.name"),
        ("language", {"native_language": "xx"}, "choice.language"),
        ("language", {}, "choice.language"),
        ("goals", {"goals": ["fame"]}, "choice.unknown"),
        ("goals", {"goals_own": "x" * 201}, "choice.own"),
        ("interests", {"interests": ["music", "<i>"]}, "choice.unknown"),
        ("interests", {"interests_own": "a <script>"}, "choice.own"),
        ("can1", {"card": "9"}, "hello.choose"),
        ("can1", {"card": "-1"}, "hello.choose"),
        ("listen", {"card": "read"}, "hello.choose"),
        ("own", {"typed": "x" * 2001}, "hello.many"),
    ],
)
def test_an_answer_that_does_not_fit_is_explained_and_nothing_is_lost(
    me: Client, learner: User, step: str, answer: dict[str, object], text: str
) -> None:
    before = profile(learner).__dict__ | {"_state": None}
    response = me.post(f"/hello/{step}/", answer)
    told = (PAGE_TEXTS | TEXTS)[text].text
    page = response.content.decode()
    assert response.status_code == 422
    assert told.replace("<", "&lt;").replace(">", "&gt;") in page
    assert 'role="alert"' in page
    assert profile(learner).__dict__ | {"_state": None} == before
    assert me.get("/hello/")["Location"] == "/hello/name/"


def test_what_was_written_stands_there_again(me: Client) -> None:
    page = me.post("/hello/goals/", {"goals": ["work"], "goals_own": "x" * 201}).content.decode()
    assert 'value="work" checked' in page
    assert "x" * 201 in page


@pytest.mark.parametrize("path", ["/hello/moon/", "/hello/moon/voice/", "/hello/show/tell.wav"])
def test_a_question_that_is_not_there_is_not_there(me: Client, path: str) -> None:
    send = me.post if path.endswith("voice/") else me.get
    assert send(path).status_code == 404


@pytest.mark.parametrize("path", ["/hello/", "/hello/name/", "/known/"])
def test_it_asks_who_is_there(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_a_step_of_an_older_version_begins_anew(me: Client, learner: User) -> None:
    Onboarding.objects.create(user=learner, step="horoscope")
    assert me.get("/hello/")["Location"] == "/hello/name/"


def test_nobody_elses_answers_are_shown(me: Client, client_of: ClientOf, stranger: User) -> None:
    say(me, "name", first_name="Ksenia")
    assert "Ksenia" not in client_of(stranger).get("/hello/name/").content.decode()


# ------------------------------------------------------------------ when it is offered


def ended(learner: User) -> Conversation:
    talk = conversation_start(user=learner, topic=topic_named(MOIRA))
    talk.status = Conversation.Status.FINISHED
    talk.save()
    return talk


OFFER = "Three minutes, so that the talks fit you"


def test_it_is_not_offered_before_the_first_talk_has_ended(me: Client, learner: User) -> None:
    assert OFFER not in me.get("/").content.decode()
    conversation_start(user=learner, topic=topic_named(MOIRA))
    assert OFFER not in me.get("/").content.decode()


def test_after_the_first_talk_it_is_offered_until_it_is_done(me: Client, learner: User) -> None:
    ended(learner)
    assert OFFER in me.get("/").content.decode()
    say(me, "name", first_name="Ksenia")
    page = me.get("/").content.decode()
    assert "Robin still wants to know you" in page
    say(me, "show", move="keep")
    page = me.get("/").content.decode()
    assert "Robin" not in page
    assert "Good to have you here, Ksenia." in page


def test_not_now_is_heard_for_a_week(me: Client, learner: User) -> None:
    ended(learner)
    assert me.post("/hello/not-now/")["Location"] == "/"
    assert OFFER not in me.get("/").content.decode()
    Onboarding.objects.update(put_off_at=timezone.now() - timedelta(days=8))
    assert OFFER in me.get("/").content.decode()
