"""A talk as a chat model wants it: a system message, then user and assistant in turn, within the window.

Llama 2 chat knows no other order, and TGI refuses it with 422. What is trimmed goes by whole pairs and
several at a time: each trim changes the beginning, and with it everything the server has kept of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ml.chat import Message
from ml.free.cleaning import stripped_of_control
from ml.types import Exchange

WINDOW = 4096  # tokens of Llama 2
PAIRS_AT_ONCE = 4  # that go with one trim
LETTERS_A_TOKEN = 3.0  # of English; 4 is usual, and too little is only an earlier trim
AROUND = 8  # tokens of the template around each message
MOST_LETTERS = 1_200  # of one turn of the learner's; more was no answer
SILENT = "(says nothing)"
BEGINS = "(comes in)"


def chat_of(system: str, history: Sequence[Exchange], words: str, note: str) -> list[Message]:
    """The whole request: ``words`` is what the learner said just now, ``note`` what to do about it."""
    messages = [Message("system", system)]
    for place, exchange in enumerate(history):
        if not exchange.buddy.strip():
            continue  # cut before its first word: the learner's words are answered by what comes next
        said = plain_words(exchange.learner) or (SILENT if place else BEGINS)
        messages += [Message("user", said), Message("assistant", exchange.buddy)]
    now = plain_words(words) or (SILENT if history else BEGINS)
    messages.append(Message("user", f"{now}\n\n[{note}]"))
    return messages


def plain_words(words: str) -> str:
    """The learner's words as they may stand in a prompt: no control tokens, nothing like a note of ours."""
    plain = stripped_of_control(words).replace("[", "(").replace("]", ")")
    return " ".join(plain.split())[:MOST_LETTERS]


def fitted(messages: Sequence[Message], most_tokens: int, window: int = 0) -> list[Message]:
    """The messages without the oldest pairs that do not fit beside an answer of ``most_tokens``."""
    room = (window or WINDOW) - most_tokens
    first, pairs, last = messages[0], list(messages[1:-1]), messages[-1]
    while pairs and sum(map(tokens_of, (first, *pairs, last))) > room:
        del pairs[: 2 * PAIRS_AT_ONCE]
    return [first, *pairs, last]


def tokens_of(message: Message) -> int:
    """About how many tokens a message takes, rather too many: other scripts take one or two a letter."""
    plain = sum(character.isascii() for character in message.text)
    return int(plain / LETTERS_A_TOKEN) + 2 * (len(message.text) - plain) + AROUND
