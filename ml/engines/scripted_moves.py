"""The buddy's answers to moves: what the learner asks for is given, in the persona's own words."""

from __future__ import annotations

from collections.abc import Iterator

from ml.engines.scripted_lines import here
from ml.engines.scripted_requests import Request
from ml.engines.scripted_turn import Turn, beginning
from ml.scenario import Beat, UnusualPhrase
from ml.types import Evidence, Heard, Line

SLOWER = 0.85  # of the pace so far
SLOWEST = 0.7


def answer_move(turn: Turn, beat: Beat, request: Request, heard: Heard) -> Iterator[Line]:
    """What the buddy says and does when one of the moves was said, typed or tapped."""
    waiting = turn.confirms == "stop"
    if request.id not in ("wait", "repeat"):  # after these the question whether to stop still stands
        turn.confirms = ""
    match request.id:
        case "stop" | "yes" if waiting:
            yield from turn.close(early=True)
        case "no" if waiting:
            yield from turn.question_again(beat)
        case "stop" if heard.evidence is Evidence.CHOSEN:
            yield from turn.close(early=True)
        case "stop":
            turn.confirms = "stop"
            yield from turn.answer("stop")
        case "repeat" if waiting:
            yield from turn.answer("stop")
        case "repeat":
            yield from turn.answer("repeat")
            yield from _easier_again(turn, beat)
        case "slower":
            turn.pace = max(SLOWEST, round(turn.pace * SLOWER, 3))
            yield from turn.answer("slower")
            yield from turn.last_wording(beat)
        case "easier":
            turn.easier, turn.harder = True, False
            yield from turn.answer("easier")
            yield from _easier_again(turn, beat)
        case "harder":
            turn.harder, turn.easier = True, False
            yield from turn.answer("harder")
            yield from turn.tell(beat, simpler=False, again=True)
            yield from turn.question(beat, simpler=False, again=True)
        case "wait":
            turn.patient = True
            yield from turn.answer("wait")
        case "skip":
            yield from turn.answer("skip")
            yield from turn.leave(beat)
        case "meaning" if request.target:
            yield from _meaning(turn, request.target)
        case "say_it":
            yield from turn.answer("say_it", {"starter": beginning(beat)})
        case "help":
            yield from _lend(turn, beat)
        case "and_you":
            yield from and_you(turn, beat)
        case _:
            yield from _bare(turn, beat, request.id)


def and_you(turn: Turn, beat: Beat) -> Iterator[Line]:
    """The buddy's own answer to its question, which stands."""
    own = list(turn.line(f"{beat.id}.and_you", beat.and_you, beat.and_you_ru, "move"))
    yield from own or turn.answer("and_you")


def _easier_again(turn: Turn, beat: Beat) -> Iterator[Line]:
    yield from turn.tell(beat, simpler=True, again=True)
    yield from turn.question_again(beat)


def _lend(turn: Turn, beat: Beat) -> Iterator[Line]:
    """A line of the beat's that one could say; asked again, a longer one."""
    lent = [reply for reply in beat.replies if turn.was_said(f"{beat.id}.{reply.size}.lent")]
    reply = beat.replies[min(len(lent), len(beat.replies) - 1)]
    if reply not in lent:
        turn.used.append(f"{beat.id}.{reply.size}.lent")
    yield from turn.answer("help", {"line": reply.say.rstrip(".")})


def _meaning(turn: Turn, target: UnusualPhrase) -> Iterator[Line]:
    english = {"phrase": target.phrase, "meaning": target.meaning}
    yield from turn.answer("meaning", english, english | {"meaning": target.ru or target.meaning})


def _bare(turn: Turn, beat: Beat, kind: str) -> Iterator[Line]:
    """A "yes" or "no" that answers nothing: asked about once in a beat, then taken."""
    lines = [] if turn.was_said_here(beat, "yes", "no") else list(turn.fresh(kind, mark=here(beat)))
    yield from lines or turn.anything(beat)
