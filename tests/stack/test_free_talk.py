"""A talk with a model: a tiny Llama behind a real server, real workers, and what follows when it goes."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.model_server.serving import Served, served
from tests.model_server.tiny_llama import tiny_llama
from tests.servers import PostgresServer, RedisServer
from tests.stack.client import Page
from tests.stack.free_lesson import ANSWERS, SLUG, pairs
from tests.stack.stack import Stack

TOLD = "Well, my brother and I cooked a big dinner for all our friends in the village"
MOST_TURNS = 30
MOST_TALKS = 15  # of some seconds each


@pytest.fixture(scope="module")
def model_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tiny_llama(pairs()), tmp_path_factory.mktemp("model-server")) as server:
        yield server


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, model_server: Served) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    postgres, redis = PostgresServer(), RedisServer(folder)
    running = Stack(postgres, redis, folder, IM4TALKIN_PREFIX="free", LLM_BASE_URL=model_server.url)
    running.manage("load_topics")
    yield running
    running.stop()
    redis.kill()
    postgres.remove()


@pytest.fixture(scope="module")
def web(stack: Stack):
    web = stack.web()
    stack.worker()
    return web


def sentences(page: Page, turn: int) -> list[str]:
    page.until("reply.ended", turn=turn)
    return [e["text"] for e in page.events if e["type"] == "reply.sentence" and e["turn"] == turn]


def typed(page: Page, turn: int, text: str) -> list[str]:
    page.send(type="turn.type", text=text, ref=f"typed-as-turn-{turn}")
    return sentences(page, turn)


def test_a_whole_talk_is_held_with_a_model(stack: Stack, web) -> None:
    page = Page(stack.seat(topic=SLUG), web)
    assert sentences(page, 0)
    said: list[str] = []
    turn = 1
    while not any(e["type"] == "talk.finished" or e.get("part") == "retell" for e in page.events):
        assert turn < MOST_TURNS
        said += typed(page, turn, f"{TOLD}, and it was number {turn}.")
        turn += 1
    for task in ("react", "follow_up", "lead_ask", "lead"):
        assert any(ANSWERS[task].endswith(sentence) for sentence in said), f"{task}: {said}"
    assert not any(e["type"] in ("error.raised", "turn.failed") for e in page.events)
    page.close()


def test_a_question_is_answered_and_who_leaves_hears_a_word(stack: Stack, web) -> None:
    page = Page(stack.seat(topic=SLUG), web)
    sentences(page, 0)
    assert typed(page, 1, "Where did you learn to cook such strange soup?")[0] == ANSWERS["answer"]
    page.send(type="talk.finish")
    assert sentences(page, 2)[0] == ANSWERS["closing"]
    page.until("talk.finished")
    page.close()


def test_ten_talk_at_once(stack: Stack, web) -> None:
    pages = [Page(seat, web) for seat in stack.seats(10, topic=SLUG)]
    for page in pages:
        sentences(page, 0)
    for page in pages:
        page.send(type="turn.type", text=f"{TOLD}.", ref="typed-as-turn-1")
    for page in pages:
        assert "What did you do then?" in sentences(page, 1)
        page.close()


def test_without_the_model_the_talk_goes_on_and_it_is_told_once(
    stack: Stack, web, model_server: Served
) -> None:
    """The server hangs, and comes back."""
    page = Page(stack.seat(topic=SLUG), web)
    sentences(page, 0)
    model_server.process.send_signal(signal.SIGSTOP)
    try:
        for turn in (1, 2, 3):
            spoken = typed(page, turn, f"{TOLD}, and it was number {turn}.")
            assert spoken
            assert not set(spoken) & {"What did you do then?", "Thank you for telling me."}
        told = [e["code"] for e in page.events if e["type"] == "error.raised"]
        assert told == ["partner.written"]
    finally:
        model_server.process.send_signal(signal.SIGCONT)
    page.close()
    for _ in range(MOST_TALKS):  # nothing is started anew; it is looked at every few seconds
        page = Page(stack.seat(topic=SLUG), web)
        sentences(page, 0)
        spoken = typed(page, 1, f"{TOLD}.")
        page.close()
        if "What did you do then?" in spoken:
            return
    pytest.fail("the model is not asked again")
