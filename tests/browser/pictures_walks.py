"""The ways through the pages that lead past every state worth a picture.

A walk calls ``stage.show(page, name)`` in each state; what is done then, a picture or a check, is the
stage's affair.
"""

from __future__ import annotations

import base64
import json
import re

from tests.browser.learner import wait_until
from tests.browser.pictures_classes import classroom, school_class
from tests.browser.pictures_russian import RUSSIAN_WALKS
from tests.browser.pictures_stage import (
    ECHOING,
    MISTAKES,
    MOIRA,
    SLOW,
    STORY,
    Stage,
    again,
    answer,
    later,
    reads,
    silent,
    takes,
    tells,
    to_the_story,
    unsure,
)
from tests.browser.recordings import softly


def visitors(stage: Stage) -> None:
    """Somebody who comes by, and all pages that need no account."""
    with stage.visitor() as visitor:
        page, url = visitor.page, stage.server.url
        for name, path in {
            "first": "/",
            "topics": "/topics/",
            "topic": f"/t/{MOIRA}/",
            "sign-in": "/sign-in/",
            "missing": "/nothing-here/",
        }.items():
            page.goto(url + path)
            stage.show(page, name)
        page.goto(f"{url}/t/{MOIRA}/")
        page.get_by_role("button", name="Talk to Moira").first.click()
        page.wait_for_selector("#start:enabled")
        stage.show(page, "threshold")


def insecure(stage: Stage) -> None:
    with stage.visitor() as visitor:
        page = visitor.page
        page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
        page.goto(f"{stage.server.url}/t/{MOIRA}/")
        page.get_by_role("button", name="Talk to Moira").first.click()
        page.wait_for_selector("#notice:not([hidden])")
        stage.show(page, "threshold-insecure")


def choices(stage: Stage) -> None:
    with stage.learner("chooser") as learner:
        page = learner.page
        page.goto(f"{stage.server.url}/choices/")
        stage.show(page, "choices")
        page.get_by_label(re.compile("I set it")).check()
        page.locator("#id_pause_seconds").fill("a minute")
        page.get_by_role("button", name="Keep these").click()
        page.wait_for_selector(".note--amiss")
        stage.show(page, "choices-amiss")


def microphone_check(stage: Stage) -> None:
    with stage.learner("checker", checked=False) as learner:
        page = learner.page
        learner.open_talk()
        page.click("#start")
        page.wait_for_selector("#mic-check:not([hidden])")
        stage.show(page, "microphone-asks")
        page.wait_for_selector("#check-words:not(:empty)", timeout=30_000)  # nobody said a word
        stage.show(page, "microphone-unheard")
        data = base64.b64encode(softly("first_time", 0.018)).decode()
        page.evaluate("data => window.testMicrophone.say(data)", data)
        page.get_by_text("but softly").wait_for(timeout=30_000)
        stage.show(page, "microphone-quiet")
        later(page, 900)
        learner.say("first_time")
        page.wait_for_selector(".mic-check.is-well", timeout=30_000)
        stage.show(page, "microphone-heard")


def her_line(stage: Stage) -> None:
    """She speaks, and speaks."""
    with stage.learner("listener", voices=SLOW) as learner:
        page = learner.page
        learner.open_talk()
        learner.start()
        learner.state("buddy")
        page.wait_for_timeout(2500)
        stage.show(page, "talk-speaking")


def one_talk(stage: Stage) -> None:
    """What happens around one turn: cards, a line read, taken, a move, silence, keys, a lost connection."""
    with stage.learner("vera") as learner:
        page = learner.page
        learner.open_talk()
        learner.start()
        learner.state("yours")
        stage.show(page, "talk-yours")
        page.locator(".reply .ru-button").first.click()
        page.click("#translate")
        stage.show(page, "talk-translated")
        page.click("#options")
        stage.show(page, "talk-options")
        page.get_by_text("Change the keys").click()
        stage.show(page, "talk-keys")
        page.check("#hold")
        page.click("#options")
        stage.show(page, "talk-hold")
        page.click("#options")
        page.uncheck("#hold")
        page.click("#options")
        page.click("#moves-open")
        stage.show(page, "talk-moves")
        page.keyboard.press("Escape")
        silent(learner)
        stage.show(page, "talk-starter")
        reads(learner)
        stage.show(page, "talk-reading")
        takes(learner)
        stage.show(page, "talk-taken")
        again(learner)
        page.click("#moves-open")
        wait = next(move for move in learner.events("talk.offered")[-1]["moves"] if move["key"] == "wait")
        page.get_by_role("button", name=wait["text"], exact=True).click()
        wait_until(lambda: bool(learner.events("turn.heard")), 40)
        learner.state("yours")
        stage.show(page, "talk-asked")
        unsure(learner)
        stage.show(page, "talk-unsure")
        again(learner)
        page.context.set_offline(True)
        page.evaluate("window.testMicrophone.sockets.at(-1).close()")
        learner.state("offline")
        stage.show(page, "talk-offline")


