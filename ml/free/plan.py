"""What a model is asked to say in a turn, and what is said without it.

The scenario stays the plan of the talk: the written question of each beat is asked as it stands, so that its
lines fit and its steps are reached. Between the questions the model speaks: it reacts to the learner's own
words, asks on once, lets the learner lead in the middle. Where the learner read a line, asked for something
the page offers or was not understood, the written reply is the better one, and it is there at once. Each
plan holds the written reply to the same words: it is said where the model gives nothing. Pure functions.

Marks in ``TalkState.used``: ``free.follow:tea>trip``: asked on in beat tea, whose answer leads to beat trip
(``=``: to the next one; nothing: the answer was none that the scenario foresaw);
``free.lead:tea``: there the learner was asked whether to lead; ``free.led:1``: and did, for the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ml.engines.scripted import ScriptedPartner, note_listening, note_phrases, scene_of
from ml.engines.scripted_decision import wants_to_go_on, yes_or_no
from ml.engines.scripted_known import look_ahead
from ml.engines.scripted_reading import Kind, Reading, read_answer
from ml.engines.scripted_turn import Turn
from ml.scenario import RETELL, Beat
from ml.scenario_text import spelled_out
from ml.sentences import split_sentences
from ml.types import Evidence, Heard, Line, Offer, Outcome, Prompt, PromptKind

FOLLOW, LEAD_ASKED, LED = "free.follow:", "free.lead:", "free.led:"
IN_ORDER = "="  # the route of an answer that was foreseen and jumps nowhere
MOST_FOLLOW_UPS = 4  # a talk; with one in each beat it would take twice as long as it promises
LEAST_WORDS = 4  # of an answer that one can ask on about
_AS_BEFORE = re.compile(r"(?i)\b(?:go on|as before|continue|carry on|you choose|your choice|up to you)\b")
MOST_LEADS = 3  # turns that the learner leads before the story goes on
FREE = {Evidence.HEARD, Evidence.TYPED}
THE_MODELS = {Kind.LINE, Kind.IDEA, Kind.OTHER, Kind.ANYTHING, Kind.SHORT, Kind.QUESTION}


@dataclass(frozen=True, slots=True)
class Written:
    """A reply that needs no model."""

    lines: tuple[Line, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Plan:
    """A reply in which the model speaks."""

    task: str  # the note's file in ``prompts/``
    onward: Written  # follows the model's words; after a question of the model's it waits for the next turn
    otherwise: Written  # in place of all, where the model gives nothing
    before: tuple[Line, ...] = ()  # written, and said first
    asked: bool = False  # the learner asked something besides
    question: str = ""  # written; the model asks it in its own words
    staying: Outcome | None = None  # after a question of the model's; None: it is to ask nothing


def plan_of(prompt: Prompt) -> Plan | Written:
    """The plan of the turn, or the written reply where no model is needed."""
    written = _written(ScriptedPartner().reply(prompt))
    if prompt.state.closed or prompt.state.beat == RETELL:
        return written
    turn = Turn(prompt)
    if turn.beat and (_followed(turn, turn.beat) or _leads(turn, turn.beat)):
        written = _standing(prompt, turn, turn.beat, written)
    match prompt.kind:
        case PromptKind.OPENING:
            return _opening(prompt, written)
        case PromptKind.CLOSING:
            return Plan("closing", onward=written, otherwise=written)
        case PromptKind.ANSWER if prompt.heard is not None:
            return _answer(prompt, prompt.heard, written)
    return written


def _written(items: Iterable[Line | Outcome]) -> Written:
    *lines, outcome = items
    assert isinstance(outcome, Outcome)  # the contract of a Partner
    return Written(tuple(line for line in lines if isinstance(line, Line)), outcome)


def _opening(prompt: Prompt, written: Written) -> Plan | Written:
    """The first question in the model's words, unless something is told first that the question is about."""
    *before, last = written.lines or (Line(""),)
    first = prompt.scenario.beats[0]
    if last.part != "say" or last.audio or first.listening or not last.text.rstrip().endswith("?"):
        return written
    asking = Written((last,), written.outcome)
    return Plan(
        "first",
        onward=asking,
        otherwise=asking,
        before=tuple(before),
        question=last.text,
        staying=written.outcome,
    )


