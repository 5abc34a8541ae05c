"""One turn of the scripted buddy's: the state it started from, changed as its lines are said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml.engines.scripted_lines import Lines
from ml.engines.scripted_offer import FADING, moves_of, offer_of, retell_offer
from ml.scenario import LEVELS, RETELL, Beat, Reply
from ml.scenario_text import filled
from ml.types import Line, Offer, Prompt, TalkState

# After these the question before them still stands.
_PATIENT = re.compile(r"(?:move\.)?(?:silence|wait)\.\d+(?:@.*)?$")


class Turn(Lines):
    """What is known at the start of the turn, and what its lines change. One object a turn."""

    def __init__(self, prompt: Prompt) -> None:
        state = prompt.state
        super().__init__(prompt.scenario, prompt.moves, state.used, state.remember)
        self._below = prompt.level in LEVELS and (
            LEVELS.index(prompt.level) < LEVELS.index(prompt.scenario.level)
        )
        self.beat: Beat | None = self.scenario.beat(state.beat)
        self.retelling = state.beat == RETELL
        self.steps = list(state.steps)
        self.phrases = list(state.phrases)
        self.unsure = state.unsure
        self.visit = state.visit
        self.known = state.known
        self.understood = list(state.understood)
        self.easier = state.easier
        self.harder = state.harder
        self.about = state.about
        self.pace = state.pace
        self.confirms = state.confirms
        self.closed = state.closed
        self.brief = prompt.brief
        self.patient = False
        self.read_cards = False

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
        """On to the next beat without a reaction: there was nothing to react to.

        Where the buddy chooses for the learner it says what it chose, or the next lines come from nowhere.
        """
        if beat.anything_remember:
            yield from self.line(f"{beat.id}.anything", beat.anything, beat.anything_ru, "react")
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
        return self.easier or (self._below and not self.harder)

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

    def question_again(self, beat: Beat) -> Iterator[Line]:
        """The question in easier words, whether they were used before or not."""
        yield from self.question(beat, simpler=True, again=True)

    def last_wording(self, beat: Beat) -> Iterator[Line]:
        """What was told and asked, as it was said last."""
        tellings = [name for name in self.used if name in (f"{beat.id}.tell", f"{beat.id}.tell_simpler")]
        questions = [name for name in self.used if name in (f"{beat.id}.say", f"{beat.id}.simpler")]
        yield from self.tell(beat, simpler="".join(tellings[-1:]).endswith("simpler"), again=True)
        yield from self.question(beat, simpler="".join(questions[-1:]).endswith("simpler"), again=True)

    def _passages(self, beat: Beat, text: str, language: str) -> str:
        """The text with the beat's ``fill`` passages in place; other places are filled when said."""
        values = {}
        for name, fill in beat.fill.items():
            chosen = fill.variants.get(self.remember.get(fill.by, "")) or fill.variants.get("default")
            values[name] = getattr(chosen, language, "")
        return filled(text, values | self.remember) if values else text

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
            harder=self.harder,
            about=self.about,
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
        heard = [*self.texts, *self._standing(beat)]
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
        step = min(self.visit - 1, self.known.get(beat.id, 0), len(FADING) - 1)
        return FADING[max(step, 1) if self.harder else step]


def beginning(beat: Beat) -> str:
    """How an answer may begin, as one says it: the first of "I work … / I study …"."""
    return beat.starter.partition(" / ")[0]
