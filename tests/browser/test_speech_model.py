"""The tier gpu in Chromium, on the processor with tiny models: own words are heard, answered, translated."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.learner import Learner, visiting, wait_until
from tests.browser.serving import serving
from tests.ml.speech_clips import FOLDER, OTHER
from tests.model_server.serving import served
from tests.model_server.tiny_llama import tiny_llama
from tests.seamless.lesson import MEANT, RUSSIAN
from tests.seamless.taught import taught_seamless
from tests.stack.free_lesson import ANSWERS, SLUG, pairs


@pytest.fixture
def visitor(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> Iterator[Learner]:
    models = tmp_path_factory.mktemp("models")
    (models / "seamless-m4t-v2-large").symlink_to(taught_seamless(), target_is_directory=True)
    monkeypatch.setenv("SEAMLESS_DEVICE", "cpu")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    data: Path = tmp_path_factory.mktemp("server")
    with (
        served(tiny_llama(pairs()), tmp_path_factory.mktemp("model-server")) as model,
        serving(data, model_server=model.url, ENGINES="gpu", MODELS=str(models)) as server,
        visiting(server, browser) as visitor,
    ):
        yield visitor


def say(visitor: Learner, name: str) -> None:
    """One of the clips that the model knows."""
    data = base64.b64encode((FOLDER / f"{name}.wav").read_bytes()).decode()
    visitor.page.evaluate("data => window.testMicrophone.say(data)", data)


def test_own_words_are_heard_and_answered_and_a_question_is_put_into_english(visitor: Learner) -> None:
    page = visitor.page
    page.goto(f"{visitor.server.url}/t/{SLUG}/")
    page.get_by_role("button", name="Talk to").first.click()
    page.wait_for_selector("#start:enabled")
    visitor.start()
    visitor.state("yours", timeout=90)
    visitor.forget_sound()
    say(visitor, "other")
    wait_until(lambda: len(visitor.events("turn.heard")) == 1, 60)
    heard = visitor.events("turn.heard")[0]
    assert (heard["evidence"], heard["text"]) == ("heard", OTHER)
    visitor.is_heard()  # the answer, in the model's voice
    visitor.state("yours", timeout=60)
    expect(page.locator("#line")).to_contain_text(ANSWERS["follow_up"].split(". ")[1])

    page.keyboard.down("q")
    expect(page.locator("#english-body")).to_contain_text("I’m listening")
    say(visitor, "russian")
    page.wait_for_timeout(1500)
    page.keyboard.up("q")
    expect(page.locator(".english__text")).to_have_text(MEANT, timeout=20_000)
    expect(page.locator(".english__mine")).to_contain_text(RUSSIAN)
    assert not visitor.problems
