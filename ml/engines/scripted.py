"""The partner that plays a scenario as it is written.

Stateless between calls: everything it knows is in ``Prompt.state``. It draws nothing by chance, so a
reply prepared from a peek is the reply to the same words later. Ids in ``TalkState.used``:
``opener``, ``blank.say``, ``blank.short.echo``, ``blank.other.1``, ``unsure.0?fuller`` (a question
about the line after the mark), ``closer``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ml.engines.scripted_reading import (
    Kind,
    Reading,
    guess_words,
    offer_of,
    phrases_in,
    read_answer,
)
from ml.scenario import LEVELS, Beat, Reply
from ml.scenario_text import filled
from ml.types import Capabilities, Evidence, Heard, Line, Offer, Outcome, Prompt, PromptKind, TalkState

MOST_UNSURE = 2  # turns running; then the buddy goes on (misunderstanding shames)


class ScriptedPartner:
    """Role: Partner. Needs no model and no loading."""

    capabilities = Capabilities(streams=True)

    def load(self) -> None:
        """Nothing to load."""

    def reply(self, prompt: Prompt) -> Iterator[Line | Outcome]:
        """The lines of the buddy's turn, then the Outcome. A closed talk gets no more lines."""
        turn = _Turn(prompt)
        if not prompt.state.closed:
            match prompt.kind:
                case PromptKind.OPENING:
                    yield from turn.open()
                case PromptKind.ANSWER:
                    yield from turn.answer(prompt.heard)
                case PromptKind.CLOSING:
                    yield from turn.close(early=True)
        yield Outcome(turn.state(), turn.offer())


