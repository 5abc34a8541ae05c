"""A teacher listens to the voices and chooses one: on a phone, with the keyboard, by night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from conversations.recordings import wav_bytes
from ml.pitch import VoiceMeasure
from ml.voice_bank import VoiceBank
from tests.browser.looks import DESKTOP, NARROW, PHONE
from tests.browser.serving import Server, serving

TONES = "tests.numbered.NumberedTones"
PITCHES = (90, 120, 125, 200, 250)
LEAST_TARGET = 44  # px


@pytest.fixture(scope="module")
def voiced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with numbered voices, five of whom were auditioned; the last one's clip is gone."""
    data = tmp_path_factory.mktemp("voiced")
    measures = {each: VoiceMeasure(hertz, 0.6, 4.0, -20, 0) for each, hertz in enumerate(PITCHES)}
    VoiceBank("tones-1:0", "A line.", measures).write(data / "voices.yaml")
    (data / "voices").mkdir()
    for speaker in measures:
        (data / "voices" / f"{speaker:03d}.wav").write_bytes(wav_bytes(b"\1\0" * 16_000))
    with serving(data, ENGINES="instant", BENCH="1", VOICE=TONES) as server:
        yield server


@pytest.fixture
def page(voiced: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    page = context.new_page()
    amiss: list[str] = []
    page.on("pageerror", lambda error: amiss.append(str(error)))
    page.goto(voiced.url + voiced.sign_in_path("DEMO_TEACHER"))
    page.goto(f"{voiced.url}/admin/topics/topic/")
    page.get_by_role("link", name="Butterflies on the night train").click()
    page.locator("[data-voices]").scroll_into_view_if_needed()
    yield page
    context.close()
    assert amiss == []


def test_one_voice_after_another_is_heard(page: Page) -> None:
    page.get_by_text("Low: 2 voices").click()
    first, second = (page.locator(f"details [data-clip$='/{speaker}.wav']") for speaker in (1, 2))
    first.click()
    expect(first).to_contain_text("Stop")
    second.click()  # in the middle of the first
    expect(second).to_contain_text("Stop")
    expect(first).to_contain_text("Listen")
    expect(second).to_contain_text("Listen", timeout=5_000)  # at its end


def test_a_voice_is_stopped_by_its_own_button(page: Page) -> None:
    page.get_by_text("Low: 2 voices").click()
    one = page.locator("details [data-clip$='/1.wav']")
    one.click()
    expect(one).to_contain_text("Stop")
    one.click()
    expect(one).to_contain_text("Listen", timeout=300)  # its clip lasts a second


def test_a_clip_that_is_gone_meanwhile_is_told(page: Page, voiced: Server) -> None:
    clip: Path = voiced.data / "voices" / "004.wav"
    clip.rename(clip.with_suffix(".gone"))
    page.get_by_text("Very high: 1 voice").click()
    page.locator("details [data-clip$='/4.wav']").click()
    expect(page.locator(".voices__status")).to_have_text(
        "This voice cannot be heard now. The choice can be made all the same."
    )
    clip.with_suffix(".gone").rename(clip)


def test_the_keyboard_listens_and_chooses(page: Page) -> None:
    page.locator("input[name=speaker]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_contain_text("Stop")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the first group
    expect(page.locator("details[open] summary")).to_have_text("Very low: 1 voice")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # its radio button comes with the arrows: this is the button to listen
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Listen to voice 0")
    expect(page.locator(":focus")).to_contain_text("Stop")
    page.locator("input[name=speaker]").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=speaker]:checked").get_attribute("value") == "0"


def test_a_choice_is_saved_and_stands_there_again(page: Page) -> None:
    page.get_by_text("High: 1 voice", exact=True).click()
    page.get_by_text("Voice 3: high, steady").click()
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state()
    expect(page.locator("input[name=speaker]:checked")).to_have_attribute("value", "3")
    expect(page.locator("details.voices__group[open]")).to_have_count(1)
    page.get_by_text("Nearest fits").click()
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state()
    expect(page.locator("input[name=speaker]:checked")).to_have_attribute("value", "")


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP], ids=lambda size: str(size["width"]))
def test_it_fits_every_screen_and_a_thumb(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.get_by_text("Low: 2 voices").click()
    list_ = page.locator("[data-voices]").bounding_box()
    assert list_ is not None
    assert list_["x"] >= 0
    assert list_["x"] + list_["width"] <= size["width"]
    for target in page.locator("[data-voices] :is(label, button, summary):visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= LEAST_TARGET
