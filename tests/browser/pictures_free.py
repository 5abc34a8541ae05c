"""A walk past a talk with a model: a question of the model's own, and the model gone.

Both are told to the page, as there is no model here; ``test_free_talk.py`` has one.
"""

from __future__ import annotations

from typing import Any

import yaml

from tests.browser.learner import Learner
from tests.browser.pictures_stage import Stage, tells
from tests.browser.serving import ROOT

TEXTS = ROOT / "conversations" / "texts.yaml"
TOLD = "I talk to people in trains, because my way home is long."
ASKED_ON = ("Then the train is your living room.", "Who did you talk to last time?")
REACTION = "A cat, too. That is good company."
AWAY = "partner.written"


def free_talk(stage: Stage) -> None:
    with stage.learner("free") as learner:
        page = learner.page
        learner.open_talk()
        page.click("#start-typing")
        learner.state("yours", timeout=60)
        offer = learner.events("talk.offered")[-1]
        replies(learner, 1, TOLD, ASKED_ON, {**offer, "cards": [], "starter": "", "simpler": ""})
        stage.show(page, "talk-free")
        text = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))["server"][AWAY]
        asked = [each["text"] for each in learner.events("reply.sentence") if each["turn"] == 0]
        replies(learner, 2, "It was an old woman with a cat.", (REACTION, *asked[-1:]), offer)
        tells(
            learner,
            {"type": "error.raised", "code": AWAY, "fatal": False}
            | {"title": text["title"], "detail": text["detail"]},
        )
        page.wait_for_selector("#notice:not([hidden])")
        stage.show(page, "talk-free-away")


def replies(
    learner: Learner, turn: int, typed: str, sentences: tuple[str, ...], offer: dict[str, Any]
) -> None:
    """What was typed is answered with these sentences, and then this is offered."""
    same = {"turn": turn, "revision": 0, "seq": 0}
    said = {"type": "turn.heard", **same, "evidence": "typed", "text": typed, "card": None, "move": None}
    spoken = [
        {"type": "reply.sentence", **same, "sentence": number, "text": text, "translation": ""}
        | {"part": "say", "rate": 0, "marks": [], "audio_url": "", "recording": ""}
        for number, text in enumerate(sentences)
    ]
    tells(
        learner,
        {**said, "offset": 0, "samples": 0},
        *spoken,
        {"type": "reply.ended", **same, "sentences": len(sentences)},
        {**offer, "seq": 0, "turn": turn, "silence": None},
    )
    learner.state("yours")
