"""Two accounts of one person become one: what is known comes along; what the one that stays knows, stands."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.services import profile_of, wishes_keep
from accounts.wishes import TOLD
from practice.models import Fact, LevelProposal, Onboarding
from practice.services import wishes_sync

IN_TALKS = (Fact.Kind.TOLD, Fact.Kind.CHOICE)


@transaction.atomic
def known_move(giver: User, taker: User) -> None:
    """Hand over how the learner was got to know. The taker's own answers count: a name, a wish or a level of
    theirs is not replaced, and nothing told in talks comes to whoever wants nothing remembered."""
    _onboarding_move(giver, taker)
    _wishes_move(giver, taker)
    _facts_move(giver, taker)
    # An open question was asked about the giver's level.
    LevelProposal.objects.filter(user=giver).exclude(answered_at=None).update(user=taker)
    wishes_sync(taker)


def known_count(guest: User) -> int:
    """None besides the talks: a guest has talked before anything is known of them."""
    return 0


def _onboarding_move(giver: User, taker: User) -> None:
    given = Onboarding.objects.filter(user=giver).first()
    kept = Onboarding.objects.filter(user=taker).first()
    if given is None or (kept and (kept.finished_at or not given.finished_at)):
        return
    if kept:
        kept.delete()
    given.user = taker
    given.save(update_fields=["user"])


def _wishes_move(giver: User, taker: User) -> None:
    given, kept = profile_of(giver), profile_of(taker)
    wishes = {name: getattr(given, name) for name in TOLD if not getattr(kept, name)}
    if kept.told_at is None and given.told_at is not None:
        wishes["native_language"] = given.native_language
    if not taker.first_name:
        wishes["first_name"] = giver.first_name
    if any(wishes.values()):
        wishes_keep(taker, {name: value for name, value in wishes.items() if value})
    if not kept.level_found and given.level_found:
        profile = profile_of(taker)
        profile.level, profile.level_found = given.level, given.level_found
        profile.level_found_at = given.level_found_at
        profile.save(update_fields=["level", "level_found", "level_found_at"])


def _facts_move(giver: User, taker: User) -> None:
    facts = Fact.objects.filter(user=giver).exclude(key__in=Fact.objects.filter(user=taker).values("key"))
    if not profile_of(taker).remembers:
        facts = facts.filter(~Q(kind__in=IN_TALKS) | Q(forgotten=True))
    facts.update(user=taker)
