"""One trial: a learner's line, and a fault at its moment."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from django.db import connections

from bench.clips import RATE, Clip
from bench.fault_figures import Trial
from bench.fault_page import Page
from bench.learner import Utterance
from bench.learners import Cast, Person
from bench.processes import usage
from bench.server import CannotMeasure
from bench.stack import Process, Stack
from conversations.models import Turn

Found = TypeVar("Found")

LEVEL = "B1"
INTO_THE_LINE = (
    0.6  # seconds from its first voiced sample to the fault; the shortest line goes on for one more
)
HOLDER_SECONDS = 5.0  # within which some worker takes the turn
OPENING_SECONDS = 30.0
REPLY_SECONDS = 40.0
WATCHED_SECONDS = 0.5  # to see which helper works
BEFORE_SPEAKING = 0.7  # seconds after the buddy


Strike = Callable[[], object]


def at_worker(worker: Process) -> Strike:
    return worker.kill


def at_hearing_helper(worker: Process) -> Strike:
    """Of its helpers the one that works now: the one that hears."""
    helpers = worker.helpers()
    before = {pid: usage(pid).cpu_seconds for pid in helpers}
    time.sleep(WATCHED_SECONDS)
    busiest = max(helpers, key=lambda pid: usage(pid).cpu_seconds - before[pid])
    return partial(os.kill, busiest, signal.SIGKILL)


def at_helpers(worker: Process) -> Strike:
    def strike() -> None:
        for pid in worker.helpers():
            os.kill(pid, signal.SIGKILL)

    return strike


# What is aimed at, of the worker that has the turn.
AIMS: dict[str, Callable[[Process], Strike]] = {
    "worker-speaking": at_worker,
    "worker-answering": at_worker,
    "helper": at_hearing_helper,
    "helpers": at_helpers,
}


class Trials:
    """Two web processes and two workers, made whole again before each trial."""

    def __init__(self, stack: Stack, clips: list[Clip], seed: int) -> None:
        self._stack, self._clips, self._seed = stack, clips, seed
        self._webs = [stack.web(), stack.web()]
        self._workers = [stack.worker(), stack.worker()]
        self._person = _in_db(Cast(clips, LEVEL, 1).make)[0]

    def trial(self, fault: str, number: int) -> Trial:
        """Speak a line through a fault."""
        self._webs = [web if web.lives() else self._stack.web() for web in self._webs]
        self._workers = [one if one.lives() else self._stack.worker() for one in self._workers]
        clip = self._clips[number % len(self._clips)]
        dice = random.Random(f"{self._seed}/{fault}/{number}")
        return asyncio.run(self._talk(fault, clip, dice))

    async def _talk(self, fault: str, clip: Clip, dice: random.Random) -> Trial:
        person: Person = self._person
        talk = await asyncio.to_thread(_in_db, person.new_talk)
        page = Page([web.port for web in self._webs], talk, person.cookie, dice)
        staying = asyncio.create_task(page.stay())
        speaking = asyncio.create_task(self._line(fault, page, clip, talk))
        try:
            await asyncio.wait((staying, speaking), return_when=asyncio.FIRST_COMPLETED)
            if not speaking.done():
                staying.result()  # raises what broke the page
            return await speaking
        finally:
            staying.cancel()
            speaking.cancel()
            await asyncio.gather(staying, speaking, return_exceptions=True)

    async def _line(self, fault: str, page: Page, clip: Clip, talk: str) -> Trial:
        try:
            await asyncio.wait_for(page.opened.wait(), OPENING_SECONDS)
        except TimeoutError as error:
            raise CannotMeasure("The buddy did not open the talk: is this machine too busy?") from error
        await _quiet(page)
        away = await self._strike(fault, page, page.say(clip), talk)
        ended = None
        with suppress(TimeoutError):
            await asyncio.wait_for(page.answered.wait(), REPLY_SECONDS)
            ended = page.after_line_ms(time.perf_counter())
        turn = Turn.objects.filter(conversation_id=talk, number=page.turn or 1)
        seen = await asyncio.to_thread(_in_db, turn.first)
        return Trial(
            heard=page.heard.get(page.turn) == clip.text,
            begins_ms=[round(page.after_line_ms(moment), 1) for moment in page.begins],
            ended_ms=ended,
            away_ms=away(),
            attempts=seen.attempt if seen else 0,
            trouble=seen.trouble if seen else "",
        )

    async def _strike(self, fault: str, page: Page, line: Utterance, talk: str) -> Callable[[], float]:
        """Let the fault happen at its moment; gives what tells later how long it took (ms)."""
        took = [0.0]

        def timed(strike: Strike) -> None:
            began = time.perf_counter()
            strike()
            took[0] = (time.perf_counter() - began) * 1000

        while page.mouth.clock < line.onset + INTO_THE_LINE * RATE:
            await asyncio.sleep(0.01)
        strike: Strike
        if fault in AIMS:
            strike = await asyncio.to_thread(lambda: AIMS[fault](self._holder(talk)))
        else:
            stack = self._stack
            strike = {
                "none": lambda: None,
                "web": self._webs[0].kill,
                "redis": stack.redis.restart,
                "postgres": stack.postgres.restart,
            }[fault]
        if fault == "worker-answering":
            page.at_end = partial(timed, strike)
        else:
            await asyncio.to_thread(timed, strike)
        return lambda: took[0]

    def _holder(self, talk: str) -> Process:
        """The worker that has the newest turn of a talk."""
        deadline = time.monotonic() + HOLDER_SECONDS
        live = Turn.objects.filter(conversation_id=talk, status__in=Turn.LIVE, attempt__gt=0)
        while time.monotonic() < deadline:
            name = _in_db(live.order_by("-number").values_list("worker", flat=True).first) or ""
            for worker in self._workers:
                if f"-{worker.pid}-" in name:
                    return worker
            time.sleep(0.01)
        raise CannotMeasure("No worker took the turn while it was spoken: is this machine too busy?")


async def _quiet(page: Page) -> None:
    """Until the buddy has finished, and a moment longer."""
    while page.ears.hears:
        await asyncio.sleep(0.02)
    await asyncio.sleep(BEFORE_SPEAKING)


def _in_db(ask: Callable[[], Found]) -> Found:
    """The answer, over a connection of its own: the database may have been started anew."""
    connections.close_all()
    try:
        return ask()
    finally:
        connections.close_all()
