"""One talk over one socket: listens for an offer, reads a line, sometimes talks over the reply."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection

from bench.clips import RATE, Samples, last_voiced
from bench.figures import End, Result, end_of
from bench.learner import Ears, Mouth, Utterance, hesitant
from conversations.protocol import FRAME_SAMPLES

if TYPE_CHECKING:
    from bench.script import Learner

FRAME_SECONDS = FRAME_SAMPLES / RATE
REPLY_SECONDS = 12.0  # longer than this without a sound counts as no reply
OFFER_SECONDS = 30.0
ROOM_TO_INTERRUPT = 0.4  # seconds of the reply that are left when the interruption is confirmed
RELEASE_AFTER = RATE // 5  # push-to-talk: the button goes up 0.2 s after the last voiced sample


class Refused(Exception):
    """The server wants no more of this connection; the text is its code."""


class TalkSession:
    """What is heard, said and measured, until the talk is finished or every turn is spoken."""

    def __init__(self, learner: Learner, socket: ClientConnection, talk: str) -> None:
        self._learner, self._socket, self._talk = learner, socket, talk
        self._args, self._dice = learner.args, learner.dice
        self._mouth, self._ears = Mouth(self._dice), Ears()
        self._cards: list[str] = []
        self._to_tell = False
        self._offer_turn = -1
        self._answered: set[int] = set()
        self._replied: set[int] = set()
        self._open: int | None = None  # turn that the server hears speech in
        self._utterance: Utterance | None = None
        self._result: Result | None = None
        self._decided_at = 0.0
        self._rest_until = 0.0  # who speaks less than half of the time thinks longer
        self._over = asyncio.Event()
        self._hold = self._args.mode == "hold"
        self._down = False  # the button

    async def run(self) -> None:
        await self._send({"type": "talk.join", "version": 1, "mode": self._args.mode})
        jobs = [asyncio.create_task(job()) for job in (self._hear, self._stream, self._speak)]
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            if self._over.is_set():
                await asyncio.wait(jobs[-1:], timeout=2)  # the last result
            for job in done:
                job.result()
        except asyncio.CancelledError:
            self._result = None  # nobody waited for its reply
            raise
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            self._conclude()

    # ------------------------------------------------------------------ microphone

    async def _stream(self) -> None:
        due = time.perf_counter()
        while not self._over.is_set():
            due += FRAME_SECONDS
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            self._mouth.record()
            if self._hold and not self._down:
                continue
            for frame in self._mouth.frames(buddy_sounds=self._ears.hears):
                await self._socket.send(frame)
            if self._hold and not self._mouth.speaking:
                self._down = False
                samples = self._mouth.told - self._mouth.start
                await self._send({"type": "turn.release", "turn": self._mouth.turn, "samples": samples})

    # ------------------------------------------------------------------ what to say

    async def _speak(self) -> None:
        while len(self._learner.results) < self._args.turns:
            await self._offer()
            if self._over.is_set():
                return
            text = self._dice.choice(self._cards)
            clip, places = self._learner.clips[text], self._learner.boundaries[text]
            interrupts = await self._moment(clip.pcm)
            if interrupts:  # who interrupts knows the first words
                places = [place for place in places if place >= Utterance(clip.pcm).confirmed]
            pcm, pauses = hesitant(clip, places, self._args.level, self._dice)
            offer = self._offer_turn
            self._answered.add(offer)
            await self._say(Result(self._talk, text, pauses, interrupts=interrupts), pcm)
            await self._finished()
            result = self._result
            self._conclude()
            if result is not None and (result.failed or result.no_reply):
                self._answered.discard(offer)

    async def _offer(self) -> None:
        """Wait until there is something to answer; the buddy may still be sounding."""
        deadline = time.perf_counter() + OFFER_SECONDS
        while not self._over.is_set():
            complete = self._offer_turn in self._replied | {0}
            if self._cards and complete and self._offer_turn not in self._answered:
                return
            if self._to_tell and complete:  # the story after the end is no turn that can be measured
                self._to_tell = False
                await self._send({"type": "talk.finish"})
            if time.perf_counter() > deadline:
                raise TimeoutError("no offer")
            await asyncio.sleep(0.02)

    async def _moment(self, pcm: Samples) -> bool:
        """Wait for the moment to speak; now and then that is before the buddy is done (True)."""
        if self._dice.random() < self._args.interrupt and not self._hold and self._ears.hears:
            await asyncio.sleep(self._dice.uniform(0.2, 0.6))
            needed = Utterance(pcm).confirmed / RATE + ROOM_TO_INTERRUPT
            if self._ears.plays_until - time.perf_counter() > needed:
                return True
        while self._ears.hears:
            await asyncio.sleep(0.02)
        await asyncio.sleep(max(self._dice.uniform(0.5, 0.9), self._rest_until - time.perf_counter()))
        if self._args.speaking:
            cycle = len(pcm) / RATE / self._args.speaking * self._dice.uniform(0.7, 1.3)
            self._rest_until = time.perf_counter() + cycle
        return False

    async def _say(self, result: Result, pcm: Samples) -> None:
        if self._hold:
            pcm = pcm[: last_voiced(pcm) + RELEASE_AFTER]
        self._result = result
        self._utterance = Utterance(pcm, self._mouth.say(pcm))
        if self._hold:
            self._mouth.press()
            await self._send({"type": "turn.press", "turn": self._mouth.turn})
            self._down = True

    async def _finished(self) -> None:
        """The utterance was spoken and answered, or nobody answered."""
        assert self._result is not None
        result = self._result
        while self._mouth.speaking:
            await asyncio.sleep(0.02)
        deadline = time.perf_counter() + REPLY_SECONDS
        while time.perf_counter() < deadline and not self._over.is_set():
            answered = result.turn in self._replied and self._open is None
            if result.failed or result.no_reply or (result.turn and answered):
                return
            await asyncio.sleep(0.01)
        if not self._over.is_set() and not result.turn:
            result.no_reply = True  # nobody even heard it

    def _conclude(self) -> None:
        """Measure the reply to what was said, once; what the talk's end cut short is no turn."""
        result, self._result = self._result, None
        if result is None or not (result.turn or result.failed or result.no_reply):
            return
        self._learner.results.append(result)
        utterance, self._utterance = self._utterance, None
        if result.failed or utterance is None:
            return
        # What nobody heard has no turn, and turn 0 is the buddy's opening.
        sound = self._ears.first_sound.get(result.turn) if result.turn else None
        result.no_reply = sound is None
        result.mute = sound is None and bool(result.turn) and result.turn in self._replied
        if sound is not None and not result.cut_off:
            result.first_sound_ms = (sound - self._mouth.said_at(utterance.last)) * 1000
            result.sent_to_sound_ms = (self._ears.first_frame[result.turn] - self._decided_at) * 1000

    # ------------------------------------------------------------------ what comes back

    async def _hear(self) -> None:
        async for data in self._socket:
            if isinstance(data, bytes):
                self._ears.frame(data)
            else:
                self._event(json.loads(data))
            if self._over.is_set():
                return

    def _event(self, event: dict[str, Any]) -> None:
        kind, turn = event["type"], int(event.get("turn") or 0)
        if kind == "talk.offered":
            self._cards = [card["text"] for card in event["cards"]]
            self._to_tell = event.get("part") == "retell"
            self._offer_turn = turn
        elif kind == "reply.sentence":
            self._ears.rates[turn, event["sentence"]] = event["rate"]
        elif kind == "reply.ended":
            self._replied.add(turn)
        elif kind == "reply.stop":
            self._stopped(turn)
        elif kind == "reply.resume":
            self._ears.resume()
        elif kind == "audio.resend":
            self._mouth.resend(turn, event["start"])
        elif kind.startswith("turn."):
            self._turn_event(kind, turn, event)
        elif kind == "error.raised":
            if event["fatal"]:
                raise Refused(event["code"])
            self._learner.errors[event["code"]] += 1
        elif kind == "talk.finished":
            self._over.set()

    def _turn_event(self, kind: str, turn: int, event: dict[str, Any]) -> None:
        result = self._result
        if kind == "turn.started":
            self._open = turn
        elif kind == "turn.revised":
            self._ears.revised(turn, event["revision"])
        elif kind == "turn.heard" and result is not None and turn == result.turn:
            result.right = event["text"] == result.text
        if kind in {"turn.ended", "turn.dismissed", "turn.failed"} and self._open == turn:
            self._open = None
        if kind == "turn.ended":
            self._ended(event)
        elif kind == "turn.dismissed" and result is not None and turn == result.turn:
            result.no_reply, result.reason = True, "dismissed"
        elif kind == "turn.failed":
            self._failed(turn, event["code"])
        elif kind == "turn.waiting":
            self._learner.waits.told(self._talk, turn, event["place"])

    def _ended(self, event: dict[str, Any]) -> None:
        now = time.perf_counter()
        turn, end = event["turn"], self._mouth.start + event["samples"]
        if turn < self._mouth.turn:
            return  # told again
        decided_at = self._mouth.said_at(min(end, self._mouth.clock))
        self._mouth.turn_ended(turn, event["samples"])
        if self._result is None or self._utterance is None:
            return
        place = end_of(self._utterance, end)
        if place is End.EARLIER and not self._hold:
            return
        self._result.turn, self._result.reason = turn, event["reason"]
        self._decided_at = decided_at
        if place is End.CUT_OFF and not self._hold:
            self._result.cut_off = True
        else:
            self._result.end_decision_ms = (now - self._mouth.said_at(self._utterance.last)) * 1000

    def _failed(self, turn: int, code: str) -> None:
        """The turn is given up: it counts once, and the same offer may be answered again."""
        self._learner.errors[code] += 1
        if self._result is not None and turn in {self._result.turn, self._mouth.turn}:
            self._result.failed, self._result.reason = True, "failed"
            self._mouth.hush()
            self._down = False
        self._mouth.turn_failed(turn)

    def _stopped(self, turn: int) -> None:
        now = time.perf_counter()
        if self._result is not None and self._utterance is not None and self._ears.hears:
            since_onset = (now - self._mouth.said_at(self._utterance.onset)) * 1000
            since_confirmed = (now - self._mouth.said_at(self._utterance.confirmed)) * 1000
            if self._result.interrupts and self._result.barge_in_ms is None and since_onset >= 0:
                self._result.barge_in_from_onset_ms = since_onset
                self._result.barge_in_ms = since_confirmed
        self._ears.stop(turn)

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(message))
