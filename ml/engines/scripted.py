"""The partner that plays a scenario as it is written.

Stateless between calls: everything it knows is in ``Prompt.state``. It draws nothing by chance, so a
reply prepared from a peek is the reply to the same words later. Nothing is said twice in a talk, except
what the learner asks to hear again. How an answer is read: ``scripted_reading``; moves:
``scripted_moves``; the ids of lines: ``scripted_lines``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ml.engines.scripted_known import greet, greet_again, look_ahead
from ml.engines.scripted_lines import here
from ml.engines.scripted_moves import and_you, answer_move
from ml.engines.scripted_offer import guess_words
from ml.engines.scripted_reading import Kind, Reading, Scene, phrases_in, read_answer
from ml.engines.scripted_turn import Turn, beginning
from ml.scenario import Beat, Reply
from ml.types import Capabilities, Evidence, Heard, Line, Outcome, Prompt, PromptKind

CONFIRMED = "@yes"  # the mark of an echo to a "Was it …?": the line was meant, not read
MOST_UNSURE = 2  # turns running; then the buddy goes on (misunderstanding shames)


class ScriptedPartner:
    """Role: Partner. Needs no model and no loading."""

    capabilities = Capabilities(streams=True, time_limit=0)

    def load(self) -> None:
        """Nothing to load."""

    def reply(self, prompt: Prompt) -> Iterator[Line | Outcome]:
        """The lines of the buddy's turn, then the Outcome. A closed talk gets no more lines."""
        turn = Turn(prompt)
        if turn.retelling:
            _hear_story(turn, prompt)
        elif not turn.closed:
            match prompt.kind:
                case PromptKind.OPENING:
                    yield from _open(turn)
                case PromptKind.CLOSING:
                    yield from turn.close(early=True)
                case PromptKind.SILENCE if turn.beat:
                    yield from turn.persona("silence", "silence")
                case PromptKind.ANSWER:
                    yield from _answer(turn, prompt.heard)
                case _:
                    yield from _answer(turn, None)
            if turn.beat is None:  # the last words were said just now
                yield from look_ahead(turn)
        yield Outcome(turn.state(), turn.offer())


def _open(turn: Turn) -> Iterator[Line]:
    opener = turn.scenario.opener
    if turn.visit > 1 and opener.again:
        yield from greet_again(turn)
        yield from turn.line("opener.again", opener.again, opener.again_ru, "opener")
    else:
        yield from turn.line("opener", opener.say, opener.ru, "opener")
        yield from greet(turn)
    yield from turn.ask(turn.scenario.beats[0])


def _hear_story(turn: Turn, prompt: Prompt) -> None:
    """The retelling is the learner's alone: whatever was said, nobody speaks after it."""
    if prompt.kind is PromptKind.SILENCE and turn.scenario.retell:
        return
    if prompt.heard:
        note_phrases(turn, prompt.heard, None)
    turn.end()


def _answer(turn: Turn, heard: Heard | None) -> Iterator[Line]:
    """``None``: the learner said nothing for so long that the buddy takes the turn."""
    beat = turn.beat
    if beat is None:  # the topic was edited during the talk: end it kindly
        yield from turn.close()
    elif heard is None:
        yield from turn.leave(beat)
    else:
        reading = read_answer(scene_of(turn, beat), heard)
        if reading.kind is not Kind.MOVE:  # whoever asks what a phrase means has not used it
            note_phrases(turn, heard, reading.reply)
        if reading.kind not in (Kind.MOVE, Kind.UNSURE):
            turn.confirms = ""
        yield from _respond(turn, beat, reading, heard)


def scene_of(turn: Turn, beat: Beat) -> Scene:
    """What an answer in this beat is read against."""
    return Scene(
        turn.scenario,
        beat,
        turn.moves,
        asked=turn.asked(),
        confirms=bool(turn.confirms),
        ask_for_more=not any(name.startswith("short.") for name in turn.used),  # once a talk
    )


def _respond(turn: Turn, beat: Beat, reading: Reading, heard: Heard) -> Iterator[Line]:
    match reading.kind:
        case Kind.MOVE if reading.and_you and not turn.confirms:  # "Yes, and you?": the question stands
            yield from and_you(turn, beat)
        case Kind.MOVE if reading.request:
            yield from answer_move(turn, beat, reading.request, heard)
        case Kind.LINE | Kind.GUESSED | Kind.IDEA if reading.reply:
            yield from _react(turn, beat, reading, reading.reply)
        case Kind.OTHER:
            yield from _react_to_other(turn, beat, reading)
        case Kind.SHORT:
            yield from _stay(turn, beat, turn.persona("short", "say"))
        case Kind.UNSURE:
            yield from _unsure(turn, beat, reading.reply)
        case Kind.REAL:
            yield from _stay(turn, beat, _real(turn, beat))
        case Kind.QUESTION:
            yield from _question(turn, beat)
        case Kind.SMALL_TALK:
            own = list(turn.answer(reading.asks))
            yield from own or _question(turn, beat)
        case Kind.UNFINISHED:
            yield from _once_here(turn, beat, "listening")
        case Kind.OFF_TOPIC:
            yield from _once_here(turn, beat, "off_topic")
        case Kind.FOREIGN:
            yield from _once_here(turn, beat, "say_it")
        case _:
            yield from turn.line(f"{beat.id}.anything", beat.anything, beat.anything_ru, "react")
            yield from _asked_besides(turn, beat, reading)
            yield from turn.leave(beat)


