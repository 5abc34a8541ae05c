"""A whole talk on tiny models: SeamlessM4T hears, a Llama answers, SeamlessM4T speaks and translates.

Real Celery workers, Redis, PostgreSQL and a model server; on the processor, with models that know some clips.
"""

from __future__ import annotations

import io
import threading
import wave
from collections.abc import Iterator

import pytest

from tests.ml.speech_clips import OTHER, clip
from tests.model_server.serving import Served, served
from tests.model_server.tiny_llama import tiny_llama
from tests.seamless.lesson import MEANT, RUSSIAN
from tests.seamless.taught import taught_seamless
from tests.servers import PostgresServer, RedisServer
from tests.stack.client import Page
from tests.stack.free_lesson import SLUG, pairs
from tests.stack.stack import Process, Stack
from tests.stack.test_how_to_say import ask

TALKS = 10
ANSWER, IN_RUSSIAN = "What did you do then?", "Что вы сделали потом?"


@pytest.fixture(scope="module")
def model_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tiny_llama(pairs()), tmp_path_factory.mktemp("model-server")) as server:
        yield server


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, model_server: Served) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    models = folder / "models"
    models.mkdir()
    (models / "seamless-m4t-v2-large").symlink_to(taught_seamless(), target_is_directory=True)
    postgres, redis = PostgresServer(), RedisServer(folder)
    running = Stack(
        postgres,
        redis,
        folder,
        IM4TALKIN_PREFIX="seamless",
        IM4TALKIN_ENGINES="gpu",
        IM4TALKIN_MODELS=str(models),
        SEAMLESS_DEVICE="cpu",
        LLM_BASE_URL=model_server.url,
        LOG_LEVEL="INFO",
        OMP_NUM_THREADS="1",
    )
    running.manage("load_topics")
    yield running
    running.stop()
    redis.kill()
    postgres.remove()


@pytest.fixture(scope="module")
def worker(stack: Stack) -> Process:
    return stack.worker()


@pytest.fixture(scope="module")
def web(stack: Stack, worker: Process) -> Process:
    return stack.web()


def opened(stack: Stack, web: Process) -> Page:
    page = Page(stack.seat(topic=SLUG), web)
    page.until("reply.ended", turn=0)
    return page


def sentences(page: Page, turn: int) -> list[dict]:
    page.until("reply.ended", turn=turn)
    return [e for e in page.events if e["type"] == "reply.sentence" and e["turn"] == turn]


def test_ones_own_words_are_heard_answered_spoken_and_translated(stack: Stack, web: Process) -> None:
    page = opened(stack, web)
    assert page.until("talk.joined")["translates"] == "ru"
    page.send(type="translation.set", on=True)
    frames = page.frames
    page.say(clip("other"))
    heard = page.until("turn.heard", turn=1)
    assert (heard["evidence"], heard["text"], heard["card"]) == ("heard", OTHER, None)
    spoken = sentences(page, 1)
    assert ANSWER in [sentence["text"] for sentence in spoken]
    assert all(sentence["rate"] == 16_000 and sentence["marks"] for sentence in spoken)
    assert page.frames > frames
    number = next(sentence["sentence"] for sentence in spoken if sentence["text"] == ANSWER)
    translated = page.until("reply.translated", turn=1, sentence=number)
    assert (translated["language"], translated["translation"]) == ("ru", IN_RUSSIAN)
    assert not any(event["type"] in ("error.raised", "turn.failed") for event in page.events)
    page.close()


def test_the_talk_goes_on_to_its_end(stack: Stack, web: Process) -> None:
    page = opened(stack, web)
    page.say(clip("other"))
    page.until("reply.ended", turn=1)
    page.send(type="talk.finish")
    assert sentences(page, 2)
    page.until("talk.finished")
    page.close()


def test_how_do_i_say_is_answered(stack: Stack, web: Process) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(8000) + clip("russian") + bytes(8000))
    status, told = ask(web, stack.seat(topic=SLUG), file.getvalue())
    assert (status, told["text"], told["said"]) == (200, MEANT, RUSSIAN)


def test_ten_talk_at_once_with_one_model(stack: Stack, web: Process, worker: Process) -> None:
    pages = [Page(seat, web) for seat in stack.seats(TALKS, topic=SLUG)]
    for page in pages:
        page.until("reply.ended", turn=0)
    speaking = [threading.Thread(target=page.say, args=(clip("other"),)) for page in pages]
    for thread in speaking:
        thread.start()
    for thread in speaking:
        thread.join(60)
    for page in pages:
        assert page.until("turn.heard", turn=1)["text"] == OTHER
        spoken = sentences(page, 1)
        # Where several wait the model is brief: it asks nothing itself.
        assert {sentence["text"] for sentence in spoken} & {"That is a good story.", "I see."}
        assert all(sentence["rate"] == 16_000 for sentence in spoken)
        page.close()
    assert worker.said().count("SeamlessM4T v2 is ready") == 1
