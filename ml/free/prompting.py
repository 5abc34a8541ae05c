"""The texts a chat model is given; they stand as files in ``prompts/``, one a kind of turn.

The system text is the same in all turns of a talk: a server keeps what it has read of it. What is to be done
now stands in a note behind the learner's words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from ml.free.history import plain_words
from ml.scenario import MOST_WORDS
from ml.scenario_text import filled, places
from ml.types import Prompt

FOLDER = Path(__file__).with_name("prompts")
SENTENCE_WORDS = {"A1": 8, "A2": 10, "B1": 14, "B2": 18, "C1": 24}
SENTENCES = {"A1": 2, "A2": 2, "B1": 3, "B2": 3, "C1": 3}
VOCABULARY = {
    "A1": "Only the most common words, about the first thousand one learns; present tense where you can.",
    "A2": "Common words only, about the first two thousand; no idioms.",
    "B1": "Everyday words; an unusual word only where the sentence makes it plain.",
    "B2": "Natural everyday English, few rare words.",
    "C1": "Natural, rich English.",
}
FORMS: tuple[str, ...] = ()  # what a learner is practising; nothing keeps that yet


def rendered(name: str, values: Mapping[str, str]) -> str:
    """The text of a file with its places filled; a line whose place has nothing to say is left out."""
    lines = [
        filled(line, values)
        for line in _template(name).splitlines()
        if all(values.get(place) or usual for place, usual in places(line))
    ]
    return "\n".join(line for line in lines if line.strip())


@cache
def _template(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def system_text(prompt: Prompt, forms: Sequence[str] = FORMS) -> str:
    """Who the model is, to whom it speaks, and how; ``rules_text`` is a part of it."""
    scenario = prompt.scenario
    about = {name: plain_words(value) for name, value in prompt.state.about.items()}
    persona, level = scenario.persona, level_of(prompt)
    return rendered(
        "system",
        {
            "persona": persona.name,
            "role": " ".join(persona.role.split()).rstrip("."),
            "manner": _ended(persona.manner),
            "knows": _listed("You know:", persona.knows),
            "never": "; ".join(item.rstrip(".") for item in persona.never),
            "learner": about.get("name") or "somebody",
            "level": level,
            "goal": _ended(scenario.goal.learner),
            "steps": "; ".join(step.text.rstrip(".") for step in scenario.goal.steps),
            "facts": _facts(about),
            "forms": ", ".join(forms),
            "rules": rules_text(prompt),
        },
    )


def rules_text(prompt: Prompt) -> str:
    """How the model speaks: the part of its orders that nobody is to hear. The rest are facts it may tell."""
    level = level_of(prompt)
    return rendered(
        "rules",
        {
            "persona": prompt.scenario.persona.name,
            "words": str(SENTENCE_WORDS[level]),
            "sentences": str(SENTENCES[level]),
            "vocabulary": VOCABULARY[level],
        },
    )


def note_text(task: str, values: Mapping[str, str]) -> str:
    """What to do now, in one line."""
    return " ".join(rendered(task, values).split())


def level_of(prompt: Prompt) -> str:
    """The learner's level, as far as the rules know it; "easier" was asked for: one below."""
    levels = list(SENTENCE_WORDS)
    place = levels.index(prompt.level) if prompt.level in levels else len(levels) - 1
    return levels[max(0, place - 1) if prompt.state.easier else place]


def most_words(prompt: Prompt) -> int:
    """Words of one whole turn of the buddy's."""
    return MOST_WORDS[level_of(prompt)]


def _facts(about: Mapping[str, str]) -> str:
    """Only what may be said aloud as it stands."""
    told = [f"their name is {about['name']}"] if about.get("name") else []
    told += [f"they like {about['interest']}"] if about.get("interest") else []
    return "; ".join(told)


def _listed(head: str, items: Sequence[str]) -> str:
    return f"{head} {' '.join(_ended(item) for item in items)}" if items else ""


def _ended(text: str) -> str:
    """A sentence of its own, whatever mark it was written with."""
    text = " ".join(text.split())
    return text if not text or re.search(r"[.!?]”?$", text) else f"{text}."
