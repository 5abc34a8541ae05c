"""Celery's interface to the work. Only ids travel; audio comes by the turn's stream, or the cache."""

from __future__ import annotations

from celery import shared_task

from conversations.engines import engines
from conversations.guests import guests_prune
from conversations.runner import Outcome, turn_run
from conversations.translator import question_heard
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


@shared_task(ignore_result=True)
def question_answer(name: str) -> None:
    """Translate what a learner asked aloud; the sound waits in the cache under this name."""
    question_heard(engines(), name)
