"""Learners' words as they may stand in a prompt: plain text, never a command to the model's tokenizer."""

from __future__ import annotations

import re

# Llama 2's and the others' marks of a chat: [INST], <<SYS>>, <s>, <|im_start|>, <start_of_turn>.
_TOKENS = re.compile(
    r"\[/?(?:INST|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<</?SYS>>|</?s>|<\|[^<>|\n]{0,60}\|>"
    r"|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def stripped_of_control(text: str) -> str:
    """The text without control tokens and invisible characters; what is left holds no new ones."""
    text = _CONTROL.sub("", text)
    while (less := _TOKENS.sub("", text)) != text:  # "[IN[INST]ST]" makes a new one
        text = less
    return text
