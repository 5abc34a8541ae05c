"""A talk with a partner whose model says what a test tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ml.chat import Health, Message
from ml.errors import EngineError
from ml.free.partner import FreePartner
from ml.types import Exchange, Line, Outcome, Prompt, PromptKind, TalkState
from tests.ml.talks import Talk, scenario_of

STORY = "Well, my brother got married last summer and I made a long speech there"


class SaysModel:
    """``answers`` in order: a text, an error, or a list of pieces, of which one may be an error."""

    def __init__(self, url: str = "http://model", **_: object) -> None:
        self.answers: list[Any] = []
        self.usual = "That sounds good to me. What did you do then?"
        self.asked: list[list[Message]] = []
        self.well = True
        self.left = 0  # answers that were given up before their end
        self.looks = 0

    def load(self) -> None:
        """Nothing to load."""

    def stream(
        self, messages: Sequence[Message], *, most_tokens: int, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        self.asked.append(list(messages))
        answer = self.answers.pop(0) if self.answers else self.usual
        whole = False
        try:
            for piece in answer if isinstance(answer, list) else [answer]:
                if isinstance(piece, Exception):
                    raise piece
                if stopped():
                    return
                yield from (word + " " for word in piece.split(" "))
            whole = True
        finally:
            self.left += not whole

    def filled_in(self, messages: Sequence[Message], schema: Mapping[str, Any], *, most_tokens: int) -> Any:
        raise EngineError("model.garbled")

    def health(self) -> Health:
        self.looks += 1
        return Health(self.well)


class SaysPartner(FreePartner):
    client = SaysModel

    def __init__(self) -> None:
        super().__init__("http://model")
        self.load()


class FreeTalk(Talk):
    """``Talk`` that keeps its history, as conversations do."""

    def __init__(self, scenario: Any, **settings: Any) -> None:
        partner = SaysPartner()
        super().__init__(partner, scenario, **settings)
        self.model: SaysModel = partner.model  # type: ignore[assignment]
        self.history: list[Exchange] = []
        self.outcome: Outcome | None = None
        self.fields: dict[str, Any] = {}  # of the next prompt

    def note(self) -> str:
        """What the model was told to do in the last request."""
        return self.model.asked[-1][-1].text

    def texts(self) -> list[str]:
        return [line.text for line in self.said]

    def _turn(self, kind: PromptKind, heard: Any) -> list[Line]:
        prompt = Prompt(
            kind,
            self.scenario,
            self.state,
            heard,
            history=tuple(self.history),
            level=self.level,
            moves=self.moves,
            brief=self.brief,
            **self.fields,
        )
        *lines, outcome = list(self.partner.reply(prompt))
        assert isinstance(outcome, Outcome)
        self.outcome = outcome
        self.state, self.offer = TalkState.from_json(outcome.state.to_json()), outcome.offer
        self.said += lines
        self.history.append(Exchange(heard.text if heard else "", " ".join(line.text for line in lines)))
        return lines


def opened(talk: FreeTalk) -> FreeTalk:
    """The first question is asked, in the model's words."""
    talk.model.answers = ["Who could I practise on, if not you?"]
    talk.open()
    return talk


def at_beat(path, beat: str) -> FreeTalk:
    """A talk that waits there, by whichever cards lead there."""
    for size in ("stretch", "fuller", "short"):
        talk = FreeTalk(scenario_of(path))
        talk.open()
        while talk.offer and talk.offer.beat != beat:
            talk.read(size)
        if talk.offer:
            return talk
    raise AssertionError(f"no cards of one size lead to {beat}")
