"""Who answers in the bench of the GPU: written lines, a server, or a Llama with random weights."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from bench.gpu_models import parameters_of
from bench.gpu_speech import FIRST, NEXT, sentences
from ml.chat import ChatModel, Health, Message
from ml.engines.chat_client import FIRST_SECONDS, WHOLE_SECONDS
from ml.errors import EngineError
from ml.free.history import chat_of
from ml.free.prompting import note_text, system_text
from ml.scenario import Scenario, scenario_parse
from ml.sentences import split_sentences
from ml.types import Exchange, Prompt, PromptKind, TalkState

TOPIC = Path(__file__).parents[1] / "topics" / "catalogue" / "butterflies-on-the-night-train.yaml"
TURNS_BEFORE = 8
MOST_TOKENS = 96
LETTERS_A_TOKEN = 4
SENTENCES = 2  # of a reply
ROOM_GB = 16.0  # that a Llama of 7 billion takes in half precision, with what it keeps of ten talks
TINY: dict[str, Any] = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
}


class Partner(Protocol):
    def sentences(self, words: str) -> Iterator[str]:
        """The reply to ``words``, each sentence as soon as it is whole; EngineError where none comes."""


class Written:
    """The lines of a scenario: they take no time."""

    def sentences(self, words: str) -> Iterator[str]:
        yield from (FIRST, NEXT)


class FromModel:
    """A chat model, given what a talk gives it."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    def sentences(self, words: str) -> Iterator[str]:
        text, given = "", 0
        for piece in self._model.stream(messages_for(words), most_tokens=MOST_TOKENS):
            text += piece
            whole = split_sentences(text)[:-1]
            yield from whole[given:SENTENCES]
            given = max(given, len(whole))
            if given >= SENTENCES:
                return
        yield from split_sentences(text)[given:SENTENCES]


@cache
def _scenario() -> Scenario:
    return scenario_parse(yaml.safe_load(TOPIC.read_text(encoding="utf-8")))


def messages_for(words: str) -> list[Message]:
    """A request in the middle of a talk, with the texts that the partner sends."""
    scenario = _scenario()
    prompt = Prompt(PromptKind.ANSWER, scenario, TalkState(), level="B1")
    history = [Exchange(said, f"{FIRST} {NEXT}") for said in sentences()[:TURNS_BEFORE]]
    note = note_text("react", {"persona": scenario.persona.name})
    return chat_of(system_text(prompt), history, words, note)


def tokens_in(messages: Sequence[Message]) -> int:
    """About how many tokens of English these are."""
    return sum(len(message.text) for message in messages) // LETTERS_A_TOKEN


class RandomLlama:
    """A ChatModel: a Llama of 7 billion random weights, or a tiny one, in this process.

    It computes a real answer's tokens, one after the other behind a real prompt, and what is said is given.
    Talks take turns at it token by token, as nothing batches them: a server does better.
    """

    def __init__(self, device: str, *, tiny: bool) -> None:
        import torch
        import transformers

        parts: Any = transformers
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float32 if device == "cpu" else torch.float16)
        try:
            with torch.random.fork_rng(), torch.device(device):
                torch.manual_seed(0)
                self._model = parts.LlamaForCausalLM(parts.LlamaConfig(**(TINY if tiny else {}))).eval()
        finally:
            torch.set_default_dtype(before)
        self._device = device
        self._lock = threading.Lock()
        self.busy = 0.0  # seconds

    @property
    def parameters(self) -> int:
        return parameters_of(self._model)

    def load(self) -> None:
        """It is loaded."""

    def stream(
        self, messages: Sequence[Message], *, most_tokens: int, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        import torch

        reply = f"{FIRST} {NEXT}"
        pieces = [reply[at : at + LETTERS_A_TOKEN] for at in range(0, len(reply), LETTERS_A_TOKEN)]
        size = (1, tokens_in(messages))
        tokens = torch.randint(3, self._model.config.vocab_size, size, device=self._device)
        begun, kept = time.monotonic(), None
        for place, piece in enumerate(pieces[:most_tokens]):
            if stopped():
                return
            tokens, kept = self._step(tokens, kept)
            if time.monotonic() - begun > (WHOLE_SECONDS if place else FIRST_SECONDS):
                raise EngineError("model.slow", "as a client of a server would have it", retryable=True)
            yield piece

    def _step(self, tokens: Any, kept: Any) -> tuple[Any, Any]:
        """The next token, and what is kept of all before it."""
        import torch

        with self._lock, torch.inference_mode():
            begun = time.perf_counter()
            found = self._model(input_ids=tokens, past_key_values=kept, use_cache=True, logits_to_keep=1)
            following = found.logits[:, -1:].argmax(-1)
            following.cpu()  # waits for the device
            self.busy += time.perf_counter() - begun
            return following, found.past_key_values

    def filled_in(self, messages: Sequence[Message], schema: Mapping[str, Any], *, most_tokens: int) -> Any:
        raise EngineError("model.garbled", "random weights write no JSON")

    def health(self) -> Health:
        return Health(well=True, model="random")


def has_room(device: str) -> bool:
    """Whether a Llama of 7 billion fits beside what is on the device."""
    import torch

    if not device.startswith("cuda"):
        return False
    free: int = torch.cuda.mem_get_info(device)[0]
    return free / 1024**3 >= ROOM_GB
