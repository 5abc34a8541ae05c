"""What the tiny model of the free talk is taught: an answer for each kind of note, to the real prompts."""

from __future__ import annotations

from pathlib import Path

import yaml

import topics
from ml.chat import Message
from ml.free.history import chat_of
from ml.free.prompting import note_text, system_text
from ml.scenario import Scenario, scenario_parse
from ml.types import Exchange, Prompt, PromptKind, TalkState
from tests.model_server.examples import WORDS

SLUG = "getting-to-know-you"
ANSWERS = {
    "react": "I see. Thank you for telling me.",
    "follow_up": "That is a good story. What did you do then?",
    "answer": "I like to cook here.",
    "lead_ask": "I like that. Do you want to choose now?",
    "lead": "That is good to know. What do you like about it?",
    "closing": "It was good to talk to you today.",
}


def scenario() -> Scenario:
    file = Path(topics.__file__).parent / "catalogue" / f"{SLUG}.yaml"
    return scenario_parse(yaml.safe_load(file.read_text(encoding="utf-8")))


def pairs() -> list[tuple[list[Message], str]]:
    """With ``WORDS`` where the learner's stand."""
    prompt = Prompt(PromptKind.ANSWER, scenario(), TalkState(), level="A2")
    system, told = system_text(prompt), (Exchange("", prompt.scenario.opener.say),)
    values = {"persona": prompt.scenario.persona.name}
    return [
        (chat_of(system, told, WORDS, note_text(task, values)), answer) for task, answer in ANSWERS.items()
    ]
