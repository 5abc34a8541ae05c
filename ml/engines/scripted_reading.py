"""What an answer means within one beat: which line, whose words, a move, or nothing. Pure functions.

A line counts as read when its words are there (contractions open, points and case ignored); the same
idea in another form is known by its content words or by the reply's ``hear`` words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ml.engines.scripted_decision import wants_to_go_on, yes_or_no
from ml.engines.scripted_english import is_foreign
from ml.engines.scripted_questions import (
    asked_in,
    asks_for_facts,
    asks_for_words,
    before_returned,
    is_like_a_card,
    is_returned,
    small_talk,
)
from ml.engines.scripted_requests import (
    Request,
    request_by_key,
    request_in,
    request_within,
    without_and_you,
)
from ml.engines.scripted_words import (
    QUESTION_WORDS,
    Said,
    content,
    is_unfinished,
    negated,
    places_of,
    with_clauses,
    written,
)
from ml.moves import Moves
from ml.scenario import Beat, Other, Reply, Scenario
from ml.scenario_text import spelled_out
from ml.types import Evidence, Heard

_REAL = (
    *("are you real", "are you a real", "are you human", "are you a robot", "are you a computer"),
    *("are you ai", "are you an ai", "are you a bot", "are you a machine"),
)
_FEW_WORDS = 2  # so short an answer is no story
_MAY_BE_AN_ANSWER = ("yes", "no", "help")  # "I don't know": where the beat hears it, it is one


class Kind(StrEnum):
    LINE = "line"  # a reply in the right form
    GUESSED = "guessed"  # the line of a "Was it …?", confirmed: it was meant, but not heard
    IDEA = "idea"  # a reply's idea in another form
    OTHER = "other"
    ANYTHING = "anything"
    SHORT = "short"  # one or two words where a story was hoped for
    UNFINISHED = "unfinished"  # it broke off in the middle of a sentence
    OFF_TOPIC = "off_topic"  # a line of another beat
    FOREIGN = "foreign"  # in another language
    QUESTION = "question"  # one that nothing here answers
    SMALL_TALK = "small_talk"  # "Hello?", "What's your name?"; the question stands
    UNSURE = "unsure"
    REAL = "real"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Reading:
    kind: Kind
    reply: Reply | None = None  # with LINE, GUESSED and IDEA; with UNSURE the nearest line
    other: Other | None = None
    request: Request | None = None  # with MOVE
    and_you: bool = False  # the answer ended with "And you?"
    asks: str = ""  # kind of the persona's lines for what was asked (beside the answer, or alone)


@dataclass(frozen=True, slots=True)
class Scene:
    """What an answer is read against."""

    scenario: Scenario
    beat: Beat
    moves: Moves | None = None
    asked: Reply | None = None  # the line of a "Was it …?" just before
    confirms: bool = False  # a yes or no is awaited
    ask_for_more: bool = True  # False: a short story is taken as it is


def read_answer(scene: Scene, heard: Heard) -> Reading:
    """What ``heard`` means in the beat of the scene."""
    beat = scene.beat
    line = _by_key(beat, heard.reply or (heard.slip.reply if heard.slip else None))
    if line is not None:
        return Reading(Kind.IDEA if heard.slip else Kind.LINE, line)
    if heard.move and (request := request_by_key(scene.moves, scene.scenario, heard.move)):
        return _read_request(scene, request, heard)
    if heard.evidence in (Evidence.HEARD, Evidence.TYPED) and spelled_out(heard.text):
        return _read_text(scene, heard)
    if spotted := _read_spotted(beat, heard.spotted):
        return spotted
    if heard.evidence is Evidence.OWN_WORDS and beat.own_words:
        return Reading(Kind.ANYTHING)
    return Reading(Kind.UNSURE, _by_key(beat, heard.guess))


def _read_request(scene: Scene, request: Request, heard: Heard) -> Reading:
    """A move, unless it answers what was asked just now."""
    move = Reading(Kind.MOVE, request=request)
    if scene.asked and request.id in ("yes", "no"):
        return Reading(Kind.GUESSED, scene.asked) if request.id == "yes" else Reading(Kind.UNSURE)
    if scene.confirms and request.id in ("yes", "no", "stop"):
        return move
    if request.id in _MAY_BE_AN_ANSWER and heard.evidence is not Evidence.CHOSEN:
        return words_heard(scene.beat, heard.text) or move
    return move


def _read_text(scene: Scene, heard: Heard) -> Reading:
    beat, text = scene.beat, heard.text
    said = spelled_out(text)
    if found := _line_in(beat, said):
        return found
    if (scene.asked or scene.confirms) and (decided := _read_decision(scene, heard)):
        return decided
    if request := request_in(scene.moves, scene.scenario, text):
        return _read_request(scene, request, heard)
    if any(places_of(written(phrase), said) for phrase in _REAL):
        return Reading(Kind.REAL)
    if is_foreign(text):
        return Reading(Kind.FOREIGN)
    if answer := without_and_you(scene.moves, text):
        return _read_returning(scene, heard, answer)
    if (answer := before_returned(beat, text)) is not None:
        return _read_returning(scene, heard, answer)
    matched = words_heard(beat, text)
    open_to_all = asks_for_words(beat)
    if matched and matched.other and not open_to_all and _is_beside_the_point(matched.other, text):
        matched = None
    if not matched and not open_to_all and (small := small_talk(text, scene.scenario.persona.name)):
        return Reading(Kind.SMALL_TALK, asks=small)
    if scene.ask_for_more and beat.own_words and len(said) <= _FEW_WORDS and not asked_in(text):
        return Reading(Kind.SHORT)
    if matched:
        others = [question for question in asked_in(text) if words_heard(beat, question) is None]
        returned = any(is_returned(beat, question) for question in others)
        return replace(matched, and_you=returned, asks=_kind_asked(scene, others))
    return _read_spotted(beat, heard.spotted) or _read_stray(scene, text)


def _read_returning(scene: Scene, heard: Heard, answer: str) -> Reading:
    """An answer before "And you?"; without one the question alone, a move."""
    request = request_by_key(scene.moves, scene.scenario, "and_you")
    if not answer and request:
        return Reading(Kind.MOVE, request=request)
    calm = replace(scene, ask_for_more=False)  # it is the buddy who owes a word now
    reading = _read_text(calm, replace(heard, text=answer)) if answer else Reading(Kind.ANYTHING)
    return replace(reading, and_you=True)


def _is_beside_the_point(other: Other, text: str) -> bool:
    """Whether the text only asks for facts, and nothing such is foreseen: "What does he eat?"."""
    foreseen = any(written(phrase)[:1] and written(phrase)[0] in QUESTION_WORDS for phrase in other.hear)
    return not foreseen and asks_for_facts(text)


def _kind_asked(scene: Scene, questions: Sequence[str]) -> str:
    """Which of the persona's lines answers these questions; none where they are words to say."""
    if asks_for_words(scene.beat):
        return ""
    kinds = [small_talk(question, scene.scenario.persona.name) for question in questions]
    return next(filter(None, kinds), "question" if kinds else "")


