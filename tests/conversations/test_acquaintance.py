"""A talk begins as its learner wishes, and with what may be said of them."""

from __future__ import annotations

import pytest

from accounts.models import LearnerProfile, Pace, User
from accounts.services import first_name_set
from conversations import acquaintance
from conversations.services import conversation_start
from ml.types import TalkState
from tests.conftest import ClientOf
from tests.conversations.reviews import corrected, said, topic_named
from topics.models import Topic


@pytest.fixture
def topic(db: None) -> Topic:
    return topic_named("getting-to-know-you")


@pytest.mark.parametrize(("pace", "rate"), [(Pace.SLOW, 0.8), (Pace.CALM, 0.9), (Pace.NORMAL, 1.0)])
def test_the_buddy_speaks_as_fast_as_the_learner_wishes(
    learner: User, topic: Topic, pace: str, rate: float
) -> None:
    LearnerProfile.objects.filter(user=learner).update(pace=pace)
    talk = conversation_start(user=User.objects.get(pk=learner.pk), topic=topic)
    assert TalkState.from_json(talk.state).pace == rate


def test_whoever_remembers_learners_is_asked_once_a_talk(
    learner: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acquaintance, "_rememberers", [])
    asked: list[str] = []

    def rememberer(user: User, topic: Topic) -> dict[str, str]:
        asked.append(topic.slug)
        return {"name": "Ksenia"}

    for _ in range(2):
        acquaintance.remembers(rememberer)
    talk = conversation_start(user=learner, topic=topic)
    assert TalkState.from_json(talk.state).about == {"name": "Ksenia"}
    assert asked == ["getting-to-know-you"]


def test_with_nobody_who_remembers_the_learner_is_unknown(
    learner: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acquaintance, "_rememberers", [])
    first_name_set(learner, "Ksenia")
    assert TalkState.from_json(conversation_start(user=learner, topic=topic).state).about == {}


@pytest.mark.parametrize("voice", ["", "server", "device"])
def test_the_page_of_the_talk_knows_whose_voice_is_wished(
    client_of: ClientOf, learner: User, topic: Topic, voice: str
) -> None:
    LearnerProfile.objects.filter(user=learner).update(voice=voice)
    talk = conversation_start(user=learner, topic=topic)
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert f'data-voice="{voice}"' in page
    assert 'data-move="easier"' in page
    assert 'data-move="harder"' in page


@pytest.mark.parametrize(("strictness", "open_"), [("normal", False), ("more", True)])
def test_the_review_opens_all_of_it_for_whoever_wants_more(
    client_of: ClientOf, learner: User, topic: Topic, strictness: str, open_: bool
) -> None:
    LearnerProfile.objects.filter(user=learner).update(strictness=strictness)
    talk = conversation_start(user=learner, topic=topic)
    for number in range(1, 6):
        corrected(said(talk, number, "typed", f"He go home at {number}."))
    page = client_of(learner).get(f"/talks/{talk.pk}/review/").content.decode()
    assert ('<details class="better__more" open>' in page) is open_
