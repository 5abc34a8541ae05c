"""What changes what is known of a learner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import LearnerProfile, LevelFound, User
from accounts.services import profile_of, wishes_keep
from accounts.wishes import INTERESTS, TOLD
from practice.evidence import evidence_of, talks_since
from practice.first_talk import LAST, LEVELS, first_talk
from practice.level import neighbour, probable_level
from practice.memory import found_in
from practice.models import Fact, LevelProposal, Onboarding
from practice.refinement import TALKS, change_of, may_ask
from practice.selectors import talks_to_read
from practice.spoken_name import spoken_name
from practice.wishes import wishes_of
from topics.models import Topic

# ------------------------------------------------------------------ the first conversation


def onboarding_begin(user: User) -> Onboarding:
    """The learner's first conversation, made on first use."""
    return Onboarding.objects.get_or_create(user=user)[0]


def onboarding_put_off(user: User) -> None:
    """ "Not now": the first page does not offer it for a week."""
    begun = onboarding_begin(user)
    begun.put_off_at = timezone.now()
    begun.save(update_fields=["put_off_at"])


def step_keep(user: User, step: str, answer: Mapping[str, Any] | None) -> str:
    """Keep what was answered (None: passed over) and give the next step.

    Wishes go to the profile at once, the rest is kept for the guess; what was passed over keeps what it had.
    """
    begun = onboarding_begin(user)
    following = first_talk().after(step)
    with transaction.atomic():
        if answer:
            _answer_keep(user, begun, answer)
        begun.step = following
        if following == LAST:
            _level_guess(user, begun)
        begun.save()
    return following


def voice_keep(user: User, step: str, figures: Mapping[str, Any]) -> None:
    """Times and counts of something that was said; nothing of the sound or the words."""
    begun = onboarding_begin(user)
    begun.answers = {**begun.answers, step: dict(figures)}
    begun.save(update_fields=["answers"])


def level_shift(user: User, step: int) -> str:
    """One level up or down, as the learner asked for; gives the level."""
    profile = profile_of(user)
    profile.level = neighbour(profile.level, step)
    _level_found(profile, LevelFound.CHOSEN)
    return str(profile.level)


def onboarding_finish(user: User) -> None:
    begun = onboarding_begin(user)
    begun.finished_at = begun.finished_at or timezone.now()
    begun.save(update_fields=["finished_at"])
    wishes_sync(user)


def _answer_keep(user: User, begun: Onboarding, answer: Mapping[str, Any]) -> None:
    wishes = {name: value for name, value in answer.items() if name in WISHES}
    if wishes:
        wishes_keep(user, wishes)
    begun.answers = {**begun.answers, **{name: value for name, value in answer.items() if name not in WISHES}}


WISHES = ("first_name", *TOLD)


def _level_guess(user: User, begun: Onboarding) -> None:
    """A guess takes the place of an older guess or of none; it is the learner's to change."""
    level = probable_level(begun.answers)
    if level is None:
        return
    profile = profile_of(user)
    profile.level = level
    _level_found(profile, LevelFound.PROBABLE)


def _level_found(profile: LearnerProfile, how: str) -> None:
    profile.level_found, profile.level_found_at = how, timezone.now()
    profile.save(update_fields=["level", "level_found", "level_found_at"])


# ------------------------------------------------------------------ memory


def about_for_talk(user: User, topic: Topic) -> dict[str, str]:
    """What the buddy may say of the learner in a new talk: the name, and one interest, the longest unused."""
    profile = profile_of(user)
    about = {"name": name} if (name := spoken_name(user.first_name)) else {}
    if not profile.remembers:
        return about
    wishes_sync(user)
    liked = [fact for fact in Fact.objects.filter(user=user, kind=Fact.Kind.INTEREST) if fact.code]
    if not liked:
        return about
    fact = min(liked, key=lambda fact: (fact.used_at is not None, fact.used_at, _far(fact, topic), fact.pk))
    Fact.objects.filter(pk=fact.pk).update(used_at=timezone.now())
    one = INTERESTS[fact.code]
    return about | {"interest": one.spoken, "interest_ru": one.spoken_ru}