# ------------------------------------------------------------------ understood


def _react(turn: Turn, beat: Beat, reading: Reading, reply: Reply) -> Iterator[Line]:
    """``react_ru`` translates echo and react together, so the echo goes without. Where others wait, to show
    that the answer was heard is enough."""
    key = f"{beat.id}.{reply.size}"
    turn.remember.update(reply.remember)
    if reading.kind is Kind.IDEA:
        heard = list(turn.line(f"{key}.recast", reply.recast, "", "recast"))
    else:
        mark = CONFIRMED if reading.kind is Kind.GUESSED else ""
        heard = list(turn.line(f"{key}.echo", reply.echo, "", "echo", mark=mark))
    yield from heard
    if not (turn.brief and heard):
        yield from turn.line(f"{key}.react", reply.react, reply.react_ru, "react")
    note_listening(turn, beat, missed=reply.missed)
    yield from _asked_besides(turn, beat, reading)
    yield from turn.go_on(beat, reply.next)


def _react_to_other(turn: Turn, beat: Beat, reading: Reading) -> Iterator[Line]:
    other = reading.other
    assert other is not None  # ``Kind.OTHER`` comes with it
    number = beat.other.index(other) + 1
    turn.remember.update(other.remember)
    yield from turn.line(f"{beat.id}.other.{number}", other.react, other.ru, "react")
    note_listening(turn, beat, missed=other.missed)
    yield from _asked_besides(turn, beat, reading)
    yield from turn.go_on(beat, other.next)


def _asked_besides(turn: Turn, beat: Beat, reading: Reading) -> Iterator[Line]:
    """A learner's question is always answered before the next beat."""
    if reading.and_you:
        yield from and_you(turn, beat)
    elif reading.asks:
        own = list(turn.persona(reading.asks, "move"))
        yield from own or turn.persona("question", "move")


def _question(turn: Turn, beat: Beat) -> Iterator[Line]:
    """To what nothing here answers: the persona's word, and on; when these are used up a neutral one, and the
    question stands; when those are too, on without a word."""
    own = list(turn.persona("question", "move"))
    neutral = [] if own else list(turn.neutral("question"))
    yield from own or neutral
    if not neutral:
        yield from turn.leave(beat)


def note_listening(turn: Turn, beat: Beat, *, missed: bool) -> None:
    """Whether what was told was understood."""
    if beat.listening and not missed and beat.id not in turn.understood:
        turn.understood.append(beat.id)


def note_phrases(turn: Turn, heard: Heard, line: Reply | None) -> None:
    """Target phrases count from free recognition, typing, or a card that was read."""
    text = heard.text if heard.evidence in (Evidence.HEARD, Evidence.TYPED) else ""
    if heard.reply and line and not text:
        text = line.say
    for phrase in phrases_in(turn.scenario, text):
        if phrase not in turn.phrases:
            turn.phrases.append(phrase)


# ------------------------------------------------------------------ not understood, or not yet


def _stay(turn: Turn, beat: Beat, lines: Iterator[Line]) -> Iterator[Line]:
    """Say the lines and wait in the same beat; with no line left to say, go on."""
    said = list(lines)
    yield from said or turn.anything(beat)


def _once_here(turn: Turn, beat: Beat, kind: str) -> Iterator[Line]:
    """A line of that kind, and the question stands; the second time in a beat whatever was said is taken."""
    lines: Iterator[Line] = iter(())
    if not turn.was_said_here(beat, kind):
        lines = turn.fresh(kind, {"starter": beginning(beat)}, mark=here(beat))
    yield from _stay(turn, beat, lines)


def _unsure(turn: Turn, beat: Beat, guess: Reply | None) -> Iterator[Line]:
    """The buddy takes the blame; after two turns running, or with its lines used up, it goes on and has
    the next lines read aloud."""
    lines: list[Line] = []
    if turn.unsure < MOST_UNSURE:
        turn.unsure += 1
        if guess:
            values = {"guess": guess_words(guess)}
            lines = list(turn.persona("unsure", "unsure", values, mark=f"?{guess.size}"))
            turn.confirms = "" if lines else turn.confirms  # a "yes" is now about the guess
        lines = lines or list(turn.persona("unsure_no_guess", "unsure"))
    turn.read_cards = not lines
    yield from _stay(turn, beat, iter(lines))


def _real(turn: Turn, beat: Beat) -> Iterator[Line]:
    lines = list(turn.persona("are_you_real", "react"))
    yield from lines
    if lines:
        yield from turn.question_again(beat)
