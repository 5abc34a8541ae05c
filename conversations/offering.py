"""What may be answered: as the talk keeps it, and as the page gets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from conversations.protocol import Card, MoveItem, OwnWordsOffer, SilenceTimes, TalkOffered
from ml.moves import Moves
from ml.types import Offer, OfferedMove, OfferedReply, OwnWords, Spot
from topics.selectors import moves as moves_now

UNKNOWN: dict[str, Any] = {"text": "", "phrases": ()}  # of a move that has left the file in the meantime


def offer_document(offer: Offer) -> dict[str, Any]:
    """The offer as ``Conversation.offer`` keeps it. It is written and read several times a turn, and the ways
    to say the moves are most of it: what stands in the moves' file as well is left out."""
    return {
        **_shallow(offer),
        "replies": [_shallow(reply) for reply in offer.replies],
        "spots": [_shallow(spot) for spot in offer.spots],
        "own_words": _shallow(offer.own_words) if offer.own_words else None,
        "moves": _moves_document(offer.moves),
    }


def _shallow(item: Any) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _moves_document(moves: Iterable[OfferedMove]) -> list[dict[str, Any]]:
    usual = _usual.fields()
    return [
        {name: value for name, value in _shallow(move).items() if value != usual.get(move.key, {}).get(name)}
        for move in moves
    ]


def _moves_parse(documents: Iterable[Mapping[str, Any]]) -> tuple[OfferedMove, ...]:
    usual = _usual.fields()
    whole = [{**UNKNOWN, **usual.get(document["key"], {}), **document} for document in documents]
    return tuple(OfferedMove(**{**move, "phrases": tuple(move["phrases"])}) for move in whole)


class _Usual:
    """What the moves' file says of each move, as fields of an offered one; anew when the file changes."""

    def __init__(self) -> None:
        self._of: Moves | None = None
        self._fields: dict[str, dict[str, Any]] = {}

    def fields(self) -> dict[str, dict[str, Any]]:
        moves = moves_now()
        if moves is not self._of:
            self._of = moves
            self._fields = {
                move.id: {"text": move.say, "translation": move.ru, "phrases": (move.say, *move.phrases)}
                for move in (moves.moves if moves else ())
            }
        return self._fields


_usual = _Usual()


def offer_parse(data: Mapping[str, Any]) -> Offer | None:
    """The offer as the last reply left it; None when nothing may be answered."""
    if not data:
        return None
    own = data.get("own_words")
    return Offer(
        beat=data["beat"],
        replies=tuple(OfferedReply(**reply) for reply in data["replies"]),
        spots=tuple(Spot(spot["key"], tuple(spot["phrases"])) for spot in data["spots"]),
        starter=data.get("starter", ""),
        simpler=data.get("simpler", ""),
        own_words=OwnWords(**own) if own else None,
        moves=_moves_parse(data.get("moves", ())),
        part=data.get("part", "beat"),
        listening=data.get("listening", False),
        patient=data.get("patient", False),
        read_cards=data.get("read_cards", False),
    )


def offered_message(offer: Offer, turn: int, silence: SilenceTimes | None) -> TalkOffered:
    """``talk.offered`` after the reply of ``turn``."""
    own = offer.own_words
    return TalkOffered(
        turn=turn,
        beat=offer.beat,
        cards=[
            Card.model_validate(
                {
                    "key": reply.key,
                    "text": reply.text,
                    "translation": reply.translation,
                    "size": reply.size,
                    "stance": reply.stance,
                    "shows": reply.shows,
                }
            )
            for reply in offer.replies
        ],
        starter=offer.starter,
        simpler=offer.simpler,
        own_words=OwnWordsOffer(seconds=own.seconds, tip=own.tip, tip_translation=own.tip_translation)
        if own
        else None,
        # "Yes" and "no" are always understood, and shown only where they answer something.
        moves=[MoveItem(key=m.key, text=m.text, translation=m.translation) for m in offer.moves if m.text],
        part="retell" if offer.part == "retell" else "beat",
        listening=offer.listening,
        read_cards=offer.read_cards,
        silence=silence,
    )


def without(data: Mapping[str, Any], card: str, spotted: Iterable[str] = ()) -> dict[str, Any]:
    """A kept offer less a line that was taken by mistake, and less words that were spotted wrongly."""
    if not data:
        return {}
    wrong = {card, *spotted}
    return {
        **data,
        "replies": [reply for reply in data["replies"] if reply["key"] != card],
        "spots": [spot for spot in data["spots"] if spot["key"] not in wrong],
    }
