"""Brings learners into the states that pictures need; runs beside a server, on its data.

``python -m tests.browser.pictures_people learner vera`` prints a path that signs her in.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.db.models import F  # noqa: E402  # models need Django to be set up
from django.utils import timezone  # noqa: E402

from accounts.models import Consent, User  # noqa: E402
from accounts.purposes import KEEP_RECORDINGS, PRACTISE  # noqa: E402
from accounts.services import consent_set, profile_of, sign_in_link_create  # noqa: E402
from conversations.models import Conversation, ListenedTo, Turn  # noqa: E402
from conversations.recordings import wav_bytes  # noqa: E402
from conversations.services import conversation_start  # noqa: E402
from topics.models import Topic  # noqa: E402
from topics.selectors import topic_scenario  # noqa: E402

DAY = timedelta(days=1)


def learner(name: str, language: str = "ru") -> str:
    """Somebody who allowed the microphone; again: the same person."""
    user = User.objects.filter(username=name).first() or User.objects.create_user(username=name)
    profile = profile_of(user)
    profile.native_language = language
    profile.save()
    consent_set(user, PRACTISE, True)
    return sign_in_link_create(user)


def newcomer(name: str) -> str:
    """Somebody who has not been asked anything; again: the same person."""
    user, _ = User.objects.get_or_create(username=name)
    return sign_in_link_create(user)


def met(name: str, slug: str, times: str) -> str:
    """Had this talk before, and read a line of each beat well."""
    user, topic = User.objects.get(username=name), Topic.objects.get(slug=slug)
    used = [f"{beat.id}.short.echo" for beat in topic_scenario(topic).beats]
    long_ago = timezone.now() - 40 * DAY
    for _ in range(int(times)):
        talk = conversation_start(user=user, topic=topic)
        state = {**talk.state, "used": used}
        Conversation.objects.filter(pk=talk.pk).update(
            status=Conversation.Status.FINISHED, state=state, started_at=long_ago, finished_at=long_ago
        )
    return "met"


def guests_end() -> str:
    """Every guest's talk has come to its end."""
    Conversation.objects.filter(user__is_guest=True).update(status=Conversation.Status.FINISHED, offer={})
    return "ended"


def yesterday(name: str) -> str:
    """All talks were a day earlier: the postcard is here."""
    talks = Conversation.objects.filter(user__username=name)
    talks.update(started_at=F("started_at") - DAY, finished_at=F("finished_at") - DAY)
    turns = Turn.objects.filter(conversation__user__username=name)
    turns.update(created_at=F("created_at") - DAY, finished_at=F("finished_at") - DAY)
    return "yesterday"


def read_aloud(name: str) -> str:
    """What was typed from the cards was read into the microphone instead; the story was told."""
    turns = Turn.objects.filter(conversation__user__username=name, evidence="typed")
    story = turns.order_by("-conversation__started_at", "-number").first()
    for turn in turns:
        told = story is not None and turn.pk == story.pk
        turn.kind, turn.surface, turn.samples = Turn.Kind.SPEECH, "", 16_000 * (31 if told else 4)
        turn.evidence = "own_words" if told else "card"
        turn.text = "" if told else turn.text
        turn.corrections.all().delete()
        turn.save()
    return "read"


def kept(name: str) -> str:
    """Two recordings were kept, a teacher played one, and the question about keeping has changed since."""
    user, topic = User.objects.get(username=name), Topic.objects.get(slug="dead-air")
    user.set_password(name)
    user.save()
    consent_set(user, KEEP_RECORDINGS, True)
    Consent._base_manager.filter(user=user, purpose=KEEP_RECORDINGS).update(version=0)
    talk = conversation_start(user=user, topic=topic)
    for number in (1, 2):
        turn = Turn(conversation=talk, number=number, kind=Turn.Kind.SPEECH, status=Turn.Status.DONE)
        turn.recording.save("", ContentFile(wav_bytes(bytes(32_000))), save=True)
    teacher, _ = User.objects.get_or_create(username="ms-petrova", is_staff=True)
    ListenedTo.objects.create(owner=user, listener=teacher, turn=turn)
    return sign_in_link_create(user)


COMMANDS = {
    "learner": learner,
    "kept": kept,
    "newcomer": newcomer,
    "met": met,
    "yesterday": yesterday,
    "read_aloud": read_aloud,
    "guests_end": guests_end,
}

if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    sys.stdout.write(COMMANDS[command](*arguments) + "\n")
