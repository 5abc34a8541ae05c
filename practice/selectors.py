"""Reading what is known of a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.services import profile_of
from conversations.models import Conversation
from conversations.visits import talks_over
from practice.first_talk import first_talk
from practice.models import Fact, LevelProposal, Onboarding
from practice.reasons import Reason, reason_of

NOT_NOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """Facts of one kind, under their heading."""

    title: str
    facts: list[Fact]


def onboarding_of(user: User) -> Onboarding | None:
    return Onboarding.objects.filter(user=user).first()


def is_offered(user: User, now: datetime | None = None) -> bool:
    """Whether the first page offers it: after the first talk, until it is done or put off."""
    begun = onboarding_of(user)
    if begun and (begun.finished_at or _put_off(begun, now or timezone.now())):
        return False
    return talks_over(user).exists()


def first_page_of(user: User) -> str:
    """Where a new account goes: to the first conversation, unless it is done or put off."""
    begun = onboarding_of(user)
    if begun and (begun.finished_at or _put_off(begun, timezone.now())):
        return ""
    return "onboarding"


def proposal_open(user: User) -> tuple[LevelProposal, Reason] | None:
    """The change of level that waits for an answer, if it still is one."""
    proposal = LevelProposal.objects.filter(user=user, answered_at=None).first()
    if proposal is None or proposal.was != profile_of(user).level:
        return None
    return proposal, reason_of(proposal.reason, proposal.figures)


def known_of(user: User) -> list[KnownGroup]:
    """All that is not forgotten, by kind."""
    facts = list(Fact.objects.filter(user=user, forgotten=False).select_related("topic"))
    groups = [
        KnownGroup(str(kind.label), [fact for fact in facts if fact.kind == kind]) for kind in Fact.Kind
    ]
    return [group for group in groups if group.facts]


def talks_to_read(user: User) -> list[Conversation]:
    """The talks that may have told something, the newest first."""
    return list(Conversation.objects.filter(user=user, topic__is_published=True).select_related("topic")[:10])


def step_now(onboarding: Onboarding | None) -> str:
    """The step to go on with; a code of an older version begins anew."""
    steps = first_talk().steps
    code = onboarding.step if onboarding else ""
    return code if code in steps else next(iter(steps))


def _put_off(begun: Onboarding, now: datetime) -> bool:
    return begun.put_off_at is not None and now - begun.put_off_at < NOT_NOW