def wishes_sync(user: User) -> None:
    """Let the facts say what the profile says: name, interests, goals."""
    profile = profile_of(user)
    wanted = wishes_of(profile)
    own = Fact.objects.filter(user=user, kind__in=(Fact.Kind.NAME, Fact.Kind.INTEREST, Fact.Kind.GOAL))
    own.exclude(key__in=wanted).delete()
    for key, (kind, text) in wanted.items():
        told = {"text": text, "told_at": profile.told_at or timezone.now()}
        made = {**told, "kind": kind, "origin": _origin(key)}
        fact, is_new = Fact.objects.get_or_create(user=user, key=key, defaults=made)
        if not is_new and fact.text != text:
            Fact.objects.filter(pk=fact.pk).update(**told)


def facts_collect(user: User) -> None:
    """Everything that is known by now: what the profile says, and what the last talks told."""
    wishes_sync(user)
    if not profile_of(user).remembers:
        return
    for talk in talks_to_read(user):
        for found in found_in(talk):
            Fact.objects.get_or_create(
                user=user,
                key=found.key,
                defaults={
                    "kind": found.kind,
                    "text": found.text,
                    "origin": found.origin,
                    "topic": talk.topic,
                    "turn": found.turn,
                    "confidence": found.confidence,
                    "told_at": found.turn.created_at,
                },
            )


def fact_forget(user: User, fact_id: int) -> None:
    """Its words are deleted; a wish leaves the profile, too. Raises Fact.DoesNotExist for somebody else's."""
    fact = Fact.objects.get(pk=fact_id, user=user)
    if fact.kind in (Fact.Kind.TOLD, Fact.Kind.CHOICE):
        Fact.objects.filter(pk=fact.pk).update(text="", forgotten=True, used_at=None, turn=None, topic=None)
        return
    _wish_set(user, fact, "")
    fact.delete()


def fact_change(user: User, fact_id: int, text: str) -> None:
    """Put right in the learner's own words. Raises Fact.DoesNotExist for somebody else's, or a list's."""
    fact = Fact.objects.get(pk=fact_id, user=user, forgotten=False)
    if fact.code or fact.kind == Fact.Kind.CHOICE:
        raise Fact.DoesNotExist
    if fact.kind != Fact.Kind.TOLD:
        _wish_set(user, fact, text)
    fact.text, fact.origin, fact.told_at = text, Fact.Origin.TYPED, timezone.now()
    fact.confidence, fact.turn = 1.0, None
    fact.save()


def memory_set(user: User, remembers: bool) -> None:
    """Whether what is told in talks may be kept in mind."""
    LearnerProfile.objects.filter(pk=profile_of(user).pk).update(remembers=remembers)


def _wish_set(user: User, fact: Fact, text: str) -> None:
    listed = "interests" if fact.kind == Fact.Kind.INTEREST else "goals"
    if fact.kind == Fact.Kind.NAME:
        wishes_keep(user, {"first_name": text})
    elif fact.code:
        chosen = getattr(profile_of(user), listed)
        wishes_keep(user, {listed: [code for code in chosen if code != fact.code]})
    else:
        wishes_keep(user, {f"{listed}_own": text})


def _origin(key: str) -> str:
    return Fact.Origin.TYPED if key == "name" or key.endswith(".own") else Fact.Origin.CHOSEN


def _far(fact: Fact, topic: Topic) -> bool:
    about = {str(word).lower() for word in topic.interests}
    return not about & {fact.code, *INTERESTS[fact.code].words}


# ------------------------------------------------------------------ the level, refined


def level_propose(user: User) -> LevelProposal | None:
    """A change of level where three talks speak for it and two weeks went by since the last question."""
    asked = list(LevelProposal.objects.filter(user=user).values_list("made_at", "answered_at"))
    if not may_ask([when for pair in asked for when in pair if when], timezone.now()):
        return None
    profile = profile_of(user)
    talks = talks_since(user, profile.level_found_at)
    if len(talks) < TALKS or profile.level not in LEVELS:
        return None
    change = change_of(profile.level, [evidence_of(talk) for talk in talks])
    if change is None:
        return None
    return LevelProposal.objects.create(
        user=user, was=profile.level, proposed=change.level, reason=change.reason, figures=change.figures
    )


def level_answer(user: User, proposal_id: int, *, yes: bool) -> None:
    """The learner's answer; a second one changes nothing. Raises LevelProposal.DoesNotExist."""
    proposal = LevelProposal.objects.get(pk=proposal_id, user=user)
    open_ones = LevelProposal.objects.filter(pk=proposal.pk, answered_at=None)
    if not open_ones.update(answered_at=timezone.now(), accepted=yes):
        return
    profile = profile_of(user)
    if yes and profile.level == proposal.was:
        profile.level = proposal.proposed
        _level_found(profile, LevelFound.EVIDENCE)
