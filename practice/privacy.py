"""What this app keeps of a person: given back as one readable whole, and deleted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Kept, keep
from practice.models import Fact, LevelProposal, Onboarding


def register() -> None:
    keep(
        Kept(
            name="known",
            title=_("What the buddies know of you"),
            how_long=_("as long as the account, or until you say “forget this”"),
            models=(Onboarding, Fact, LevelProposal),
            export=export,
            erase=erase,
        )
    )


def export(user: User) -> dict[str, object]:
    """Everything kept here of the learner, readable by people and programs."""
    begun = Onboarding.objects.filter(user=user).first()
    return {
        "first_conversation": {
            "started": begun.started_at.isoformat(),
            "finished": begun.finished_at.isoformat() if begun.finished_at else None,
            "next_question": begun.step,
            "answers": begun.answers,
        }
        if begun
        else None,
        "known": [
            {
                "what": fact.kind,
                "text": fact.shown,
                "source": fact.origin,
                "topic": fact.topic.title if fact.topic else "",
                "date": fact.told_at.isoformat(),
                "last_used": fact.used_at.isoformat() if fact.used_at else None,
                "confidence": fact.confidence,
            }
            for fact in Fact.objects.filter(user=user, forgotten=False).select_related("topic")
        ],
        "levels_proposed": [
            {
                "from": proposal.was,
                "to": proposal.proposed,
                "reason": proposal.reason,
                "figures": proposal.figures,
                "date": proposal.made_at.isoformat(),
                "accepted": proposal.accepted,
            }
            for proposal in LevelProposal.objects.filter(user=user)
        ],
    }


def erase(user: User) -> int:
    """Delete it all; gives the number of rows, forgotten ones included."""
    kept = (Fact, LevelProposal, Onboarding)
    return sum(model.objects.filter(user=user).delete()[0] for model in kept)