class _Turn:
    """One turn of the buddy's: the state it started from, changed as the lines are said."""

    def __init__(self, prompt: Prompt) -> None:
        self.scenario = prompt.scenario
        self.easier = prompt.level in LEVELS and (
            LEVELS.index(prompt.level) < LEVELS.index(prompt.scenario.level)
        )
        state = prompt.state
        self.beat: Beat | None = self.scenario.beat(state.beat)
        self.remember = dict(state.remember)
        self.used = list(state.used)
        self.steps = list(state.steps)
        self.phrases = list(state.phrases)
        self.unsure = state.unsure
        self.visit = state.visit
        self.closed = state.closed

    # -------------------------------------------------------------- parts of a talk

    def open(self) -> Iterator[Line]:
        opener = self.scenario.opener
        if self.visit > 1 and opener.again:
            yield from self._line("opener.again", opener.again, opener.again_ru, "opener")
        else:
            yield from self._line("opener", opener.say, opener.ru, "opener")
        yield from self._ask(self.scenario.beats[0])

    def answer(self, heard: Heard | None) -> Iterator[Line]:
        """``None``: the learner said nothing for so long that the buddy takes the turn."""
        beat = self.beat
        if beat is None:  # the topic was edited during the talk: end it kindly
            yield from self.close()
        elif heard is None:  # no reaction: there was nothing to react to
            self.remember.update(beat.anything_remember)
            yield from self._go_on(beat, beat.anything_next)
        else:
            more = not any(name.startswith("short.") for name in self.used)  # asked for once a talk
            reading = read_answer(beat, heard, asked=self._asked(beat), ask_for_more=more)
            self._note_phrases(heard, reading)
            yield from self._respond(beat, reading)

    def close(self, *, early: bool = False) -> Iterator[Line]:
        closer = self.scenario.closer
        self.beat, self.closed = None, True
        if early:
            yield from self._line("closer.early", closer.early, closer.early_ru, "closer")
        else:
            yield from self._line("closer", closer.say, closer.ru, "closer")

    # -------------------------------------------------------------- answers

    def _respond(self, beat: Beat, reading: Reading) -> Iterator[Line]:
        match reading:
            case Reading(Kind.LINE | Kind.IDEA, Reply() as reply):
                yield from self._react_to(beat, reply, echo=reading.kind is Kind.LINE)
            case Reading(Kind.OTHER, other=other) if other is not None:
                number = beat.other.index(other) + 1
                self.remember.update(other.remember)
                yield from self._line(f"{beat.id}.other.{number}", other.react, other.ru, "react")
                yield from self._go_on(beat, other.next)
            case Reading(Kind.SHORT):
                yield from self._stay(self._persona("short", "say"), beat)
            case Reading(Kind.UNSURE, guess):
                yield from self._stay(self._unsure(beat, guess), beat)
            case Reading(Kind.REPEAT) if rest := self._other_wording(beat):
                yield from self._persona("repeat", "say")
                yield from self._line(*rest)
            case Reading(Kind.REAL):
                yield from self._stay(self._real(beat), beat)
            case _:
                yield from self._anything(beat)

    def _react_to(self, beat: Beat, reply: Reply, *, echo: bool) -> Iterator[Line]:
        """``react_ru`` translates echo and react together, so the echo goes without."""
        key = f"{beat.id}.{reply.size}"
        self.remember.update(reply.remember)
        if echo:
            yield from self._line(f"{key}.echo", reply.echo, "", "echo")
        else:
            yield from self._line(f"{key}.recast", reply.recast, "", "recast")
        yield from self._line(f"{key}.react", reply.react, reply.react_ru, "react")
        yield from self._go_on(beat, reply.next)

    def _anything(self, beat: Beat) -> Iterator[Line]:
        self.remember.update(beat.anything_remember)
        yield from self._line(f"{beat.id}.anything", beat.anything, beat.anything_ru, "react")
        yield from self._go_on(beat, beat.anything_next)

    def _unsure(self, beat: Beat, guess: Reply | None) -> Iterator[Line]:
        """The buddy takes the blame; nothing after two turns running or when its lines are used up."""
        if self.unsure >= MOST_UNSURE:
            return
        self.unsure += 1
        lines = list(self._persona("unsure", "unsure", guess)) if guess else []
        yield from lines or self._persona("unsure_no_guess", "unsure")

    def _real(self, beat: Beat) -> Iterator[Line]:
        lines = list(self._persona("are_you_real", "react"))
        yield from lines
        if lines and (rest := self._other_wording(beat)):
            yield from self._line(*rest)

    def _stay(self, lines: Iterator[Line], beat: Beat) -> Iterator[Line]:
        """Say the lines and wait in the same beat; with no line left to say, go on."""
        said = False
        for line in lines:
            said = True
            yield line
        if not said:
            yield from self._anything(beat)

    # -------------------------------------------------------------- moving

    def _go_on(self, beat: Beat, jump: str | None) -> Iterator[Line]:
        self.unsure = 0
        if beat.step and beat.step not in self.steps:
            self.steps.append(beat.step)
        following = self.scenario.after(beat, jump)
        while following and self._was_asked(following):
            following = self.scenario.after(following)
        if following is None:
            yield from self.close()
        else:
            yield from self._ask(following)

    def _ask(self, beat: Beat) -> Iterator[Line]:
        """The beat's line; its easier wording for a learner below the topic's level."""
        self.beat = beat
        yield from self._line(*self._wording(beat, easier=self.easier))

    def _other_wording(self, beat: Beat) -> tuple[str, str, str, str] | None:
        """The question in the words not used yet: easier first."""
        for easier in (True, False):
            wording = self._wording(beat, easier=easier)
            if wording[0] not in self.used:
                return wording
        return None

    def _wording(self, beat: Beat, *, easier: bool) -> tuple[str, str, str, str]:
        if easier:
            return f"{beat.id}.simpler", beat.simpler, self._fill(beat, beat.ru, "ru"), "say"
        return f"{beat.id}.say", self._fill(beat, beat.say, "say"), self._fill(beat, beat.ru, "ru"), "say"

    def _was_asked(self, beat: Beat) -> bool:
        return f"{beat.id}.say" in self.used or f"{beat.id}.simpler" in self.used

    # -------------------------------------------------------------- lines

    def _line(self, name: str, text: str, translation: str, part: str) -> Iterator[Line]:
        if text and name not in self.used:
            self.used.append(name)
            yield Line(filled(text, self.remember), filled(translation, self.remember), part)

    def _persona(self, kind: str, part: str, guess: Reply | None = None) -> Iterator[Line]:
        """The next of the persona's lines of that kind that was not said yet, if any."""
        lines: Sequence[str] = getattr(self.scenario.persona.lines, kind)
        translations: Sequence[str] = getattr(self.scenario.persona.lines_ru, kind, ())
        said = {name.partition("?")[0] for name in self.used}
        for number, text in enumerate(lines):
            if f"{kind}.{number}" in said:
                continue
            self.used.append(f"{kind}.{number}" + (f"?{guess.size}" if guess else ""))
            values = {"guess": guess_words(guess)} if guess else {}
            translation = translations[number] if number < len(translations) else ""
            yield Line(filled(text, values), filled(translation, values), part)
            return

    def _fill(self, beat: Beat, text: str, language: str) -> str:
        """The text with the beat's ``fill`` passages in place; other places are filled when said."""
        values = {}
        for name, fill in beat.fill.items():
            chosen = fill.variants.get(self.remember.get(fill.by, "")) or fill.variants.get("default")
            values[name] = getattr(chosen, language, "")
        return filled(text, values | self.remember) if values else text

    def _asked(self, beat: Beat) -> Reply | None:
        """The line of the "Was it …?" that was the last thing said."""
        _, mark, size = (self.used[-1] if self.used else "").partition("?")
        return beat.reply(size) if mark else None

    # -------------------------------------------------------------- what is kept

    def _note_phrases(self, heard: Heard, reading: Reading) -> None:
        """Target phrases count from free recognition, typing, or a card that was read."""
        text = heard.text if heard.evidence in (Evidence.HEARD, Evidence.TYPED) else ""
        if heard.reply and reading.reply and not text:
            text = reading.reply.say
        for phrase in phrases_in(self.scenario, text):
            if phrase not in self.phrases:
                self.phrases.append(phrase)

    def state(self) -> TalkState:
        return TalkState(
            beat=self.beat.id if self.beat else None,
            remember=self.remember,
            used=tuple(self.used),
            steps=tuple(self.steps),
            phrases=tuple(self.phrases),
            unsure=self.unsure,
            visit=self.visit,
            closed=self.closed,
        )

    def offer(self) -> Offer | None:
        return offer_of(self.beat, self._asked(self.beat)) if self.beat and not self.closed else None
