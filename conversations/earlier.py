"""Turns are answered one after another: before a reply is begun, what came before it has its outcome."""

from __future__ import annotations

import time

from conversations.models import Turn
from conversations.services import turn_lost

SETTLE_SECONDS = 10.0  # a worker that died is replaced in about four; after this its turn is given up
LOOK_SECONDS = 0.05


def earlier_settle(turn: Turn) -> None:
    """Return once no earlier turn of the talk can change it any more. One that takes too long is fenced off:
    it ends as failed, and whoever works on it still loses the lease."""
    until = time.monotonic() + SETTLE_SECONDS
    while open_turns := _open_before(turn):
        if time.monotonic() >= until:
            for earlier in open_turns:
                turn_lost(earlier)
            return
        time.sleep(LOOK_SECONDS)


def _open_before(turn: Turn) -> list[Turn]:
    """The outcome is written with the end of the reply; what a turn does after that changes nothing."""
    live = Turn.objects.filter(
        conversation_id=turn.conversation_id, number__lt=turn.number, status__in=Turn.LIVE
    )
    if not live.exists():  # nearly always, and the other question is the dearer one
        return []
    return list(live.exclude(events__type="reply.ended").select_related("conversation"))
