"""For everyone: axe finds nothing serious in any state, nothing overflows or fades, and keys are enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.learner import Learner, wait_until
from tests.browser.looks import amiss
from tests.browser.pictures_accounts import ACCOUNT_WALKS
from tests.browser.pictures_all import CLASS_WALKS, WALKS
from tests.browser.pictures_english import ENGLISH_WALKS
from tests.browser.pictures_private import private
from tests.browser.pictures_stage import QUICK, Stage
from tests.browser.serving import Server, class_serving, translating_serving

SERIOUS = {"serious", "critical"}
HARD = """<style>
    @keyframes away { to { transform: none; } }
    body { margin: 0; background: #fff; }
    .pale { color: #aaa; }
    .faint { opacity: 0.5; color: #666; }
    .wide { width: 330px; }
    .cut { width: 60px; overflow: hidden; white-space: nowrap; }
    .moving { animation: away 9s infinite; transform: translateX(1px); }
    button { width: 30px; height: 30px; }
</style><p class=pale>pale</p><p class=faint>faint</p><p class=wide>wide</p><p class=cut>much too long</p>
<p class=moving>moving</p><button aria-label=small></button><p>An <a href=#>inline link</a> is fine.</p>"""
LOST = "document.activeElement === null || document.activeElement === document.body"


@pytest.fixture(scope="module")
def class_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with class_serving(Path(tmp_path_factory.mktemp("class"))) as server:
        yield server


class Looks:
    """What was found in the states of a walk."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.found: list[str] = []

    def look(self, page: Page, name: str) -> None:
        self.states.append(name)
        self.found += [f"{name}: {each}" for each in [*_axe(page), *amiss(page)]]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("walk", [*WALKS, *ACCOUNT_WALKS, private], ids=lambda walk: walk.__name__)
def test_every_state_can_be_read_and_used(
    server: Server, browser: Browser, walk: Callable[[Stage], None]
) -> None:
    looks = Looks()
    walk(Stage(server, browser, looks.look))
    assert looks.states
    assert not looks.found


@pytest.mark.parametrize("walk", CLASS_WALKS, ids=lambda walk: walk.__name__)
def test_a_class_can_be_entered_by_everyone(
    class_server: Server, browser: Browser, walk: Callable[[Stage], None]
) -> None:
    looks = Looks()
    walk(Stage(class_server, browser, looks.look))
    assert looks.states
    assert not looks.found


def test_who_asks_in_their_own_language_can_read_and_use_it(browser: Browser, tmp_path: Path) -> None:
    looks = Looks()
    with translating_serving(tmp_path) as server:
        for walk in ENGLISH_WALKS:
            walk(Stage(server, browser, looks.look))
    assert looks.states
    assert not looks.found


def test_what_is_amiss_is_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(HARD)
    found = amiss(page)
    page.close()
    kinds = {(each.split(": ")[1].split(" ")[0], each.split(": ", 2)[2]) for each in found}
    assert {name.split(" “")[0] for kind, name in kinds if kind == "contrast"} == {"p.pale", "p.faint"}
    assert any(kind == "overflow" and "p.wide" in name for kind, name in kinds)
    assert any(kind == "cut" and "p.cut" in name for kind, name in kinds)
    assert [name for kind, name in kinds if kind == "target"] == ["button “”"]
    assert any(kind == "moves" or "moves" in name for kind, name in kinds)


def test_a_first_exchange_needs_only_keys(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(voices=QUICK)
    page = learner.page
    page.goto(f"{learner.server.url}/topics/")
    _tab_to(page, "Talk to Moira")
    page.keyboard.press("Enter")
    page.wait_for_selector("#start:enabled")
    _tab_to(page, page.inner_text("#start"))  # another word for who has agreed before
    page.keyboard.press("Enter")
    learner.state("yours")
    expect(page.locator("#voice")).to_be_focused()

    _tab_to(page, "Options")
    page.keyboard.press("Enter")
    _tab_to(page, "Hold the button", backwards=True)
    page.keyboard.press("Space")
    _tab_to(page, "Options")
    page.keyboard.press("Enter")
    expect(page.locator("#how")).to_be_hidden()
    _tab_to(page, "Hold to talk")
    page.keyboard.down("Space")
    learner.say("first_time")
    page.keyboard.up("Space")
    assert learner.heard(1)["evidence"] == "card"
    learner.state("yours", timeout=60)
    assert not page.evaluate(LOST)

    _tab_to(page, "Type")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("All the time.")
    page.keyboard.press("Enter")
    wait_until(lambda: bool(learner.events("turn.heard")[1:]), 40)
    learner.state("yours", timeout=60)
    assert not page.evaluate(LOST)

    _tab_to(page, "Finish")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/", timeout=60_000)
    assert not learner.problems


def test_focus_stays_where_its_button_goes(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(voices=QUICK)
    page = learner.page
    learner.open_talk()
    page.focus("#start-typing")
    page.keyboard.press("Enter")
    learner.state("yours", timeout=60)
    expect(page.locator("#text")).to_be_focused()
    page.focus("#moves-open")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You can always say")).to_be_focused()
    _tab_to(page, "Wait a moment")
    page.keyboard.press("Enter")
    wait_until(lambda: bool(learner.events("turn.heard")), 40)
    learner.state("yours", timeout=60)
    assert not page.evaluate(LOST)


def _axe(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page as it stands."""
    violations = Axe().run(page).response["violations"]
    return [
        f"axe {each['id']}: {node['html'][:120]}"
        for each in violations
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


def _tab_to(page: Page, label: str, *, backwards: bool = False) -> None:
    """Press Tab until the focus is on what is called this."""
    name = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if str(page.evaluate(name)).startswith(label):
            return
    raise AssertionError(f"no number of tabs leads to {label!r}")
