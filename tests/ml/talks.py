"""Helpers that hold a talk with a partner."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

import topics
from ml.moves import Moves, moves_parse
from ml.scenario import Scenario, scenario_parse
from ml.types import Evidence, Heard, Line, Offer, Outcome, Prompt, PromptKind, TalkState

CATALOGUE = Path(topics.__file__).parent / "catalogue"
TOPICS = sorted(CATALOGUE.glob("[!_]*.yaml"))
MODEL = CATALOGUE / "butterflies-on-the-night-train.yaml"


@cache
def scenario_of(path: Path = MODEL) -> Scenario:
    return scenario_parse(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def all_moves() -> Moves:
    return moves_parse(yaml.safe_load((CATALOGUE / "_moves.yaml").read_text(encoding="utf-8")))


class Talk:
    """A talk in progress: each call returns the lines of the buddy's turn."""

    def __init__(
        self,
        partner: Any,
        scenario: Scenario,
        *,
        level: str = "",
        visit: int = 1,
        known: dict[str, int] | None = None,
        moves: Moves | None = None,
        brief: bool = False,
    ) -> None:
        self.partner = partner
        self.scenario = scenario
        self.level = level or scenario.level
        self.moves = moves or all_moves()
        self.brief = brief
        self.state = TalkState(visit=visit, known=known or {})
        self.offer: Offer | None = None
        self.said: list[Line] = []

    def open(self) -> list[Line]:
        return self._turn(PromptKind.OPENING, None)

    def close(self) -> list[Line]:
        return self._turn(PromptKind.CLOSING, None)

    def answer(self, heard: Heard | None) -> list[Line]:
        return self._turn(PromptKind.ANSWER, heard)

    def silent(self) -> list[Line]:
        return self._turn(PromptKind.SILENCE, None)

    def go_on(self) -> list[Line]:
        return self._turn(PromptKind.GO_ON, None)

    def read(self, size: str, **fields: Any) -> list[Line]:
        """Read the card of that size."""
        assert self.offer
        return self.answer(Heard(Evidence.CARD, reply=f"{self.offer.beat}.{size}", **fields))

    def type(self, text: str) -> list[Line]:
        return self.answer(Heard(Evidence.TYPED, text=text, surface=text))

    def move(self, key: str, evidence: Evidence = Evidence.CARD) -> list[Line]:
        """Say a move as a recogniser hears it; with CHOSEN, tap it."""
        assert self.offer
        offered = next((move for move in self.offer.moves if move.key == key), None)
        assert offered, f"{key} is not offered"
        return self.answer(Heard(evidence, text=offered.phrases[0], move=key, confidence=0.9))

    def tap(self, key: str) -> list[Line]:
        return self.move(key, Evidence.CHOSEN)

    def go_to(self, beat: str, size: str = "stretch") -> None:
        """Open and read cards until that beat waits for an answer."""
        if self.offer is None:
            self.open()
        while self.offer and self.offer.beat != beat:
            self.read(size)
        assert self.offer, f"{beat} was not on this path"

    def _turn(self, kind: PromptKind, heard: Heard | None) -> list[Line]:
        before = self.state.to_json()
        prompt = Prompt(
            kind, self.scenario, self.state, heard, level=self.level, moves=self.moves, brief=self.brief
        )
        *lines, outcome = list(self.partner.reply(prompt))
        assert isinstance(outcome, Outcome)
        assert all(isinstance(line, Line) for line in lines)
        assert self.state.to_json() == before, "the state that was given must not change"
        self.state, self.offer = TalkState.from_json(outcome.state.to_json()), outcome.offer
        self.said += lines
        return lines


RUBBISH = (
    "banana radio seven",
    "ыыы",
    "🙂",
    "",
    "no",
    "yes",
    "I went to the shop, you know, and then I left",
    "I would go and",
    "Do you like snakes?",
    "I don't know",
    "A long story. And you?",
    "Hola, como estas",
    "What does he eat?",
    "No, I said it was a joke.",
    "Why don't you sleep?",
)
STORY = Heard(Evidence.OWN_WORDS)


def any_answer(random: Random, offer: Offer) -> Heard | None:
    """Something a learner may do: read, say it otherwise, tell, type rubbish, mumble, keep silent."""
    if offer.part == "retell":
        return random.choice((STORY, Heard(Evidence.TYPED, text="I met her on a train. The end."), None))
    reply = random.choice(offer.replies)
    spot = random.choice(offer.spots)
    words = random.choice(spot.phrases)
    return random.choice(
        (
            Heard(Evidence.CARD, reply=reply.key, confidence=0.9),
            Heard(Evidence.HEARD, text=reply.text.lower(), confidence=0.8),
            Heard(Evidence.HEARD, text=f"i think {words} and so on", confidence=0.8),
            Heard(Evidence.TYPED, text=random.choice(RUBBISH)),
            Heard(Evidence.OWN_WORDS, spotted=(spot.key,)),
            Heard(Evidence.OWN_WORDS, guess=reply.key),
            Heard(Evidence.OWN_WORDS, guess=reply.key),
            Heard(Evidence.OWN_WORDS),
            None,
        )
    )