def _answer(prompt: Prompt, heard: Heard, written: Written) -> Plan | Written:
    turn = Turn(prompt)
    beat = turn.beat
    if beat is None:
        return written
    leads = _leads(turn, beat)
    if leads and not _times_led(turn) and heard.move in ("yes", "no"):
        return _led(prompt, turn, beat, heard, "")
    if heard.evidence not in FREE or not spelled_out(heard.text) or turn.confirms or turn.asked():
        return written
    reading = read_answer(scene_of(turn, beat), heard)
    decides = leads and reading.request is not None and reading.request.id in ("yes", "no", "skip")
    if decides or (leads and reading.kind in THE_MODELS):
        return _led(prompt, turn, beat, heard, reading.request.id if reading.request else "")
    if reading.kind not in THE_MODELS:
        return written
    if reading.kind is Kind.QUESTION and _followed(turn, beat):  # the written question was answered before
        return Plan("answer", onward=_onward(prompt, beat, reading, heard), otherwise=written)
    if reading.kind is Kind.QUESTION:
        note_phrases(turn, heard, None)
        lines = tuple(turn.question_again(beat))
        return Plan("answer", onward=Written(lines, Outcome(turn.state(), turn.offer())), otherwise=written)
    return _reaction(prompt, turn, beat, reading, heard, written)


def _reaction(
    prompt: Prompt, turn: Turn, beat: Beat, reading: Reading, heard: Heard, written: Written
) -> Plan:
    """To an answer: the model asks on, asks whether the learner wants to lead, or goes on."""
    onward = _onward(prompt, beat, reading, heard)
    task, staying = "react", None
    follows = f"{FOLLOW}{beat.id}>{_route_kept(turn, beat) or _route(reading)}"
    if prompt.brief:
        pass
    elif _may_lead(turn, beat) and onward.outcome.state.beat not in (None, RETELL):
        task = "lead_ask"
        staying = _staying(prompt, beat, reading, heard, follows, f"{LEAD_ASKED}{beat.id}")
    elif _asks_on(turn, beat, reading, heard):
        task = "follow_up"
        staying = _staying(prompt, beat, reading, heard, follows)
    asked = bool(reading.and_you or reading.asks)
    return Plan(task, onward=onward, otherwise=written, asked=asked, staying=staying)


def _standing(prompt: Prompt, turn: Turn, beat: Beat, written: Written) -> Written:
    """The written reply where a question of the model's stands: its lines answer another one."""
    state, offer = written.outcome.state, written.outcome.offer
    if state.beat != beat.id or offer is None or state.confirms or "?" in "".join(state.used[-1:]):
        return written  # it went on, or asks for a yes or a no
    wish = _wish(prompt.heard, turn, beat)
    if wish == "help":  # a line would be lent that does not fit
        return _onward(prompt, beat, Reading(Kind.ANYTHING), prompt.heard)
    questions = (question_in(exchange.buddy) for exchange in reversed(prompt.history))
    question = next(filter(None, questions), "")
    if wish in ("repeat", "slower") and question:
        lines = [line for line in written.lines if line.part not in ("say", "tell")]
        written = Written((*lines, Line(question)), written.outcome)
    elif any(line.part == "say" for line in written.lines):
        return written  # the written question was asked again, and now it stands
    free = free_offer(turn, beat, yes_or_no_asked=_leads(turn, beat) and not _times_led(turn))
    return Written(written.lines, Outcome(state, replace(free, patient=offer.patient)))


def _wish(heard: Heard | None, turn: Turn, beat: Beat) -> str:
    """The id of what was asked for, tapped or said."""
    if heard is None or heard.move:
        return (heard.move or "") if heard else ""
    if heard.evidence not in FREE or not spelled_out(heard.text):
        return ""
    reading = read_answer(scene_of(turn, beat), heard)
    return reading.request.id if reading.request else ""


def question_in(text: str) -> str:
    """The last question of a text, or nothing."""
    return next((part for part in reversed(split_sentences(text)) if part.endswith("?")), "")


# ------------------------------------------------------------------ on to the next beat


