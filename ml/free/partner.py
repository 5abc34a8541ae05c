"""The partner that talks freely: a chat model in the persona's role, along the scenario's plan.

What the model says is checked sentence by sentence before it is spoken. Whatever goes wrong, the written
reply to the same words is said instead, and the same talk goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace
from typing import ClassVar

from ml.chat import ChatModel, Health, Message
from ml.errors import EngineError, where
from ml.free.breaker import Breaker
from ml.free.checking import SentenceCheck
from ml.free.cleaning import cleaned
from ml.free.history import chat_of, fitted, plain_words
from ml.free.known import check_of
from ml.free.plan import Plan, Written, plan_of
from ml.free.prompting import SENTENCES, level_of, most_words, note_text, system_text
from ml.given_up import AWAY, given_up
from ml.scenario_text import count_words, spelled_out
from ml.sentences import split_sentences
from ml.time_limit import items_in_time
from ml.types import Capabilities, Line, Outcome, Prompt, PromptKind

logger = logging.getLogger(__name__)

TOKENS_A_WORD = 2  # generous: a sentence that is cut off is not spoken
LEAST_TOKENS, MOST_LETTERS = 48, 2_000
PIECE_SECONDS = 4.5  # the client's own limits are shorter, where anything comes at all
LIMITED = SimpleNamespace(capabilities=Capabilities(time_limit=PIECE_SECONDS))
LEAST_WORDS = 12  # that the model has, however long what follows is
TOLD = "free.told"  # the mark in ``TalkState.used``: the learner knows that the model is away
NOTICE = "partner.written"


class FreePartner:
    """Role: Partner. A subclass names its ``client``, a class of ChatModels; OPTIONS are the client's."""

    capabilities = Capabilities(streams=True, time_limit=0)  # its own: PIECE_SECONDS
    client: ClassVar[Callable[..., ChatModel]]

    def __init__(self, url: str, **options: object) -> None:
        """``url`` and ``options`` are the client's; ValueError where the URL is none."""
        self.model = self.client(url, **options)
        self._window = 0
        self.breaker = Breaker(self.health)

    def load(self) -> None:
        """Look at the server once. One that is away is no error: talks begin with the written lines."""
        self.model.load()
        if not self.health().well:
            self._failed("model.unreachable")

    def close(self) -> None:
        self.breaker.end()

    def health(self) -> Health:
        """How the server is; what it tells of its window is kept."""
        health = self.model.health()
        self._window = health.window or self._window
        return health

    def reply(self, prompt: Prompt) -> Iterator[Line | Outcome]:
        """See ``ml.roles.Partner``. Never raises an EngineError: there is always the written reply."""
        plan = plan_of(prompt)
        if isinstance(plan, Written):
            yield from plan.lines
            yield plan.outcome
            return
        if not self.breaker.well:
            given_up(AWAY)
            yield from _said_instead(plan, prompt)
            return
        yield from plan.before
        said: list[str] = []
        failed = ""
        try:
            for sentence in self._sentences(plan, prompt):
                said.append(sentence)
                yield Line(sentence, part="say" if sentence.endswith("?") else "react")
            self.breaker.succeeded()
        except EngineError as error:
            failed = error.code
            logger.warning("a model's answer was given up (%s: %s)", error.code, error)
            self._failed(failed)
        except Exception as error:  # a bug of a library's or ours costs the model's words, not the turn
            failed = "model.broken"
            logger.error("a model's answer was given up: %s", where(error))
            self._failed(failed)
        yield from _rest(plan, prompt, said, failed)

    def _failed(self, code: str) -> None:
        given_up(code)
        self.breaker.failed(code)

    def _sentences(self, plan: Plan, prompt: Prompt) -> Iterator[str]:
        """What of the model's answer may be spoken, as soon as each sentence is whole."""
        system = system_text(prompt)
        check = check_of(prompt)
        room = most_words(prompt) - (0 if plan.staying else _words_of(plan.onward.lines))
        room = max(room, LEAST_WORDS)
        tokens = LEAST_TOKENS + TOKENS_A_WORD * room
        messages = fitted(self._messages(plan, prompt, system), tokens, self._window)
        spoken = 0
        pieces = items_in_time(  # a server may send what is no piece for ever
            LIMITED,
            "model",
            lambda: self.model.stream(messages, most_tokens=tokens, stopped=prompt.stopped),
        )
        with closing(pieces) as answer:  # type: ignore[type-var]  # closing it ends the work on the server
            for sentence in _whole_sentences(answer, prompt.scenario.persona.name):
                if not self._may_be_said(sentence, plan, check):
                    return
                words = count_words(sentence)
                if spoken and words > room:
                    return
                yield sentence
                spoken, room = spoken + 1, room - words
                if sentence.endswith("?") or spoken >= _most_sentences(plan, prompt):
                    return

    def _messages(self, plan: Plan, prompt: Prompt, system: str) -> list[Message]:
        values = {"persona": prompt.scenario.persona.name, "question": plan.question}
        if plan.asked:
            values["asked"] = note_text("asked", values)
        if prompt.recast is not None:
            said, right = map(plain_words, prompt.recast)
            values["recast"] = note_text("recast", {"said": said, "right": right})
        words = prompt.heard.text if prompt.heard and prompt.kind is PromptKind.ANSWER else ""
        return chat_of(system, prompt.history, words, note_text(plan.task, values))

    def _may_be_said(self, sentence: str, plan: Plan, check: SentenceCheck) -> bool:
        problem = check.problem(sentence)
        if not problem and sentence.endswith("?"):
            if plan.staying is None:
                problem = "asks"
            elif plan.question and not _about(sentence, plan.question):
                problem = "beside"
        if problem:
            logger.info("a sentence of the model's was not spoken (%s)", problem)
        return not problem


