"""What may be answered: as the talk keeps it, and as the page gets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from conversations.protocol import Card, MoveItem, OwnWordsOffer, SilenceTimes, TalkOffered
from ml.types import Offer, OfferedMove, OfferedReply, OwnWords, Spot


def offer_document(offer: Offer) -> dict[str, Any]:
    """The offer as ``Conversation.offer`` keeps it."""
    return asdict(offer)


def offer_parse(data: Mapping[str, Any]) -> Offer | None:
    """The offer as the last reply left it; None when nothing may be answered."""
    if not data:
        return None
    own = data.get("own_words")
    moves = [{**move, "phrases": tuple(move["phrases"])} for move in data.get("moves", ())]
    return Offer(
        beat=data["beat"],
        replies=tuple(OfferedReply(**reply) for reply in data["replies"]),
        spots=tuple(Spot(spot["key"], tuple(spot["phrases"])) for spot in data["spots"]),
        starter=data.get("starter", ""),
        simpler=data.get("simpler", ""),
        own_words=OwnWords(**own) if own else None,
        moves=tuple(OfferedMove(**move) for move in moves),
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