def _onward(prompt: Prompt, beat: Beat, reading: Reading, heard: Heard | None) -> Written:
    """The next beat's words, without the written reaction to this one's answer.

    The answer to the written question decides: what was said to a question of the model's fits the beat's
    replies by accident only.
    """
    turn = Turn(prompt)
    if heard is not None:
        note_phrases(turn, heard, reading.reply)
    route = _route_kept(turn, beat)
    source = None if route else reading.reply or reading.other
    if source is not None:
        turn.remember.update(source.remember)
        note_listening(turn, beat, missed=source.missed)
        route = _route(reading)
    following = turn.go_on(beat, None if route == IN_ORDER else route) if route else turn.leave(beat)
    lines = list(following)
    if turn.beat is None:
        lines += look_ahead(turn)
    return Written(tuple(lines), Outcome(turn.state(), turn.offer()))


def _route(reading: Reading) -> str:
    """Where a foreseen answer leads; nothing for any other."""
    source = reading.reply or reading.other
    return (source.next or IN_ORDER) if source else ""


def _route_kept(turn: Turn, beat: Beat) -> str:
    """The route of the first answer in this beat, before the model asked on."""
    head = f"{FOLLOW}{beat.id}>"
    return next((name.removeprefix(head) for name in turn.used if name.startswith(head)), "")


# ------------------------------------------------------------------ a question of the model's


def _asks_on(turn: Turn, beat: Beat, reading: Reading, heard: Heard) -> bool:
    """Whether there is something to ask on about: once in a beat, and not in every one."""
    if beat.listening or _followed(turn, beat):
        return False
    follow_ups = sum(name.startswith(FOLLOW) for name in turn.used)
    told = len(spelled_out(heard.text)) >= LEAST_WORDS or reading.kind is Kind.SHORT
    return told and follow_ups < MOST_FOLLOW_UPS


def _followed(turn: Turn, beat: Beat) -> bool:
    return any(name.startswith(f"{FOLLOW}{beat.id}>") for name in turn.used)


def _staying(prompt: Prompt, beat: Beat, reading: Reading, heard: Heard, *marks: str) -> Outcome:
    """In the same beat, for an answer that no line fits."""
    turn = Turn(prompt)
    note_phrases(turn, heard, reading.reply)
    if not _followed(turn, beat) and (source := reading.reply or reading.other) is not None:
        turn.remember.update(source.remember)
    turn.unsure = 0
    turn.used += [mark for mark in marks if mark not in turn.used]
    return Outcome(turn.state(), free_offer(turn, beat, yes_or_no_asked=marks[-1].startswith(LEAD_ASKED)))


def free_offer(turn: Turn, beat: Beat, *, yes_or_no_asked: bool = False) -> Offer:
    """What may be answered to a question nobody wrote lines for: anything, and the moves."""
    offer = turn.offer()
    moves = offer.moves if offer else ()
    shown = tuple(
        replace(move, text=move.phrases[0]) if yes_or_no_asked and move.key in ("yes", "no") else move
        for move in moves
        if not move.key.startswith("meaning")  # it belongs to the written question
    )
    return Offer(beat=beat.id, moves=shown)


# ------------------------------------------------------------------ the learner leads


def _may_lead(turn: Turn, beat: Beat) -> bool:
    """Once, from the middle of the talk on."""
    beats = turn.scenario.beats
    asked = any(name.startswith(LEAD_ASKED) for name in turn.used)
    return not asked and not beat.listening and 2 * (beats.index(beat) + 1) >= len(beats)


def _leads(turn: Turn, beat: Beat) -> bool:
    """Whether the learner was asked to lead in this beat: it lasts until the next one."""
    return f"{LEAD_ASKED}{beat.id}" in turn.used


def _times_led(turn: Turn) -> int:
    return sum(name.startswith(LED) for name in turn.used)


def _led(prompt: Prompt, turn: Turn, beat: Beat, heard: Heard, wish: str) -> Plan:
    """The answer to "Do you want to choose?", and each turn while the learner leads."""
    anything = Reading(Kind.ANYTHING)
    onward = _onward(prompt, beat, anything, heard)
    said = heard.move if heard.move in ("yes", "no") else yes_or_no(heard.text)[0]
    led = _times_led(turn)
    as_before = said != "yes" and _AS_BEFORE.search(heard.text) is not None
    declined = not led and (said == "no" or as_before)
    if led >= MOST_LEADS or declined or wish == "skip" or wants_to_go_on(heard.text):
        return Plan("react", onward=onward, otherwise=onward)
    staying = _staying(prompt, beat, anything, heard, f"{LED}{led + 1}")
    return Plan("lead", onward=onward, otherwise=onward, staying=staying)
