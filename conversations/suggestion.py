"""Which topic to offer next, and why: one thing to do, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import LearnerProfile, Level, User
from accounts.services import profile_of
from accounts.wishes import served_goal, shared_interest
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
    """Where the last story leads on to, else a topic of the learner's level and liking that is near to it,
    else one they have not met, else the one they met longest ago."""
    profile = profile_of(user)
    level = str(profile.level)
    topics = list(topic_list())
    if not topics:
        return None
    # Oldest first, so that a later visit overwrites an earlier one and the order is of last visits.
    visits = Conversation.objects.filter(user=user).select_related("topic").order_by("started_at")
    met = {visit.topic_id: order for order, visit in enumerate(visits)}
    fresh = [topic for topic in topics if topic.pk not in met]
    last = visits.last()
    if last and (follows := leads_to(last.topic, fresh, level)):
        why, why_ru = _liked(profile, follows)
        return Suggestion(
            follows,
            f"It follows on from your talk with {last.topic.persona['name']}, and it is new to you.{why}",
            f"Эта тема продолжает прошлый разговор, и для вас она новая.{why_ru}",
        )
    if fresh:
        return _new_one(fresh, profile, last.topic.interests if last else ())
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


def _new_one(fresh: Sequence[Topic], profile: LearnerProfile, interests: Sequence[str]) -> Suggestion:
    """The nearest level first, then what the learner likes or needs, then what shares an interest with the
    last talk, then the order of lists."""
    level = str(profile.level)
    topic = min(
        fresh,
        key=lambda topic: (
            _distance(topic, level),
            not any(_liked(profile, topic)),
            -len(set(topic.interests) & set(interests)),
        ),
    )
    why, why_ru = _liked(profile, topic)
    shared = next((interest for interest in topic.interests if interest in interests), "")
    if shared and not why:
        why, why_ru = f" Like your last talk, it is about {shared}.", " И она близка к прошлой."
    if topic.level != level:
        return Suggestion(
            topic,
            f"It is new to you. Its level is {topic.level}, yours is {level}.{why}",
            f"Для вас она новая. Её уровень {topic.level}, ваш {level}.{why_ru}",
        )
    return Suggestion(
        topic,
        f"It is at your level, {level}, and new to you.{why}",
        f"Она на вашем уровне, {level}, и для вас новая.{why_ru}",
    )


def _liked(profile: LearnerProfile, topic: Topic) -> tuple[str, str]:
    """What of the learner's own wishes speaks for the topic, in English and Russian; else two empty texts."""
    if interest := shared_interest(profile.interests, topic.interests):
        like = f" And you like talking about {interest.spoken}."
        return like, f" И вы любите говорить об этом: {interest.spoken_ru}."
    if goal := served_goal(profile.goals, topic.interests):
        return f" And you want English {goal.because}.", f" А английский вам нужен {goal.because_ru}."
    return "", ""


def _distance(topic: Topic, level: str) -> int:
    return abs(LEVELS.index(topic.level) - LEVELS.index(level)) if level in LEVELS else 0
