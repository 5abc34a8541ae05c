"""What may be answered now: lines, words to notice, moves. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from ml.engines.scripted_decision import NO, YES
from ml.engines.scripted_reading import phrases_in
from ml.engines.scripted_requests import meaning_phrases
from ml.engines.scripted_words import content, places_of, written
from ml.moves import Move, Moves
from ml.scenario import RETELL, Beat, Reply, Retell, Scenario
from ml.scenario_text import filled, sentences
from ml.types import Offer, OfferedMove, OfferedReply, OwnWords, Spot

FADING = ("line", "start", "stance")  # how much of a line is shown, by how often it went well
MOST_MEANINGS = 2
MOST_WAYS = 8  # of asking for one meaning, that a recogniser has to tell apart
_FEW_WORDS = 2  # a sentence of so few says too little about its line


def offer_of(
    beat: Beat,
    *,
    shows: str = FADING[0],
    asked: Reply | None = None,
    moves: tuple[OfferedMove, ...] = (),
    patient: bool = False,
    read_cards: bool = False,
) -> Offer:
    """The beat's lines and words; ``asked`` adds "yes" and "no" to a "Was it …?"."""
    spots = [Spot(f"{beat.id}.{reply.size}", reply.hear) for reply in beat.replies]
    spots += [
        Spot(f"{beat.id}.other.{number}", other.hear) for number, other in enumerate(beat.other, start=1)
    ]
    if asked:
        spots += [Spot(f"{beat.id}.yes.{asked.size}", YES), Spot(f"{beat.id}.no", NO)]
    own = beat.own_words
    return Offer(
        beat=beat.id,
        replies=tuple(
            OfferedReply(f"{beat.id}.{reply.size}", reply.say, reply.ru, reply.size, reply.stance, shows)
            for reply in beat.replies
        ),
        spots=tuple(spots),
        starter=beat.starter,
        simpler=beat.simpler,
        own_words=OwnWords(own.seconds, own.tip, own.tip_ru) if own else None,
        moves=moves,
        listening=beat.listening is not None,
        patient=patient,
        read_cards=read_cards,
    )


def retell_offer(retell: Retell) -> Offer:
    """The story in the learner's own words: no lines, no help, whatever is said is taken."""
    own = OwnWords(retell.seconds, retell.prompt, retell.prompt_ru)
    return Offer(beat=RETELL, own_words=own, part="retell")


def moves_of(
    moves: Moves | None, scenario: Scenario, said: Sequence[str], *, asked: bool
) -> tuple[OfferedMove, ...]:
    """The moves as offered after the lines ``said``.

    "What does … mean?" only for target phrases in these lines. "Yes" and "no" are always understood;
    unless one of them was ``asked`` for they have no ``text``, and so no place in a list to choose from.
    """
    offered: list[OfferedMove] = []
    for move in moves.moves if moves else ():
        if move.id == "meaning":
            offered += _meanings(move, scenario, said)
            continue
        shown = asked or move.id not in ("yes", "no")
        text, translation = (move.say, move.ru) if shown else ("", "")
        offered.append(OfferedMove(move.id, text, translation, (move.say, *move.phrases)))
    return tuple(offered)


def _meanings(move: Move, scenario: Scenario, said: Sequence[str]) -> list[OfferedMove]:
    here = phrases_in(scenario, " ".join(said))[:MOST_MEANINGS]
    return [
        OfferedMove(
            f"{move.id}.{target.id}",
            filled(move.say, {"phrase": target.phrase}),
            filled(move.ru, {"phrase": target.phrase}),
            meaning_phrases(move, target)[:MOST_WAYS],
        )
        for target in scenario.targets.unusual
        if target.id in here
    ]


def guess_words(reply: Reply) -> str:
    """The sentence on which the buddy's echo rests, for "Was it “…”?": a "yes" is a yes to that one.

    It holds a ``hear`` phrase, and no other shares more words with the echo. The whole line when there is
    none, when it is a word or two, or when the line quotes somebody.
    """
    echoed = set(content(written(reply.echo)))

    def shared(sentence: str) -> int:
        return len(echoed & set(content(written(sentence))))

    parts = sentences(reply.say)
    best = max((part for part in parts if _holds(part, reply.hear)), key=shared, default="")
    fits = len(best.split()) > _FEW_WORDS and shared(best) == max(map(shared, parts)) and "“" not in reply.say
    return (best if fits else reply.say).rstrip(".!")


def is_quotable(reply: Reply) -> bool:
    """Whether a part of a longer line can stand for it in "Was it “…”?": it holds a ``hear`` phrase."""
    parts = sentences(reply.say)
    return len(parts) == 1 or any(_holds(part, reply.hear) for part in parts)


def _holds(sentence: str, phrases: Sequence[str]) -> bool:
    return any(places_of(written(phrase), written(sentence)) for phrase in phrases)
