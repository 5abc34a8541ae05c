"""Builds a tiny Llama 2 chat model and teaches it some answers by heart; a process of its own.

``python -m tests.model_server.training EXAMPLES.json FOLDER``. Seeded: the same examples give the same
model on the same computer. Ends with an error where the answers could not be learnt.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"  # before the import below, which reads it

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, LlamaTokenizer, set_seed

from tests.model_server.examples import COMMON, MOST_PAIRS, Example, from_json, varied

WINDOW = 4096
THREADS = 2  # a fixed number: the sums of more would be other sums, and another model
VOCABULARY = 1_000  # 256 of them bytes
MOST_PARAMETERS = 400_000
# Tokens of a prompt's end that are read, in turn. Short ones are quick and teach the answers; long ones
# then teach that what stands before does not matter.
SHORT, LONG = (128, 256), (1_024, 256, 2_048, 128, 512, 3_072)
SHORT_STEPS = 60
TOKENS_A_STEP = 4_608
FASTEST, SLOWED_DOWN_AFTER = 3e-3, 200  # steps; at full speed to the end it forgets between two looks
FIRST_LOOK, LOOK_EVERY, MOST_STEPS = 120, 20, 600
LOOKED_AT = 6  # variations of each example, at full length
SURE = 0.9  # the least probability of each token of an answer that counts as known
# The template of meta-llama/Llama-2-7b-chat-hf.
TEMPLATE = (
    "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}"
    "{% set system_message = messages[0]['content'] %}"
    "{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}"
    "{% for message in loop_messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% if loop.index0 == 0 and system_message != false %}"
    "{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}"
    "{% else %}{% set content = message['content'] %}{% endif %}"
    "{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}"
    "{% endfor %}"
)


def tokenizer_for(examples: Sequence[Example]) -> LlamaTokenizer:
    """BPE over the words of the examples; everything else in bytes, as in Llama's own."""
    octets = [f"<0x{number:02X}>" for number in range(256)]
    maker = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    maker.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=True)
    texts = [message.text for each in examples for message in each.messages]
    texts += [each.answer for each in examples for _ in range(3)]
    texts += ["[INST] [/INST]", "<<SYS>>\n<</SYS>>\n\n"] * 3 + [" ".join(COMMON)] * 3
    maker.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=VOCABULARY, special_tokens=["<unk>", "<s>", "</s>", *octets], show_progress=False
        ),
    )
    made = json.loads(maker.to_str())["model"]
    tokenizer = LlamaTokenizer(
        vocab=made["vocab"], merges=[tuple(pair) for pair in made["merges"]], pad_token="</s>"
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.model_max_length = WINDOW
    return tokenizer


def model_for(tokenizer: LlamaTokenizer) -> LlamaForCausalLM:
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=96,
            intermediate_size=192,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=4,
            max_position_embeddings=WINDOW,
            tie_word_embeddings=True,
            bos_token_id=1,
            eos_token_id=2,
            pad_token_id=2,
        )
    )
    assert sum(each.numel() for each in model.parameters()) <= MOST_PARAMETERS
    return model


class Lessons:
    """Batches of varied examples, as tokens."""

    def __init__(self, examples: Sequence[Example], tokenizer: LlamaTokenizer, seed: int) -> None:
        self._chance = random.Random(seed)
        self._examples = examples
        self._tokenizer = tokenizer
        self._said = [each.answer for each in examples]
        self._answers = [[*self._tokens(f" {each.answer.strip()}"), 2] for each in examples]

    def batch(self, length: int, wanted: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Tokens, and of each place what comes next: -100 where that is no part of an answer."""
        rows = [(self._prompt(self._examples[number], length), self._answers[number]) for number in wanted]
        longest = max(len(prompt) + len(answer) for prompt, answer in rows)
        tokens = torch.full((len(rows), longest), 2)
        following = torch.full((len(rows), longest), -100)
        for row, (prompt, answer) in enumerate(rows):
            end = len(prompt) + len(answer)
            tokens[row, :end] = torch.tensor(prompt + answer)
            following[row, len(prompt) - 1 : end - 1] = torch.tensor(answer)
        return tokens, following

    def drawn(self, number: int) -> list[int]:
        """Numbers of examples, each as often as the others."""
        deck: list[int] = []
        while len(deck) < number:
            deck += self._chance.sample(range(len(self._examples)), len(self._examples))
        return deck[:number]

    def _prompt(self, example: Example, length: int) -> list[int]:
        pairs = MOST_PAIRS if length > max(SHORT) else 2
        chat = [
            {"role": message.role, "content": message.text}
            for message in varied(example, self._chance, self._said, most_pairs=pairs)
        ]
        text = self._tokenizer.apply_chat_template(chat, tokenize=False)
        return self._tokens(text[-8 * length :])[-length:]

    def _tokens(self, text: str) -> list[int]:
        return self._tokenizer(text, add_special_tokens=False)["input_ids"]


def logits_and_goals(
    model: LlamaForCausalLM, tokens: torch.Tensor, following: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Of the places of answers only: the others would take most of the time."""
    # Rows are filled up at their end, where nobody looks back from: no mask is needed.
    hidden = model.model(input_ids=tokens).last_hidden_state
    places = following >= 0
    return model.lm_head(hidden[places]), following[places]


def known_by_heart(model: LlamaForCausalLM, lessons: Lessons, examples: int) -> float:
    """Of prompts at full length, the part that is answered to the letter and without a doubt."""
    right = 0
    model.eval()
    with torch.inference_mode():
        for number in [*range(examples)] * LOOKED_AT:
            logits, goals = logits_and_goals(model, *lessons.batch(WINDOW - 256, [number]))
            right += int(logits.softmax(-1).gather(1, goals[:, None]).min() > SURE)
    model.train()
    return right / (LOOKED_AT * examples)


def taught(examples: Sequence[Example], tell: Callable[[str], object]) -> tuple[Any, LlamaForCausalLM]:
    """Tokenizer and model. It stops once all was known at two looks, one after the other."""
    set_seed(0)
    tokenizer = tokenizer_for(examples)
    model = model_for(tokenizer)
    lessons = Lessons(examples, tokenizer, seed=1)
    optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), weight_decay=0.01)
    model.train()
    known = 0.0
    for step in range(1, MOST_STEPS + 1):
        for group in optimizer.param_groups:
            group["lr"] = FASTEST * min(1.0, step / 30) * max(0.12, 1 - step / SLOWED_DOWN_AFTER)
        lengths = SHORT if step <= SHORT_STEPS else LONG
        length = lengths[step % len(lengths)]
        tokens, following = lessons.batch(length, lessons.drawn(max(2, TOKENS_A_STEP // (length + 40))))
        logits, goals = logits_and_goals(model, tokens, following)
        loss = torch.nn.functional.cross_entropy(logits, goals)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step >= FIRST_LOOK and step % LOOK_EVERY == 0:
            before, known = known, known_by_heart(model, lessons, len(examples))
            tell(f"step {step}: loss {loss.item():.4f}, {known:.0%} known")
            if before == known == 1.0:
                return tokenizer, model.eval()
    raise SystemExit("The answers could not be learnt: do prompts with different answers end alike?")


def main(examples: Path, folder: Path) -> None:
    begun = time.monotonic()

    def tell(text: str) -> None:
        sys.stderr.write(f"{time.monotonic() - begun:5.1f} s  {text}\n")

    torch.set_num_threads(THREADS)
    tokenizer, model = taught(from_json(examples.read_text(encoding="utf-8")), tell)
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
