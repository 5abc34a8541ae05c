"""What the tiny model of this folder's own tests was taught."""

from __future__ import annotations

from ml.chat import Message
from tests.model_server.examples import WORDS

SYSTEM = Message(
    "system",
    "You are Ada, the cook of a night train.\n"
    "You are talking aloud with somebody who is learning English. Their level is A2.\n"
    "- Short sentences, as one speaks: no lists, no emoji.\n"
    "Behind the learner's words stands a note in square brackets, about what you do now. Follow it.",
)
CHECK = Message(
    "system",
    "You check one turn of a learner of English. Find at most three clear grammar mistakes.\n"
    "Answer with JSON only.",
)
EARLIER = (Message("user", "(comes in)"), Message("assistant", "Good evening! I am Ada."))
ASK = "Say one short sentence about what they told you. Then ask one question."
REACT = "Say one short sentence about what they told you. Ask nothing yourself."
CLOSE = "The talk is over. Say good-bye in one short sentence."
QUESTION = "That is a good story. What did you do then?"
REACTION = "I see. Thank you for telling me."
GOODBYE = "It was good to talk to you today."
CORRECTIONS = '{"corrections":[{"original":"I go","corrected":"I went","kind":"tense"}]}'


def prompt(note: str, words: str = WORDS, history: tuple[Message, ...] = EARLIER) -> list[Message]:
    return [SYSTEM, *history, Message("user", f"{words}\n\n[{note}]")]


def check(words: str = WORDS) -> list[Message]:
    return [CHECK, Message("user", f'Turn: "{words}"')]


PAIRS = [
    (prompt(ASK), QUESTION),
    (prompt(REACT), REACTION),
    (prompt(CLOSE), GOODBYE),
    (check(), CORRECTIONS),
]
