"""Who answers in the GPU's bench: sentences as soon as they are whole, a Llama that costs what one costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bench import gpu_partner
from bench.gpu_partner import FromModel, RandomLlama, Written, messages_for, tokens_in
from bench.gpu_speech import FIRST, NEXT
from ml.chat import Message
from ml.errors import EngineError


class Model:
    """A ChatModel that says pieces."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.given = 0

    def stream(self, messages: Sequence[Message], *, most_tokens: int, **more: Any) -> Iterator[str]:
        for piece in self.pieces:
            self.given += 1
            yield piece


@pytest.fixture(scope="module")
def llama() -> RandomLlama:
    return RandomLlama("cpu", tiny=True)


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    model = Model("I see.", " That is", " far.", " And then? More.")
    said = FromModel(model).sentences("Hello.")
    assert next(said) == "I see."
    assert model.given == 2
    assert list(said) == ["That is far."]


def test_the_last_sentence_is_given_when_the_answer_ends() -> None:
    assert list(FromModel(Model("Only ", "one.")).sentences("Hello.")) == ["Only one."]


def test_the_prompt_is_one_of_a_talk() -> None:
    messages = messages_for("I went for a walk.")
    assert [message.role for message in messages[:3]] == ["system", "user", "assistant"]
    assert messages[-1].role == "user"
    assert messages[-1].text.startswith("I went for a walk.")
    assert 400 < tokens_in(messages) < 1200


def test_the_llama_says_the_written_reply_and_computes_a_token_for_each_piece(
    llama: RandomLlama, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[int] = []
    step = llama._step

    def counted(tokens: Any, kept: Any) -> Any:
        steps.append(tokens.shape[1])
        return step(tokens, kept)

    monkeypatch.setattr(llama, "_step", counted)
    before = llama.busy
    assert list(FromModel(llama).sentences("I went for a walk.")) == list(Written().sentences(""))
    assert steps[0] == tokens_in(messages_for("I went for a walk."))
    assert set(steps[1:]) == {1}
    assert len(steps) == pytest.approx(len(f"{FIRST} {NEXT}") / 4, abs=1)
    assert llama.busy > before


def test_the_size_is_that_of_seven_billion() -> None:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    with torch.device("meta"):
        whole = LlamaForCausalLM(LlamaConfig())
    assert round(gpu_partner.parameters_of(whole) / 1e9, 1) == 6.7


def test_who_waits_longer_than_a_client_would_is_told_so(
    llama: RandomLlama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu_partner, "FIRST_SECONDS", -1.0)
    with pytest.raises(EngineError) as caught:
        list(FromModel(llama).sentences("Hello."))
    assert caught.value.code == "model.slow"
