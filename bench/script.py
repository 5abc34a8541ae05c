"""What a synthetic learner does: one talk after the other, until all turns are spoken."""

from __future__ import annotations

import argparse
import asyncio
import random
from collections import Counter

from asgiref.sync import sync_to_async
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bench.clips import Clip
from bench.figures import Result
from bench.learners import Person
from bench.talk import Refused, TalkSession
from bench.waiting import Waits
from conversations.models import Turn

FRUITLESS = 3  # talks running without a turn, after which a learner goes home
SIGNED_OUT = "talk.signed_out"
SIGNED_OUT_CLOSE = 4401


class Learner:
    """One socket after the other. Whatever goes wrong is counted by its name."""

    def __init__(
        self,
        person: Person,
        args: argparse.Namespace,
        clips: list[Clip],
        boundaries: dict[str, list[int]],
        dice: random.Random,
    ) -> None:
        self.errors: Counter[str] = Counter()
        self.results: list[Result] = []
        self.waits = Waits()
        self.url: str = args.url
        self.args, self.dice = args, dice
        self.clips = {clip.text: clip for clip in clips}
        self.boundaries = boundaries
        self._person = person

    async def run(self) -> None:
        fruitless = 0
        while len(self.results) < self.args.turns and fruitless < FRUITLESS:
            before = len(self.results), self.errors.total()
            await self._try_a_talk()
            if self.errors[SIGNED_OUT]:
                return  # nor will the next talk be let in
            fruitless = 0 if len(self.results) > before[0] else fruitless + 1
            if fruitless and self.errors.total() == before[1]:
                self.errors["talk without a turn"] += 1
            if fruitless:
                await asyncio.sleep(1.0)

    async def _try_a_talk(self) -> None:
        try:
            await self._one_talk(await sync_to_async(self._person.new_talk)())
        except Refused as refused:
            self.errors[str(refused)] += 1
        except ConnectionClosed as closed:
            signed_out = closed.rcvd is not None and closed.rcvd.code == SIGNED_OUT_CLOSE
            self.errors[SIGNED_OUT if signed_out else type(closed).__name__] += 1
        except Exception as error:
            self.errors[type(error).__name__] += 1

    async def _one_talk(self, talk: str) -> None:
        base = self.url.replace("http", "ws", 1)
        async with connect(
            f"{base}/ws/talks/{talk}/",
            additional_headers={"Cookie": self._person.cookie},
            origin=self.url,  # type: ignore[arg-type]
            compression=None,
            max_size=None,
        ) as socket:
            await TalkSession(self, socket, talk).run()

    def complete(self) -> None:
        """Add what only the server knows: the engines' share."""
        for result in self.results:
            turn = Turn.objects.filter(conversation_id=result.talk, number=result.turn).first()
            if turn is None or result.sent_to_sound_ms is None or "engine_ms" not in turn.timings:
                continue
            result.engine_ms = float(turn.timings["engine_ms"])
            result.platform_ms = result.sent_to_sound_ms - result.engine_ms