def one_speaks(stage: Stage) -> None:
    with stage.learner("loud", voices=SLOW) as learner:
        page = learner.page
        page.evaluate("known => localStorage['im4talkin.microphones'] = known", json.dumps(ECHOING))
        learner.open_talk()
        later(page, 9000)
        learner.start()
        learner.state("buddy")
        stage.show(page, "talk-one-speaks")


def faded(stage: Stage) -> None:
    for name, times in {"start": "1", "stance": "2"}.items():
        with stage.learner(f"faded-{name}") as learner:
            stage.had("met", f"faded-{name}", MOIRA, times)
            learner.open_talk()
            learner.start()
            learner.state("yours")
            stage.show(learner.page, f"talk-faded-{name}")


def listening(stage: Stage) -> None:
    with stage.learner("ear") as learner:
        learner.open_talk("Tess")
        learner.page.click("#start-typing")
        learner.state("yours", timeout=60)
        while not learner.events("talk.offered")[-1]["listening"]:
            answer(learner)
        learner.state("yours")
        stage.show(learner.page, "talk-listen-first")


def corrected(stage: Stage) -> None:
    with stage.learner("corrected") as learner:
        page = learner.page
        learner.open_talk()
        page.click("#start-typing")
        learner.state("yours", timeout=60)
        answer(learner, MISTAKES[0])
        learner.state("yours", timeout=60)
        better = {"original": "very like talk", "replacement": "really like talking"}
        better |= {"start": 2, "end": 16, "code": "R:VERB:FORM", "style": "recast"}
        better |= {"reason": "After “like” the verb takes -ing; “very” does not go with verbs."}
        turn = learner.events("turn.heard")[-1]["turn"]
        tells(learner, {"type": "turn.corrected", "turn": turn, "seq": 0, "corrections": [better]})
        page.locator("#line-lamp summary").click()
        stage.show(page, "talk-lamp")


def written(stage: Stage) -> None:
    """A whole talk in writing, with mistakes, to its review; the day after, the postcard."""
    with stage.learner("writer") as learner:
        page = learner.page
        learner.open_talk()
        page.click("#start-typing")
        learner.state("yours", timeout=60)
        page.fill("#text", MISTAKES[0])
        stage.show(page, "talk-typed")
        page.fill("#text", "")
        page.get_by_role("button", name="Report").first.click()
        stage.show(page, "talk-report")
        page.keyboard.press("Escape")
        to_the_story(learner, list(MISTAKES))
        stage.show(page, "story-written")
        page.fill("#text", STORY)
        page.get_by_role("button", name="Send").click()
        page.wait_for_url(re.compile("/review/"), timeout=60_000)
        page.wait_for_selector("[data-review]")
        page.reload()
        stage.show(page, "review-written")
        if page.locator(".better__more").count():
            page.locator(".better__more summary").click()
        page.locator("details.said > summary").click()
        stage.show(page, "review-written-open")
        stage.had("yesterday", "writer")
        page.goto(stage.server.url)
        stage.show(page, "home-postcard")


def spoken(stage: Stage) -> None:
    """Own words, the story told aloud, its review; then a talk that was left open."""
    with stage.learner("speaker") as learner:
        page = learner.page
        learner.open_talk()
        learner.start()
        learner.state("yours")
        to_the_story(learner, [], own_words=lambda: stage.show(page, "talk-own-words"))
        stage.show(page, "story-before")
        page.get_by_role("button", name="Tell it").click()
        learner.begin_saying("own_words")
        learner.state("listening")
        page.wait_for_timeout(2500)
        stage.show(page, "story-told")
        page.get_by_role("button", name="Done").click()
        page.wait_for_url(re.compile("/review/"), timeout=60_000)
        page.wait_for_selector("[data-review]")
        stage.show(page, "review-story")
        stage.had("read_aloud", "speaker")
        page.reload()
        stage.show(page, "review-spoken")
        learner.open_talk("Tess")
        page.click("#start-typing")
        learner.state("yours", timeout=60)
        answer(learner)
        page.goto(stage.server.url)
        stage.show(page, "home-open-talk")


WALKS = (
    visitors,
    insecure,
    choices,
    microphone_check,
    her_line,
    one_talk,
    one_speaks,
    faded,
    listening,
    corrected,
    written,
    spoken,
    *RUSSIAN_WALKS,
    school_class,
)
CLASS_WALKS = (classroom,)