def _rest(plan: Plan, prompt: Prompt, said: Sequence[str], failed: str) -> Iterator[Line | Outcome]:
    """What follows the model's words, as many as there were."""
    if plan.staying and prompt.stopped():  # whatever comes next answers it
        yield plan.staying
    elif not said and failed:
        yield from _said_instead(replace(plan, before=()), prompt)
    elif not said:
        yield from plan.otherwise.lines
        yield plan.otherwise.outcome
    elif plan.staying and said[-1].endswith("?"):
        yield plan.staying
    else:
        yield from plan.onward.lines
        yield plan.onward.outcome


def _said_instead(plan: Plan, prompt: Prompt) -> Iterator[Line | Outcome]:
    """The written reply, since the model is away; the learner is told so once in a talk."""
    yield from plan.before
    yield from plan.otherwise.lines
    outcome = plan.otherwise.outcome
    if TOLD not in prompt.state.used:
        state = replace(outcome.state, used=(*outcome.state.used, TOLD))
        outcome = replace(outcome, state=state, notice=NOTICE)
    yield outcome


def _whole_sentences(pieces: Iterator[str], speaker: str) -> Iterator[str]:
    """Each sentence once the next has begun; the last if it is finished. No more than a turn's letters."""
    text, given, letters = "", 0, 0
    for piece in pieces:
        letters += len(piece)
        text += piece
        if letters > MOST_LETTERS:
            return
        whole = split_sentences(cleaned(text, speaker))[:-1]
        yield from whole[given:]
        given = max(given, len(whole))
    for sentence in split_sentences(cleaned(text, speaker))[given:]:
        if sentence.rstrip("”\"')").endswith((".", "!", "?", "…")):
            yield sentence


def _most_sentences(plan: Plan, prompt: Prompt) -> int:
    """A reaction before a written question is short; one that asks has room for both."""
    most = SENTENCES[level_of(prompt)]
    return most if plan.staying else max(1, most - 1)


def _about(sentence: str, question: str) -> bool:
    """Whether the model's question is the written one in other words: a longer word is in both."""
    asked = {word for word in spelled_out(question) if len(word) > 3}
    return bool(asked & set(spelled_out(sentence))) or not asked


def _words_of(lines: Sequence[Line]) -> int:
    return sum(count_words(line.text) for line in lines)
