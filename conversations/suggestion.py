"""Which topic to offer next, and why: one thing to do, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Level, User
from accounts.services import profile_of
from conversations.models import Conversation
from topics.models import Topic
from topics.selectors import topic_list

LEVELS: tuple[str, ...] = tuple(Level.values)
NEAR = 1  # levels up or down: a story may lead so far


@dataclass(frozen=True, slots=True)
class Suggestion:
    topic: Topic
    reason: str
    reason_ru: str


def suggestion_for(user: User) -> Suggestion | None:
    """Where the last story leads on to, else a topic of the learner's level that is near to it, else one
    they have not met, else the one they met longest ago."""
    level = str(profile_of(user).level)
    topics = list(topic_list())
    if not topics:
        return None
    # Oldest first, so that a later visit overwrites an earlier one and the order is of last visits.
    visits = Conversation.objects.filter(user=user).select_related("topic").order_by("started_at")
    met = {visit.topic_id: order for order, visit in enumerate(visits)}
    fresh = [topic for topic in topics if topic.pk not in met]
    last = visits.last()
    if last and (follows := leads_to(last.topic, fresh, level)):
        return Suggestion(
            follows,
            f"It follows on from your talk with {last.topic.persona['name']}, and it is new to you.",
            "Эта тема продолжает прошлый разговор, и для вас она новая.",
        )
    if fresh:
        return _new_one(fresh, level, last.topic.interests if last else ())
    topic = min(topics, key=lambda topic: met[topic.pk])
    return Suggestion(
        topic,
        "You know this one. The second time is easier, and you can say more.",
        "Эта тема вам знакома. Во второй раз легче, и сказать можно больше.",
    )


def leads_to(topic: Topic, among: Sequence[Topic], level: str) -> Topic | None:
    """The first of ``among`` that the topic's postcard opens, if it is not far from the learner's level."""
    for slug in (topic.postcard or {}).get("leads_to", ()):
        for following in among:
            if following.slug == slug and _distance(following, level) <= NEAR:
                return following
    return None


def _new_one(fresh: Sequence[Topic], level: str, interests: Sequence[str]) -> Suggestion:
    """The nearest level first, then what shares an interest with the last talk, then the order of lists."""
    topic = min(
        fresh, key=lambda topic: (_distance(topic, level), -len(set(topic.interests) & set(interests)))
    )
    shared = next((interest for interest in topic.interests if interest in interests), "")
    if topic.level != level:
        return Suggestion(
            topic,
            f"It is new to you. Its level is {topic.level}, yours is {level}.",
            f"Для вас она новая. Её уровень {topic.level}, ваш {level}.",
        )
    about = f" Like your last talk, it is about {shared}." if shared else ""
    near = " И она близка к прошлой." if shared else ""
    return Suggestion(
        topic,
        f"It is at your level, {level}, and new to you.{about}",
        f"Она на вашем уровне, {level}, и для вас новая.{near}",
    )


def _distance(topic: Topic, level: str) -> int:
    return abs(LEVELS.index(topic.level) - LEVELS.index(level)) if level in LEVELS else 0
