"""A real server with the embedded engines, and Chromium with a microphone that says what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.learner import Learner, visiting
from tests.browser.serving import Server, chromium, serving

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(
    scope="package"
)  # while it lives, its event loop runs in this thread: no other test can have one
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = chromium(playwright)
    yield browser
    browser.close()


@pytest.fixture
def make_learner(server: Server, browser: Browser) -> Iterator[Callable[..., Learner]]:
    """``make_learner(rate=44_100, echo=0.25)``: another microphone, or none that works.

    ``checked=False``: one that was never checked; ``hurried=True``: silence is helped;
    ``sounds=True``: the small sounds too; ``voices={…}``: the browser's own, see ``synthesis.js``.
    """
    with ExitStack() as made:

        def make(rate: int = 48_000, **settings: object) -> Learner:
            learner = made.enter_context(visiting(server, browser, rate, **settings))
            learner.sign_in()
            return learner

        yield make


@pytest.fixture
def learner(make_learner: Callable[..., Learner]) -> Learner:
    return make_learner()
