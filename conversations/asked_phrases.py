"""Phrases that learners asked for: kept, shown, removed."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from conversations.asked_models import MOST_PHRASE
from conversations.asked_sound import phrase_text
from conversations.db import writing
from conversations.models import AskedPhrase, Conversation
from ml.types import Translation


def phrase_keep(talk: Conversation, language: str, answer: Translation) -> AskedPhrase:
    """The answer as a phrase of whose talk it is; one that was asked for in this talk before is asked anew.

    Raises Conversation.DoesNotExist where the person was erased meanwhile.
    """
    with writing():
        Conversation.objects.select_for_update().only("pk").get(pk=talk.pk, user=talk.user_id)
        phrase, _ = AskedPhrase.objects.update_or_create(
            user_id=talk.user_id,
            conversation=talk,
            text=phrase_text(answer.text),
            defaults={
                "said": answer.said.strip()[:MOST_PHRASE],
                "language": language,
                "asked_at": timezone.now(),
            },
        )
    return phrase


def phrase_remove(user: User, phrase_id: int) -> None:
    """Forget a phrase of the user's own; one that is gone already is gone."""
    AskedPhrase.objects.filter(pk=phrase_id, user=user).delete()


def phrases_asked(conversation: Conversation) -> tuple[AskedPhrase, ...]:
    """What was asked for in this talk, in order."""
    return tuple(AskedPhrase.objects.filter(conversation=conversation))


def phrases_hand_over(giver: User, taker: User) -> None:
    """Phrases of an account that is given up become another account's, as their talks do."""
    AskedPhrase.objects.filter(user=giver).update(user=taker)