def _read_decision(scene: Scene, heard: Heard) -> Reading | None:
    """A leading "yes" or "no" decides what was asked just before; what follows a "no" is read anew."""
    says, rest = yes_or_no(heard.text)
    if scene.asked and says == "yes":
        return Reading(Kind.GUESSED, scene.asked)
    if not says and not (scene.confirms and wants_to_go_on(heard.text)):
        return None
    anew = _read_text(replace(scene, asked=None, confirms=False), replace(heard, text=rest)) if rest else None
    if scene.asked:
        return anew or Reading(Kind.UNSURE)
    if says == "no" and anew:
        stops = anew.request is not None and anew.request.id == "stop"
        if stops or anew.kind in (Kind.LINE, Kind.IDEA, Kind.OTHER):
            return anew
    request = request_by_key(scene.moves, scene.scenario, says or "no")
    return Reading(Kind.MOVE, request=request) if request else None


def _read_stray(scene: Scene, text: str) -> Reading:
    """Text in which nothing of the beat was found."""
    beat = scene.beat
    if request := request_within(scene.moves, scene.scenario, text, story=beat.own_words is not None):
        return Reading(Kind.MOVE, request=request)
    if is_foreign(text, scene.scenario):
        return Reading(Kind.FOREIGN)
    if questions := asked_in(text):
        if any(is_returned(beat, question) for question in questions):
            return Reading(Kind.ANYTHING, and_you=True)
        asks = _kind_asked(scene, questions)
        if asks == "question":
            fits = all(is_like_a_card(beat, question) for question in questions)
            return Reading(Kind.ANYTHING if fits else Kind.QUESTION)
        return Reading(Kind.ANYTHING, asks=asks)
    if is_unfinished(text):
        return Reading(Kind.UNFINISHED)
    said = spelled_out(text)
    elsewhere = (reply for beat in scene.scenario.beats for reply in beat.replies)
    if any(said == written(reply.say) for reply in elsewhere):
        return Reading(Kind.OFF_TOPIC)
    return Reading(Kind.ANYTHING)


def _line_in(beat: Beat, said: Said) -> Reading | None:
    for reply in beat.replies:
        if said == written(reply.say):
            return Reading(Kind.LINE, reply)
    meant = content(said)
    for reply in beat.replies:
        if len(meant) > 1 and meant == content(written(reply.say)):
            return Reading(Kind.IDEA, reply)
    return None


def words_heard(beat: Beat, text: str) -> Reading | None:
    """The meaning of the longest ``hear`` phrase in the text, the earliest of equals.

    A negated phrase does not count.
    """
    said, clause = with_clauses(text)
    best: tuple[int, int] | None = None
    reading = None
    for phrase, meaning in _phrases(beat):
        for place in places_of(phrase, said):
            rank = (-len(phrase), place)
            if not negated(said, clause, place) and (best is None or rank < best):
                best, reading = rank, meaning
    return reading


def _phrases(beat: Beat) -> Iterator[tuple[Said, Reading]]:
    for reply in beat.replies:
        for phrase in reply.hear:
            yield written(phrase), Reading(Kind.IDEA, reply)
    for other in beat.other:
        for phrase in other.hear:
            yield written(phrase), Reading(Kind.OTHER, other=other)


def _read_spotted(beat: Beat, keys: Sequence[str]) -> Reading | None:
    for key in keys:
        if (reply := _by_key(beat, key)) is not None:
            return Reading(Kind.IDEA, reply)
        match key.removeprefix(f"{beat.id}.").split("."):
            case ["yes", size] if reply := beat.reply(size):
                return Reading(Kind.GUESSED, reply)
            case ["no"]:
                return Reading(Kind.UNSURE)
            case ["other", number] if number.isdigit() and 0 < int(number) <= len(beat.other):
                return Reading(Kind.OTHER, other=beat.other[int(number) - 1])
    return None


def _by_key(beat: Beat, key: str | None) -> Reply | None:
    prefix, _, size = (key or "").rpartition(".")
    return beat.reply(size) if prefix == beat.id else None


def phrases_in(scenario: Scenario, text: str) -> tuple[str, ...]:
    """Ids of the target phrases that the text holds."""
    said = spelled_out(text)
    return tuple(
        phrase.id
        for phrase in scenario.targets.unusual
        if any(places_of(written(match), said) for match in phrase.match)
    )
