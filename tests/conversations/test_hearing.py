"""A recording is heard by whose voice it is; by their teacher with their word only, which is noted."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import teaching
from accounts.models import User
from accounts.privacy import seen
from accounts.purposes import KEEP_RECORDINGS, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS
from accounts.receipts import user_erase
from accounts.services import consent_set
from conversations.hearing import NotYours, recording_for
from conversations.models import Conversation, ListenedTo, Turn
from conversations.recordings import wav_bytes
from tests.conftest import ClientOf


@pytest.fixture
def turn(talk: Conversation, learner: User) -> Turn:
    """A kept recording of the learner's."""
    consent_set(learner, KEEP_RECORDINGS, True)
    row = Turn(conversation=talk, number=1, kind=Turn.Kind.SPEECH)
    row.recording.save("", ContentFile(wav_bytes(b"\1\0")), save=True)
    return Turn.objects.get(pk=row.pk)


@pytest.fixture
def class_of(teacher: User, learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The teacher teaches the learner, as the app that knows classes would say."""
    monkeypatch.setattr(teaching, "_known_by", [])
    teaching.teaching_told_by(lambda who, whom: (who, whom) == (teacher, learner))


def refused(viewer: User, turn: Turn) -> bool:
    try:
        recording_for(viewer, turn)
    except NotYours:
        return True
    return False


def test_the_learner_hears_it_and_nothing_is_noted(learner: User, turn: Turn) -> None:
    assert recording_for(learner, turn).name == turn.recording.name
    assert not ListenedTo.objects.exists()


def test_nobody_else_does_by_default(stranger: User, teacher: User, turn: Turn, learner: User) -> None:
    consent_set(learner, TEACHER_MAY_LISTEN, True)
    operator = User.objects.create_superuser("operator")
    assert [refused(user, turn) for user in (stranger, teacher, operator)] == [True] * 3


@pytest.mark.usefixtures("class_of")
def test_a_teacher_does_not_without_the_learners_word(teacher: User, learner: User, turn: Turn) -> None:
    consent_set(learner, TEACHER_SEES_PROGRESS, True)
    assert refused(teacher, turn)
    assert not ListenedTo.objects.exists()


@pytest.mark.usefixtures("class_of")
def test_a_teacher_does_with_it_and_the_learner_sees_that(
    client_of: ClientOf, teacher: User, learner: User, turn: Turn
) -> None:
    consent_set(learner, TEACHER_MAY_LISTEN, True)
    assert recording_for(teacher, turn).name == turn.recording.name
    (one,) = seen(learner)
    assert (one.who, one.what) == ("teacher", turn.conversation.topic.title)
    assert (timezone.now() - one.at).total_seconds() < 60
    page = client_of(learner).get("/privacy/").content.decode()
    assert "teacher" in page
    assert "Nobody but you." not in page


@pytest.mark.usefixtures("class_of")
def test_taking_the_word_back_counts_at_once(teacher: User, learner: User, turn: Turn) -> None:
    consent_set(learner, TEACHER_MAY_LISTEN, True)
    consent_set(learner, TEACHER_MAY_LISTEN, False)
    assert refused(teacher, turn)


@pytest.mark.usefixtures("class_of")
def test_a_teacher_of_others_does_not(stranger: User, learner: User, turn: Turn) -> None:
    consent_set(learner, TEACHER_MAY_LISTEN, True)
    assert refused(stranger, turn)


@pytest.mark.usefixtures("class_of")
def test_who_was_sent_away_does_not(teacher: User, learner: User, turn: Turn) -> None:
    consent_set(learner, TEACHER_MAY_LISTEN, True)
    teacher.is_active = False
    assert refused(teacher, turn)


@pytest.mark.usefixtures("class_of")
def test_a_player_that_asks_several_times_has_listened_once(teacher: User, learner: User, turn: Turn) -> None:
    consent_set(learner, TEACHER_MAY_LISTEN, True)
    for _ in range(3):
        recording_for(teacher, turn)
    assert ListenedTo.objects.count() == 1


@pytest.mark.usefixtures("class_of")
def test_that_somebody_listened_stays_known_when_the_teacher_has_left(
    teacher: User, learner: User, turn: Turn
) -> None:
    consent_set(learner, TEACHER_MAY_LISTEN, True)
    recording_for(teacher, turn)
    user_erase(teacher)
    assert [one.who for one in seen(learner)] == ["somebody who left"]


def test_what_was_not_kept_nobody_hears(talk: Conversation, learner: User) -> None:
    assert refused(learner, Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.SPEECH))


def test_nobody_teaches_themselves(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_known_by", [lambda *_: True])
    assert not teaching.teaches(learner, learner)


def test_a_recording_that_goes_in_this_moment_is_not_there(
    client_of: ClientOf, learner: User, turn: Turn
) -> None:
    turn.recording.storage.delete(turn.recording.name)
    assert client_of(learner).get(f"/talks/{turn.conversation_id}/recordings/1.wav").status_code == 404
