"""What a tiny model is taught, and how each example is varied while it learns.

An example is a prompt and its answer. ``WORDS`` stands where a learner's words would: each time it is
read they are other ones. A prompt with a history is read with histories of any length, and the system
text with some lines exchanged: what is left to go by are the words behind the learner's, at the end.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass

from ml.chat import Message

WORDS = "{words}"
MOST_PAIRS = 14  # of a history
MOST_LETTERS = 9_000  # of a prompt: about 1,600 words
MOST_WORDS = 60  # of a turn
EXCHANGED = (0.0, 0.3, 0.9)  # of the lines of a system text
_COMMON = (
    "I you he she it we they my your his her our a an the this that some many much very really quite not "
    "no yes is are was were be been am have has had do does did go goes went gone like likes liked want "
    "wants see saw seen eat ate drink make made take took come came think thought know knew say said tell "
    "told get got give gave work works worked live lives lived play plays played read write wrote walk "
    "walked travel buy bought find found feel felt love loved need needed help in on at to from with "
    "without for of about by up down over under after before and or but because when where what who why "
    "how if then also too only always never often sometimes usually yesterday today tomorrow morning "
    "evening night week month year day time home house city town village street shop school office work "
    "job friend friends family mother father sister brother child children dog cat bird garden tree river "
    "lake sea mountain train bus car plane ticket hotel room food bread soup tea coffee water fish meat "
    "fruit apple cake dinner lunch breakfast film book music song game football weather rain sun snow "
    "wind cold hot warm big small old new good bad nice great happy sad tired busy free long short easy "
    "difficult interesting boring beautiful expensive cheap first last next one two three four five ten "
    "hundred people person man woman place thing story question answer word language English Russian "
    "German Paris London Moscow holiday summer winter went there with us last year it was so good and we "
    "ate many things"
)
COMMON = _COMMON.split()


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt, whose last message is the user's, and what is to be answered."""

    messages: tuple[Message, ...]
    answer: str


def examples_from(pairs: Sequence[tuple[Sequence[Message], str]]) -> tuple[Example, ...]:
    """ValueError where a prompt is none that a Llama 2 chat could be given."""
    for messages, answer in pairs:
        roles = [message.role for message in messages if message.role != "system"]
        if roles[::2] != ["user"] * len(roles[::2]) or roles[1::2] != ["assistant"] * (len(roles) // 2):
            raise ValueError("user and assistant have to alternate")
        if len(roles) % 2 == 0 or not answer.strip():
            raise ValueError("a prompt ends with the user's message, and the answer has words")
    return tuple(Example(tuple(messages), answer) for messages, answer in pairs)


def as_json(examples: Sequence[Example]) -> str:
    return json.dumps([[[[m.role, m.text] for m in each.messages], each.answer] for each in examples])


def from_json(text: str) -> tuple[Example, ...]:
    return tuple(
        Example(tuple(Message(role, said) for role, said in messages), answer)
        for messages, answer in json.loads(text)
    )


def varied(
    example: Example, chance: random.Random, answers: Sequence[str], *, most_pairs: int = MOST_PAIRS
) -> list[Message]:
    """The prompt as it might be in another talk, in which some of the ``answers`` were given before."""
    system = [m for m in example.messages if m.role == "system"]
    told = example.messages[len(system) : -1]
    history = list(told) if chance.random() < 0.2 else []
    if told:
        for _ in range(chance.randint(0, most_pairs)):
            answer = chance.choice(answers) if chance.random() < 0.5 else random_words(chance)
            history += [Message("user", random_words(chance)), Message("assistant", answer)]
    messages = [Message("system", _exchanged(m.text, chance)) for m in system]
    for message in (*history, example.messages[-1]):
        while WORDS in message.text:
            filled = message.text.replace(WORDS, random_words(chance), 1)
            message = Message(message.role, filled)
        messages.append(message)
    while len(messages) > len(system) + 1 and sum(len(m.text) for m in messages) > MOST_LETTERS:
        del messages[len(system) : len(system) + 2]
    return messages


def _exchanged(text: str, chance: random.Random) -> str:
    """A system text of which some lines say something else."""
    part = chance.choice(EXCHANGED)
    lines = text.replace(WORDS, random_words(chance)).splitlines()
    return "\n".join(random_words(chance) if chance.random() < part else line for line in lines)


def random_words(chance: random.Random) -> str:
    """Something a learner, or their buddy, might have said, in no order."""
    most = chance.choice((3, 12, 25, MOST_WORDS))
    said = [_word(chance) for _ in range(chance.randint(1, most))]
    for place in range(len(said)):
        if chance.random() < 0.12:
            said[place] += chance.choice((",", ".", "?", "!", "..."))
    text = " ".join(said)
    return text[0].upper() + text[1:] + chance.choice((".", "?", "!", ""))


def _word(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.7:
        return chance.choice(COMMON)
    if kind < 0.73:
        return str(chance.randint(0, 2_100))
    letters = "абвгдеиклмнопрст" if kind > 0.995 else "aaabcdeeeefghiiiklmnnoooprssttuvwyABCDEHIMNORST-'’`/_"
    return "".join(chance.choice(letters) for _ in range(chance.randint(2, 9)))
