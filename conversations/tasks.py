"""Celery's interface to the runner. Only ids travel; audio comes by the turn's stream."""

from __future__ import annotations

from celery import shared_task

from conversations.guests import guests_prune
from conversations.runner import Outcome, turn_run
from conversations.visits import left_talks_finish


@shared_task(ignore_result=True)
def guests_forget() -> None:
    """By the clock: guests who have not come for a month; and stories that nobody told, whoever left them."""
    guests_prune()
    left_talks_finish()


@shared_task(ignore_result=True)
def run_turn(turn_id: int) -> None:
    """Work on a turn until it is over; each attempt is one lease, at most three are made."""
    while turn_run(turn_id) is Outcome.AGAIN:
        pass
