"""A talk's turns as the review sees them: each with the question it answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from conversations.models import Conversation, Turn
from ml.scenario import RETELL
from ml.types import Evidence

# Of the reply to a turn that was not understood: "Was it …?", or the lines read aloud at the third time.
_UNSURE = Q(type="reply.sentence", payload__part="unsure") | Q(type="talk.offered", payload__read_cards=True)


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, the id of the beat it answered (empty if unknown), and where its recording is, if kept.

    ``understood`` is False where the buddy did not know what to make of it.
    """

    turn: Turn
    beat: str = ""
    recording_url: str | None = None
    understood: bool = True

    @property
    def is_learners(self) -> bool:
        kinds = (Turn.Kind.SPEECH, Turn.Kind.TYPED, Turn.Kind.MOVE)
        return self.turn.kind in kinds and bool(self.turn.evidence)

    @property
    def is_move(self) -> bool:
        return bool(self.turn.move) or self.turn.evidence == Evidence.CHOSEN

    @property
    def is_retell(self) -> bool:
        return self.beat == RETELL


def turns_of(conversation: Conversation) -> list[Said]:
    """Every turn that came to something, the buddy's own among them, in order."""
    turns = conversation.turns.exclude(status__in=(Turn.Status.DISMISSED, Turn.Status.FAILED))
    beats = _Beats(conversation)
    unsure = set(conversation.events.filter(_UNSURE).values_list("payload__turn", flat=True))
    said = []
    for turn in turns.order_by("number").prefetch_related("corrections"):
        url = reverse("recording", args=[conversation.pk, turn.number]) if turn.recording else None
        said.append(Said(turn, beats.before(turn), url, turn.number not in unsure))
    return said


class _Beats:
    """Which question was open when, from what the page was told."""

    def __init__(self, conversation: Conversation) -> None:
        events = conversation.events.filter(type__in=("talk.offered", "turn.heard")).order_by("seq")
        rows = list(events.values_list("type", "seq", "payload"))
        self._offers = [
            (seq, data["turn"], data["beat"]) for kind, seq, data in rows if kind == "talk.offered"
        ]
        self._heard = {data["turn"]: seq for kind, seq, data in rows if kind == "turn.heard"}

    def before(self, turn: Turn) -> str:
        """The last that was offered before the turn was understood: a turn that was taken back had an
        answer too, after which the old question was open again."""
        heard = self._heard.get(turn.number)
        open_then = [
            beat
            for seq, after, beat in self._offers
            if after < turn.number and (heard is None or seq < heard)
        ]
        return open_then[-1] if open_then else turn.reply_key.partition(".")[0]
