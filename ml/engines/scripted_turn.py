"""One turn of the scripted buddy's: the state it started from, changed as its lines are said.

Ids of lines, as ``TalkState.used`` and a topic's ``audio`` know them: ``opener``, ``opener.again``,
``blank.tell``, ``blank.tell_simpler``, ``blank.say``, ``blank.simpler``, ``blank.short.echo``,
``blank.other.1``, ``blank.anything``, ``blank.and_you``, ``closer``, ``closer.early``; ``wait.0`` is the
persona's first line of that kind, ``move.wait.0`` the first answer that every persona may give. In
``used`` a persona's line may end in ``?fuller`` (it asked about that reply) or ``@blank`` (said there).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ml.engines.scripted_offer import FADING, moves_of, offer_of, retell_offer
from ml.scenario import LEVELS, RETELL, Beat, Reply
from ml.scenario_text import filled, places
from ml.types import Line, Offer, Prompt, TalkState

# After these the question before them still stands.
_PATIENT = re.compile(r"(?:move\.)?(?:silence|wait)\.\d+(?:@.*)?$")


class Turn:
    """What is known at the start of the turn, and what its lines change. One object a turn."""

    def __init__(self, prompt: Prompt) -> None:
        self.scenario = prompt.scenario
        self.moves = prompt.moves
        self._below = prompt.level in LEVELS and (
            LEVELS.index(prompt.level) < LEVELS.index(prompt.scenario.level)
        )
        state = prompt.state
        self.beat: Beat | None = self.scenario.beat(state.beat)
        self.retelling = state.beat == RETELL
        self.remember = dict(state.remember)
        self.used = list(state.used)
        self.steps = list(state.steps)
        self.phrases = list(state.phrases)
        self.unsure = state.unsure
        self.visit = state.visit
        self.known = state.known
        self.understood = list(state.understood)
        self.easier = state.easier
        self.pace = state.pace
        self.confirms = state.confirms
        self.closed = state.closed
        self.patient = False
        self.read_cards = False
        self._texts: list[str] = []  # said in this turn

    # -------------------------------------------------------------- a talk's course

    def ask(self, beat: Beat) -> Iterator[Line]:
        """What is told in the beat, and its question; easier for whoever needs it."""
        self.beat = beat
        yield from self.tell(beat, simpler=self.simple)
        yield from self.question(beat, simpler=self.simple)

    def go_on(self, beat: Beat, jump: str | None) -> Iterator[Line]:
        self.unsure, self.confirms = 0, ""
        if beat.step and beat.step not in self.steps:
            self.steps.append(beat.step)
        following = self.scenario.after(beat, jump)
        while following and self.was_said(f"{following.id}.say", f"{following.id}.simpler"):
            following = self.scenario.after(following)
        if following is None:
            yield from self.close()
        else:
            yield from self.ask(following)

    def anything(self, beat: Beat) -> Iterator[Line]:
        """What fits whatever was said, and on."""
        yield from self.line(f"{beat.id}.anything", beat.anything, beat.anything_ru, "react")
        yield from self.leave(beat)

    def leave(self, beat: Beat) -> Iterator[Line]:
        """On to the next beat without a reaction: there was nothing to react to."""
        self.remember.update(beat.anything_remember)
        yield from self.go_on(beat, beat.anything_next)

    def close(self, *, early: bool = False) -> Iterator[Line]:
        """The last words; unless the learner leaves early, the story waits to be retold."""
        closer = self.scenario.closer
        self.beat, self.confirms = None, ""
        self.retelling = not early and self.scenario.retell is not None
        self.closed = not self.retelling
        if early:
            yield from self.line("closer.early", closer.early, closer.early_ru, "closer")
        else:
            yield from self.line("closer", closer.say, closer.ru, "closer")

    def end(self) -> None:
        """The talk is over, and everything has been said."""
        self.beat, self.retelling, self.closed = None, False, True

    # -------------------------------------------------------------- questions

    @property
    def simple(self) -> bool:
        """Whether easier wordings come first."""
        return self._below or self.easier

    def was_said(self, *names: str) -> bool:
        return any(name in self.used for name in names)

    def tell(self, beat: Beat, *, simpler: bool, again: bool = False) -> Iterator[Line]:
        """What the listener is asked about afterwards; nothing in a beat without it."""
        told = beat.listening
        if told and simpler:
            yield from self.line(
                f"{beat.id}.tell_simpler", told.simpler, told.simpler_ru or told.tell_ru, "tell", again=again
            )
        elif told:
            yield from self.line(f"{beat.id}.tell", told.tell, told.tell_ru, "tell", again=again)

    def question(self, beat: Beat, *, simpler: bool, again: bool = False) -> Iterator[Line]:
        russian = self._passages(beat, beat.ru, "ru")
        if simpler:
            yield from self.line(f"{beat.id}.simpler", beat.simpler, russian, "say", again=again)
        else:
            text = self._passages(beat, beat.say, "say")
            yield from self.line(f"{beat.id}.say", text, russian, "say", again=again)

    def other_wording(self, beat: Beat) -> Iterator[Line]:
        """The question in words not used yet, easier ones first; nothing when all were used."""
        if not self.was_said(f"{beat.id}.simpler"):
            yield from self.question(beat, simpler=True)
        else:
            yield from self.question(beat, simpler=False)

    def _passages(self, beat: Beat, text: str, language: str) -> str:
        """The text with the beat's ``fill`` passages in place; other places are filled when said."""
        values = {}
        for name, fill in beat.fill.items():
            chosen = fill.variants.get(self.remember.get(fill.by, "")) or fill.variants.get("default")
            values[name] = getattr(chosen, language, "")
        return filled(text, values | self.remember) if values else text

    # -------------------------------------------------------------- lines

    def was_said_here(self, beat: Beat, *kinds: str) -> bool:
        """Whether one of the persona's lines of these kinds was said in this beat, marked so."""
        mark = here(beat)
        return any(name.endswith(mark) and _is_of(name.removeprefix("move."), *kinds) for name in self.used)

    def line(
        self, name: str, text: str, translation: str, part: str, *, again: bool = False
    ) -> Iterator[Line]:
        """The line, unless it was said before; ``again``: the learner asked for it."""
        if not text or (self.was_said(name) and not again):
            return
        if not self.was_said(name):
            self.used.append(name)
        yield self._said(name, filled(text, self.remember), filled(translation, self.remember), part)

    def persona(
        self,
        kind: str,
        part: str,
        values: Mapping[str, str] | None = None,
        values_ru: Mapping[str, str] | None = None,
        *,
        mark: str = "",
    ) -> Iterator[Line]:
        """The next of the persona's lines of that kind that was not said yet, if any.

        ``values`` fill its places, ``values_ru`` those of its translation where they differ; ``mark`` is
        kept behind its id.
        """
        lines: Sequence[str] = getattr(self.scenario.persona.lines, kind)
        russian: Sequence[str] = getattr(self.scenario.persona.lines_ru, kind, ())
        yield from self._next(kind, lines, russian, part, values or {}, values_ru, mark)

    def answer(
        self, kind: str, values: Mapping[str, str] | None = None, values_ru: Mapping[str, str] | None = None
    ) -> Iterator[Line]:
        """The persona's line for a move, else what every persona may say; when all was said, from the
        beginning: it was asked for."""
        lines = list(self.fresh(kind, values, values_ru))
        if not lines:
            self.used = [name for name in self.used if not _is_of(name, kind, f"move.{kind}")]
            lines = list(self.fresh(kind, values, values_ru))
        yield from lines

    def fresh(
        self,
        kind: str,
        values: Mapping[str, str] | None = None,
        values_ru: Mapping[str, str] | None = None,
        *,
        mark: str = "",
    ) -> Iterator[Line]:
        """The same, and nothing when all was said."""
        lines = list(self.persona(kind, "move", values, values_ru, mark=mark))
        move = self.moves.get(kind) if self.moves else None
        if not lines and move:
            name = f"move.{kind}"
            found = self._next(name, move.answers, move.answers_ru, "move", values or {}, values_ru, mark)
            lines = list(found)
        yield from lines

    def _next(
        self,
        kind: str,
        lines: Sequence[str],
        russian: Sequence[str],
        part: str,
        values: Mapping[str, str],
        values_ru: Mapping[str, str] | None,
        mark: str,
    ) -> Iterator[Line]:
        said = {_plain(name) for name in self.used}
        for number, text in enumerate(lines):
            name = f"{kind}.{number}"
            if name in said or not all(values.get(place) for place, _ in places(text)):
                continue
            self.used.append(name + mark)
            translation = russian[number] if number < len(russian) else ""
            text, translation = filled(text, values), filled(translation, values_ru or values)
            yield self._said(name, _tidy(text), _tidy(translation), part)
            return

    def _said(self, name: str, text: str, translation: str, part: str) -> Line:
        self._texts.append(text)
        return Line(text, translation, part, self.scenario.audio.get(name, ""))

    # -------------------------------------------------------------- what stands

    def asked(self) -> Reply | None:
        """The line of the "Was it …?" that is still open."""
        last = next((name for name in reversed(self.used) if not _PATIENT.match(name)), "")
        _, mark, size = last.partition("?")
        return self.beat.reply(size) if self.beat and mark else None

    def state(self) -> TalkState:
        return TalkState(
            beat=RETELL if self.retelling else self.beat.id if self.beat else None,
            remember=self.remember,
            used=tuple(self.used),
            steps=tuple(self.steps),
            phrases=tuple(self.phrases),
            unsure=self.unsure,
            visit=self.visit,
            known=self.known,
            understood=tuple(self.understood),
            easier=self.easier,
            pace=self.pace,
            confirms=self.confirms,
            closed=self.closed,
        )

    def offer(self) -> Offer | None:
        if self.closed:
            return None
        if self.retelling and self.scenario.retell:
            return retell_offer(self.scenario.retell)
        beat = self.beat
        if beat is None:
            return None
        asked = self.asked()
        heard = [*self._texts, *self._standing(beat)]
        return offer_of(
            beat,
            shows=self._shows(beat),
            asked=asked,
            moves=moves_of(self.moves, self.scenario, heard, asked=asked is not None or bool(self.confirms)),
            patient=self.patient,
            read_cards=self.read_cards,
        )

    def _standing(self, beat: Beat) -> list[str]:
        """The texts of the beat that were said before and still wait for an answer."""
        told = beat.listening
        wordings = {"say": beat.say, "simpler": beat.simpler}
        wordings |= {"tell": told.tell, "tell_simpler": told.simpler} if told else {}
        return [text for name, text in wordings.items() if self.was_said(f"{beat.id}.{name}")]

    def _shows(self, beat: Beat) -> str:
        """Lines fade with each visit on which this beat went well; not for whoever has it hard now."""
        if self.easier or self.unsure:
            return FADING[0]
        return FADING[min(self.visit - 1, self.known.get(beat.id, 0), len(FADING) - 1)]


def here(beat: Beat) -> str:
    """The mark of a line that is said once in a beat."""
    return f"@{beat.id}"


def _tidy(text: str) -> str:
    """No full stop behind another mark: “{line}.” with a question in it."""
    return re.sub(r"([?!…])\.", r"\1", text)


def _plain(name: str) -> str:
    """The id without its mark."""
    return re.split(r"[?@]", name, maxsplit=1)[0]


def _is_of(name: str, *kinds: str) -> bool:
    kind, _, number = _plain(name).rpartition(".")
    return kind in kinds and number.isdigit()
