"""Whose voice speaks, and what a page does with voices and microphones that fail it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner, wait_until

FIONA = {"name": "Fiona", "lang": "en-GB-u-sd-gbsct"}  # a woman from Scotland, as Moira is


def spoken(learner: Learner) -> list[dict]:
    """What the device's voice was asked to say."""
    return list(learner.page.evaluate("window.testSynthesis.spoken"))


def replies(learner: Learner) -> list[str]:
    return [event["text"] for event in learner.events("reply.sentence")]


def test_a_voice_of_the_device_that_fits_speaks_the_lines(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(voices={"voices": [FIONA, {"name": "Daniel", "lang": "en-GB"}], "late": 300})
    learner.open_talk()
    learner.start()
    learner.state("yours")
    assert learner.sent("talk.join")[-1]["voice"] == "device"
    assert [said["text"] for said in spoken(learner)] == replies(learner)
    assert {said["voice"] for said in spoken(learner)} == {"Fiona"}
    assert {said["rate"] for said in spoken(learner)} == {0.92}
    assert all(event["rate"] == 0 for event in learner.events("reply.sentence"))
    assert learner.sent("reply.played")
    assert not learner.problems


def test_speaking_over_the_devices_voice_stops_it_in_the_word(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(voices={"voices": [FIONA], "charsPerSecond": 8})
    learner.open_talk()
    learner.start()
    wait_until(lambda: bool(spoken(learner)))
    learner.begin_saying("interrupt")
    wait_until(lambda: bool(learner.sent("reply.stopped")))
    assert spoken(learner)[-1]["cut"]
    stopped = learner.sent("reply.stopped")[0]
    last = learner.events("reply.sentence")[-1]
    assert stopped["played_chars"] >= 0
    assert (stopped["sentence"], stopped["played_chars"]) < (last["sentence"], len(last["text"]))
    learner.turn(2)


def test_a_voice_that_never_ends_gives_way_to_the_server(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(voices={"voices": [FIONA], "ends": False, "charsPerSecond": 15})
    learner.open_talk()
    learner.forget_sound()
    learner.start()
    expect(learner.page.locator("#notice")).to_contain_text("speaks from the server", timeout=60_000)
    assert learner.sent("voice.set")[-1]["voice"] == "server"
    learner.is_heard(30)
    learner.state("yours", timeout=60)
    assert len(spoken(learner)) == 2
    assert not learner.problems


def test_a_voice_that_never_begins_costs_no_sentence(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(voices={"voices": [FIONA], "starts": False})
    learner.open_talk()
    learner.forget_sound()
    learner.start()
    learner.is_heard(30)
    learner.state("yours", timeout=60)
    assert learner.sent("reply.played")


@pytest.mark.parametrize(
    "voices", [[], [{"name": "Google UK English Female", "lang": "en-GB", "localService": False}]]
)
def test_without_a_voice_of_its_own_the_server_speaks(
    make_learner: Callable[..., Learner], voices: list[dict]
) -> None:
    learner = make_learner(voices={"voices": voices})
    learner.open_talk()
    learner.forget_sound()
    learner.start()
    learner.is_heard(30)
    assert learner.sent("talk.join")[-1]["voice"] == "server"
    assert not spoken(learner)
    learner.page.click("#options")
    expect(learner.page.locator("#voices")).to_be_hidden()


def test_both_voices_are_heard_and_the_choice_stays(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(voices={"voices": [{"name": "English (America) espeak-ng", "lang": "en-US"}]})
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    page.click("#options")
    expect(page.get_by_label("From the server")).to_be_checked()
    learner.forget_sound()
    page.click("#hear-server")
    learner.is_heard()
    page.click("#hear-device")
    wait_until(lambda: bool(spoken(learner)))
    page.get_by_label("This device’s").check()
    wait_until(lambda: [sent["voice"] for sent in learner.sent("voice.set")] == ["device"])
    page.reload()
    page.click("#start")
    wait_until(lambda: bool(learner.sent("talk.join")))
    assert learner.sent("talk.join")[-1]["voice"] == "device"


def test_hello_is_the_first_thing_that_is_heard_well(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(checked=False, sounds=True)
    page = learner.page
    learner.open_talk()
    page.click("#start")
    expect(page.get_by_role("heading", name="Say: “Hello”")).to_be_visible()
    learner.begin_saying("first_time")
    expect(page.locator("#check-words")).to_contain_text("I hear you well")
    learner.forget_sound()
    learner.state("buddy")
    learner.is_heard(30)
    assert not learner.sent("turn.press")
    known = page.evaluate("JSON.parse(localStorage['im4talkin.microphones'])")
    assert -40 < known["Test microphone"]["level"] < -5
    assert not known["Test microphone"]["halfDuplex"]
    learner.state("yours")
    page.reload()
    page.click("#start")
    learner.state("yours")  # known by now: it does not ask again
    assert not learner.problems


def test_where_the_loudspeaker_drowns_the_learner_only_one_speaks(
    make_learner: Callable[..., Learner],
) -> None:
    learner = make_learner(checked=False, sounds=True, echo=2.0)
    page = learner.page
    learner.open_talk()
    page.click("#start")
    expect(page.locator("#mic-check")).to_be_visible()
    learner.begin_saying("first_time")
    expect(page.locator("#notice")).to_contain_text("Headphones let you interrupt", timeout=15_000)
    learner.state("buddy")
    learner.state("yours")
    assert not learner.events("turn.started")


def test_where_only_one_speaks_a_tap_interrupts(learner: Learner) -> None:
    page = learner.page
    echoing = {"Test microphone": {"coupling": 0, "halfDuplex": True, "level": -26, "at": 2}}
    page.evaluate("known => localStorage['im4talkin.microphones'] = known", json.dumps(echoing))
    learner.open_talk()
    learner.start()
    learner.state("buddy")
    learner.is_heard(30)
    expect(page.locator("#state")).to_contain_text("Tap to interrupt")
    page.click("#voice")
    wait_until(lambda: bool(learner.sent("reply.stopped")))
    learner.state("yours")
    learner.say("first_time")
    learner.turn(2)


def test_the_microphone_can_be_checked_within_a_talk(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    page.click("#options")
    page.click("#check-again")
    expect(page.locator("#mic-check")).to_be_visible()
    before = len(learner.frames())
    learner.begin_saying("first_time")
    expect(page.locator("#check-words")).to_contain_text("I hear you well", timeout=15_000)
    assert len(learner.frames()) == before  # nothing of the check leaves the page
    expect(page.locator("#stage")).to_be_visible(timeout=15_000)
    learner.state("yours")
    learner.say("first_time")  # the end of what was said to the check may have been a turn of its own
    wait_until(lambda: any(heard["evidence"] == "card" for heard in learner.events("turn.heard")))
    assert not learner.problems


def test_nobody_has_to_say_hello(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(checked=False, dead=True)
    learner.open_talk()
    learner.page.click("#start")
    check = learner.page.locator("#mic-check")
    expect(check).to_contain_text("No sound comes from Test microphone")
    check.get_by_role("button", name="Type instead").click()
    expect(learner.page.locator("#text")).to_be_visible()
    learner.state("yours")


def test_another_microphone_does_not_end_the_talk(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    page.evaluate("window.testMicrophone.change('AirPods')")
    expect(page.locator("#notice")).to_contain_text("Now I listen through AirPods")
    learner.say("first_time")
    learner.turn(2)
    assert learner.heard(1)["evidence"] == "card"


def test_a_phrase_of_the_topic_shines_where_it_is_used(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(sounds=True)
    page = learner.page
    learner.open_talk()
    page.click("#start-typing")
    learner.state("yours")
    page.fill("#text", "To be honest, I'd just wing it.")
    page.press("#text", "Enter")
    expect(page.locator("#mine mark.phrase")).to_have_text("wing it")
    page.click("#options")
    page.get_by_label("Sounds").uncheck()
    assert page.evaluate("localStorage['im4talkin.sounds']") == "off"


def test_a_page_that_is_left_waits_and_goes_on_with_a_tap(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("buddy")
    learner.is_heard(30)
    seen(learner, hidden=True)
    page.wait_for_timeout(1000)
    learner.forget_sound()
    before = len(learner.frames())
    learner.say("first_time")
    assert learner.heard_loudness() < 0.002
    assert len(learner.frames()) == before
    seen(learner, hidden=False)
    page.locator("#notice").get_by_role("button", name="Go on").click()
    learner.is_heard()
    learner.state("yours")
    learner.say("first_time")
    learner.turn(2)
    assert not learner.problems


def test_in_a_class_only_the_button_opens_the_microphone(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    page.evaluate("document.getElementById('main').dataset.classMode = 'yes'")
    learner.start()
    learner.state("yours")
    expect(page.locator("#state")).to_contain_text("Hold and speak")
    learner.say("interrupt")
    assert not learner.events("turn.started")
    page.focus("#voice")
    page.keyboard.down("Space")
    learner.say("first_time")
    page.keyboard.up("Space")
    learner.turn(2)
    assert learner.heard(1)["evidence"] == "card"


def test_an_insecure_page_is_explained_before_the_button(learner: Learner) -> None:
    page = learner.page
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(f"{learner.server.url}/topics/")
    page.get_by_role("button", name=re.compile("Talk to Moira")).first.click()
    expect(page.locator("#notice")).to_contain_text("start it with make class")
    expect(page.locator("#start")).to_be_hidden()
    page.locator("#notice").get_by_role("button", name="Type instead").click()
    expect(page.locator("#text")).to_be_visible()


def seen(learner: Learner, *, hidden: bool) -> None:
    """The learner goes to another tab, or comes back."""
    learner.page.evaluate(
        """hidden => {
            Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )
