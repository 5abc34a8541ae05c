"""The model topic with lines of our own where a test looks at them, so that its author may rewrite it."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from ml.engines.scripted import ScriptedPartner
from ml.scenario import Scenario, scenario_parse
from tests.ml.talks import MODEL, Talk

LINES = {
    "silence": ["Patience one.", "Patience two."],
    "short": ["Why so short?"],
    "off_topic": ["Away one.", "Away two."],
    "repeat": ["Repeat one.", "Repeat two."],
    "slower": ["Slower one."],
    "meaning": ["Mine: “{phrase}” means {meaning}."],
    "say_it": ["Start with “{starter}.”"],
    "help": ["Say, “{line}.”"],
    "wait": ["Wait one.", "Wait two."],
    "skip": ["Skip one."],
    "easier": ["Easier one."],
    "harder": ["Harder one."],
    "stop": ["Stop one?"],
    "yes": ["Yes what?"],
    "no": ["No what?"],
    "and_you": ["Me? Nothing."],
    "question": ["Who knows.", "Nobody knows."],
    "listening": ["Mm-hm.", "Aye."],
}
TELL = {
    "tell": "The boat leaves at six.",
    "tell_ru": "Лодка уходит в шесть.",
    "simpler": "Boat. Six o'clock.",
    "simpler_ru": "Лодка. Шесть.",
}


@cache
def lesson() -> Scenario:
    """`blank` has its own "And you?", `trick` is told before it is asked about."""
    document = yaml.safe_load(MODEL.read_text(encoding="utf-8"))
    document["persona"]["lines"] |= LINES
    document["persona"]["lines_ru"] = {
        "repeat": ["Повтор один."],
        "meaning": ["Это «{phrase}»: «{meaning}»."],
    }
    beats = {beat["id"]: beat for beat in document["beats"]}
    beats["journey"]["and_you"] = beats["butterflies"]["and_you"] = ""
    beats["blank"] |= {"and_you": "I'd drop my glass.", "and_you_ru": "Уронила бы бокал.", "starter": "I'd …"}
    beats["trick"]["listening"] = TELL
    beats["trick"]["replies"][1]["missed"] = True
    return scenario_parse(document)


def at(beat: str, size: str = "stretch", *, scenario: Scenario | None = None, **options: Any) -> Talk:
    """A talk in which that beat waits for an answer."""
    talk = Talk(ScriptedPartner(), scenario or lesson(), **options)
    talk.go_to(beat, size)
    return talk


def texts(lines: Any) -> list[str]:
    return [line.text for line in lines]


def parts(lines: Any) -> list[str]:
    return [line.part for line in lines]
