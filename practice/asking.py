"""The one question that the first page may ask beside its one thing to do."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from practice.first_talk import first_talk
from practice.selectors import is_offered, onboarding_of, proposal_open
from practice.services import level_propose


def question_for(user: User) -> dict[str, Any] | None:
    """A proposed change of level, else the offer of a first conversation; None: nothing to ask.

    ``template`` shows it, with the rest as its context.
    """
    waiting = proposal_open(user)
    if waiting is None and level_propose(user):
        waiting = proposal_open(user)
    if waiting:
        proposal, reason = waiting
        return {"template": "practice/_level.html", "proposal": proposal, "reason": reason}
    if is_offered(user):
        begun = onboarding_of(user)
        return {
            "template": "practice/_offer.html",
            "host": first_talk().host,
            "begun": bool(begun and begun.step),
        }
    return None
