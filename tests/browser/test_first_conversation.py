"""The first conversation: by hand, aloud, without a microphone; and what the next talk knows of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.learner import Learner, wait_until
from tests.browser.test_lesson import type_answer

PROFILE = """
import json
from accounts.models import User
from accounts.services import DEMO_LEARNER, profile_of
from practice.models import Onboarding
user = User.objects.get(username=DEMO_LEARNER)
profile = profile_of(user)
fields = ("native_language", "goals", "interests", "interests_own", "level", "level_found")
begun = Onboarding.objects.filter(user=user).first()
answers = begun.answers if begun else {}
kept = {name: getattr(profile, name) for name in fields}
print(json.dumps(kept | {"first_name": user.first_name, "answers": answers}))
"""
FORGET = """
from accounts.models import Consent, LearnerProfile, User
from accounts.services import DEMO_LEARNER
from practice.models import Onboarding
user = User.objects.get(username=DEMO_LEARNER)
LearnerProfile.objects.filter(user=user).delete()
User.objects.filter(pk=user.pk).update(first_name="")
Onboarding.objects.filter(user=user).delete()
Consent._base_manager.filter(user=user).delete()
print("new")
"""


def shell(learner: Learner, code: str) -> str:
    return learner.server.run("manage.py", "shell", "--no-imports", "-c", code)


def profile(learner: Learner) -> dict:
    return json.loads(shell(learner, PROFILE))


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def skip(page: Page, times: int = 1) -> None:
    for _ in range(times):
        before = page.url
        page.get_by_role("button", name="Skip this").click()
        page.wait_for_url(lambda url, before=before: url != before)


def pick(page: Page, line: str) -> None:
    page.get_by_label(line, exact=True).check()


def heard(learner: Learner) -> str:
    """All that the buddy said so far."""
    return " ".join(sentence["text"] for sentence in learner.events("reply.sentence"))


def begin(learner: Learner) -> Page:
    shell(learner, FORGET)
    learner.page.goto(f"{learner.server.url}/hello/")
    return learner.page


def test_typed_and_tapped_it_fits_the_next_talk(learner: Learner) -> None:
    page = begin(learner)
    page.get_by_label("What to call me").fill("ksenia")
    go_on(page)
    page.get_by_label("My first language").select_option("kk")
    go_on(page)
    pick(page, "I want it for my travels.")
    go_on(page)
    pick(page, "Music")
    page.get_by_label("Or in your own words").fill("night trains")
    go_on(page)
    for _ in range(4):
        page.get_by_role("radio").nth(2).check()
        go_on(page)
    pick(page, "In the café by the bridge.")
    go_on(page)
    skip(page, 2)
    page.get_by_label("Or write it").fill("I like the quiet sea near my town, above all in autumn.")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you! Probably B1. Let's start there.")
    page.get_by_role("button", name="Easier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Then A2 it is. Let's start there.")
    page.get_by_role("button", name="Harder").click()
    page.get_by_role("button", name="Let’s start").click()
    kept = profile(learner)
    assert (kept["first_name"], kept["native_language"]) == ("ksenia", "kk")
    assert (kept["goals"], kept["interests"]) == (["travel"], ["music"])
    assert (kept["interests_own"], kept["level"], kept["level_found"]) == ("night trains", "B1", "chosen")
    assert kept["answers"]["own"] == {"words": 12}

    learner.open_talk("Des")
    page.click("#start-typing")
    learner.state("yours", timeout=60)
    said = heard(learner)
    assert "Your card says Ksenia." in said
    type_answer(learner, "Yes, I am.")
    learner.state("yours")
    page.click("#finish")
    page.get_by_role("button", name="Say good-bye?").click()
    wait_until(lambda: "Next time" in heard(learner), 60)
    said = heard(learner)
    assert "Next time we can talk about music." in said
    assert "night trains" not in said
    assert not learner.problems


def test_it_is_done_by_voice_where_lines_are_read(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner()
    page = begin(learner)
    page.goto(f"{learner.server.url}/hello/goals/")
    page.get_by_role("button", name="Answer aloud").click()
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_text("I’m listening.")).to_be_visible()
    learner.say("own_words")  # on no card: nothing is chosen, or a card that can be unchosen
    expect(page.locator(".hello__word")).not_to_be_empty()
    page.goto(f"{learner.server.url}/hello/own/")
    page.get_by_role("button", name="Tell me").click()
    expect(page.get_by_text("I’m listening.")).to_be_visible()
    learner.say("own_words")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".hello__word")).to_contain_text("seconds in your own words", timeout=30_000)
    own = profile(learner)["answers"]["own"]
    assert set(own) == {"start", "speech", "pause"}
    assert own["speech"] > 1
    assert not learner.problems


def test_without_a_microphone_it_says_so_and_goes_on_by_hand(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(refusal="NotAllowedError")
    page = begin(learner)
    page.goto(f"{learner.server.url}/hello/can1/")
    shell(
        learner,
        "from accounts.models import User\nfrom accounts.services import *\n"
        "consent_set(User.objects.get(username=DEMO_LEARNER), 'practise', True)\nprint('yes')",
    )
    page.reload()
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".hello__word")).to_contain_text("The microphone is off for this page.")
    page.get_by_role("radio").nth(1).check()
    go_on(page)
    page.wait_for_url(re.compile("/hello/can2/"))
    assert profile(learner)["answers"] == {"can1": 2}


def test_it_is_left_and_gone_on_with_by_keys_alone(learner: Learner) -> None:
    page = begin(learner)
    page.get_by_label("What to call me").focus()
    page.keyboard.type("Olga")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/hello/language/"))
    page.goto(learner.server.url)
    page.goto(f"{learner.server.url}/hello/")
    page.wait_for_url(re.compile("/hello/language/"))
    skip(page)
    page.wait_for_url(re.compile("/hello/goals/"))
    page.locator("input[name=goals]").first.focus()
    page.keyboard.press("Space")
    go = page.get_by_role("button", name="Go on")
    go.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/hello/interests/"))
    assert profile(learner)["goals"] == ["work"]
    assert not learner.problems
