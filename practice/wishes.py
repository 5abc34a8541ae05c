"""What a profile tells, as facts by their keys."""

from __future__ import annotations

from accounts.models import LearnerProfile
from accounts.wishes import GOALS, INTERESTS
from practice.models import Fact


def wishes_of(profile: LearnerProfile) -> dict[str, tuple[str, str]]:
    """Key → (kind, text): one for each thing that was chosen or written; of a list, its code."""
    told: dict[str, tuple[str, str]] = {}
    if profile.user.first_name:
        told["name"] = (Fact.Kind.NAME, profile.user.first_name)
    for kind, listed, chosen, own in (
        (Fact.Kind.INTEREST, INTERESTS, profile.interests, profile.interests_own),
        (Fact.Kind.GOAL, GOALS, profile.goals, profile.goals_own),
    ):
        told |= {f"{kind}.{code}": (kind, code) for code in chosen if code in listed}
        if own:
            told[f"{kind}.own"] = (kind, own)
    return told
