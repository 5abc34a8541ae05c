"""A guest talks freely: a model asks on, the written question follows, and the talk outlives the model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.learner import Learner, visiting, wait_until
from tests.browser.serving import serving
from tests.model_server.serving import Served, served
from tests.model_server.tiny_llama import tiny_llama
from tests.stack.free_lesson import ANSWERS, SLUG, pairs, scenario

FOLLOW_UP = "What did you do then?"
TOLD = "My brother and I cooked a big dinner for all our friends in the village"
QUICK = {
    "voices": [{"name": "Tom", "lang": "en-US"}],
    "charsPerSecond": 400,
}  # like the persona, only quicker
SORRY = "Sorry, can you say that again?"
AWAY = "The free talk is away for now"


@pytest.fixture
def model_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One that a test may kill."""
    with served(tiny_llama(pairs()), tmp_path_factory.mktemp("model-server")) as running:
        yield running


@pytest.fixture
def visitor(
    tmp_path_factory: pytest.TempPathFactory, model_server: Served, browser: Browser
) -> Iterator[Learner]:
    with (
        serving(tmp_path_factory.mktemp("server"), model_server=model_server.url) as server,
        visiting(server, browser, voices=QUICK) as visitor,
    ):
        yield visitor


def answered(visitor: Learner) -> int:
    return int(visitor.events("talk.offered")[-1]["turn"])


def answer(visitor: Learner, text: str) -> list[str]:
    """Type it; gives the sentences of the reply, once it is the learner's turn again."""
    turn = answered(visitor) + 1
    visitor.page.fill("#text", text)
    visitor.page.press("#text", "Enter")
    return reply(visitor, turn)


def reply(visitor: Learner, turn: int) -> list[str]:
    wait_until(lambda: answered(visitor) == turn, 60)
    visitor.state("yours", timeout=60)
    return [each["text"] for each in visitor.events("reply.sentence") if each["turn"] == turn]


def told_that_it_is_away(visitor: Learner) -> list[str]:
    return [each["code"] for each in visitor.events("error.raised")]


def begin(visitor: Learner) -> Page:
    page = visitor.page
    page.goto(f"{visitor.server.url}/t/{SLUG}/")
    page.get_by_role("button", name="Talk to").first.click()
    page.locator("#start-typing:enabled").click()
    visitor.state("yours", timeout=60)
    return page


def test_a_guest_is_asked_on_and_the_talk_outlives_the_model(visitor: Learner, model_server: Served) -> None:
    page = begin(visitor)
    line, cards, notice = page.locator("#line"), page.locator(".reply"), page.locator("#notice")
    expect(cards.first).to_be_visible()

    assert " ".join(answer(visitor, f"{TOLD}.")) == ANSWERS["follow_up"]
    expect(line).to_contain_text(FOLLOW_UP)
    expect(cards).to_have_count(0)
    expect(page.locator("#offer-lead")).to_have_text("Write it your way.")
    expect(page.locator("#text")).to_be_focused()

    page.click("#moves-open")
    page.locator("#moves-list").get_by_role("button", name=SORRY, exact=True).click()
    assert reply(visitor, answered(visitor) + 1)[-1] == FOLLOW_UP
    expect(line).to_contain_text(FOLLOW_UP)
    expect(cards).to_have_count(0)

    said = answer(visitor, f"{TOLD}, and then we sang until the morning.")
    assert ANSWERS["react"].startswith(said[0])
    assert scenario().beats[1].say in " ".join(said)
    expect(cards).to_have_count(len(scenario().beats[1].replies))
    expect(notice).to_be_hidden()

    model_server.process.kill()
    written = answer(visitor, f"{TOLD}, and it was very late.")
    assert written
    assert FOLLOW_UP not in written
    expect(notice).to_contain_text(AWAY)
    notice.get_by_role("button", name="All right").click()
    assert answer(visitor, f"{TOLD} once more.")
    expect(notice).to_be_hidden()
    assert told_that_it_is_away(visitor) == ["partner.written"]

    figures = page.request.get(f"{visitor.server.url}/metrics").text()
    assert 'im4talkin_model_errors_total{code="model.unreachable"}' in figures
    assert 'im4talkin_model_errors_total{code="model.away"}' in figures

    page.click("#finish")
    page.click("#finish")
    page.wait_for_url("**/review/**", timeout=60_000)
    expect(page.locator("[data-review]")).to_be_visible()
    assert not visitor.problems
