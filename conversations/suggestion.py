"""Which topic to offer next, and why: home shows one thing to do, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.services import profile_of
from conversations.models import Conversation
from topics.models import Topic
from topics.selectors import topic_list


@dataclass(frozen=True, slots=True)
class Suggestion:
    topic: Topic
    reason: str


def suggestion_for(user: User) -> Suggestion | None:
    """A topic of the learner's level they have not met, else one they have not met, else the oldest."""
    level = profile_of(user).level
    topics = list(topic_list())
    if not topics:
        return None
    # Oldest first, so that a later visit overwrites an earlier one and the order is of last visits.
    visits = Conversation.objects.filter(user=user).order_by("started_at")
    met = {topic_id: order for order, topic_id in enumerate(visits.values_list("topic_id", flat=True))}
    fresh = [topic for topic in topics if topic.pk not in met]
    for topic in fresh:
        if topic.level == level:
            return Suggestion(topic, f"It is at your level, {level}, and new to you.")
    if fresh:
        return Suggestion(fresh[0], f"It is new to you. Its level is {fresh[0].level}, yours is {level}.")
    topic = min(topics, key=lambda topic: met[topic.pk])
    return Suggestion(topic, "You know this one. The second time is easier, and you can say more.")
