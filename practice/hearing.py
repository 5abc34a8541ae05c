"""An answer said aloud in the first conversation: heard, turned into a proposal, and kept nowhere.

Which line was read, where lines are offered; what free words seem to say, where the recogniser understands
them; of a line read and of own words only times. Raises BadSound and EngineError.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from conversations.review_saying import heard_in, pcm_of, was_said
from ml.registry import Engines
from ml.types import Evidence, ListenFor, OfferedReply
from ml.vad import voice_activity
from practice.first_talk import READ, Step
from practice.level import number_so_far
from practice.spoken import spoken_in
from practice.understanding import proposals_in

MOST_SECONDS = 10
MOST_OWN_SECONDS = 26  # twenty are asked for; nobody is cut off in the middle of a word
OPEN = ("name", "goals", "interests")  # asked freely where free words are understood


def is_heard(step: Step, *, free: bool) -> bool:
    """Whether this question can be answered aloud."""
    lines = bool(step.cards) and step.code != "listen"
    return lines or step.code in (*READ, "own") or (free and step.code in OPEN)


def most_seconds(step: Step) -> int:
    return MOST_OWN_SECONDS if step.code == "own" else MOST_SECONDS


def line_of(step: Step, answers: dict[str, Any]) -> str:
    """The line to be read aloud: as hard as what was chosen so far."""
    return step.lines[number_so_far(answers) - 1] if step.lines else ""


def answer_of(engines: Engines, step: Step, answers: dict[str, Any], wav: bytes) -> dict[str, Any]:
    """What was understood, for the page."""
    pcm = pcm_of(wav, most_seconds(step))
    if step.code == "own":
        return asdict(spoken_in(pcm, voice_activity()))
    if step.code in READ:
        said = was_said(engines, line_of(step, answers), pcm)
        return {"said": said, **asdict(spoken_in(pcm, voice_activity()))}
    lines = tuple(OfferedReply(card.value, card.say) for card in step.cards)
    heard = heard_in(engines, ListenFor(replies=lines), pcm)
    if heard.reply in {card.value for card in step.cards}:
        return {"picked": heard.reply}
    if heard.evidence is not Evidence.HEARD or step.code not in OPEN:
        return {"picked": ""}
    found = asdict(proposals_in(heard.text))
    return {"picked": "", "heard": heard.text, **{name: value for name, value in found.items() if value}}
