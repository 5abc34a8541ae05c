"""A learner's page without a browser: speaks a recording in real time, keeps it until it was heard, and
comes back after a break, as the protocol asks."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.clips import SPEECH, clips_read
from conversations.frames import MicFrame
from conversations.protocol import FRAME_SAMPLES, SAMPLE_RATE
from tests.stack.stack import Process, Seat

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
WAIT_SECONDS = 40.0
CLIPS = clips_read(SPEECH, 3)


class Page:
    def __init__(self, seat: Seat, *webs: Process) -> None:
        self.seat, self._webs = seat, list(webs)
        self.events: list[dict[str, Any]] = []
        self.frames = 0
        self.turn, self.seq = 1, 0
        self._tape = np.zeros(0, "<i2")  # of the open turn
        self._sent = 0
        self._socket: ClientConnection | None = None
        self._changed = threading.Condition()
        self._over = False
        threading.Thread(target=self._listen, daemon=True).start()
        self.until("talk.joined")

    def close(self) -> None:
        self._over = True
        if self._socket is not None:
            self._socket.close()

    # ------------------------------------------------------------------ in

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The first event of a kind; raises AssertionError when it does not come."""
        deadline = time.monotonic() + WAIT_SECONDS
        with self._changed:
            while True:
                for event in self.events:
                    if event["type"] == kind and all(event.get(k) == v for k, v in fields.items()):
                        return event
                left = deadline - time.monotonic()
                assert left > 0, f"no {kind} {fields}; came: {[event['type'] for event in self.events]}"
                self._changed.wait(left)

    def _listen(self) -> None:
        while not self._over:
            web = self._webs[0]
            try:
                self._come(web)
            except (OSError, ConnectionClosed, TimeoutError):
                self._webs.append(self._webs.pop(0))  # the next one, as a proxy would choose
                time.sleep(0.2)

    def _come(self, web: Process) -> None:
        with connect(
            f"ws://127.0.0.1:{web.port}/ws/talks/{self.seat.talk}/",
            origin=f"http://127.0.0.1:{web.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={self.seat.cookie}"},
            open_timeout=5,
        ) as socket:
            held = {"turn": self.turn, "start": 0, "end": len(self._tape)} if len(self._tape) else None
            socket.send(json.dumps({"type": "talk.join", "version": 1, "after_seq": self.seq, "held": held}))
            for message in socket:
                if isinstance(message, bytes):
                    self.frames += 1
                else:
                    self._take(socket, json.loads(message))

    def _take(self, socket: ClientConnection, event: dict[str, Any]) -> None:
        with self._changed:
            if event.get("seq") and event["type"] != "talk.joined":
                assert event["seq"] == self.seq + 1, "a lasting event is missing"
                self.seq = event["seq"]
            if event["type"] == "talk.joined":
                if event["turn"] != self.turn:
                    self.turn, self._tape = event["turn"], self._tape[:0]
                self._sent = event["open"]["next_sample"] if event["open"] else 0
                self._socket = socket
            elif event["type"] == "audio.resend":
                self._sent = event["start"]
            elif event["type"] in {"turn.ended", "turn.failed"} and event["turn"] >= self.turn:
                self._tape = self._tape[event.get("samples", 0) :]
                self.turn, self._sent = event["turn"] + 1, 0
            self.events.append(event)
            self._changed.notify_all()

    # ------------------------------------------------------------------ out

    def send(self, **message: Any) -> None:
        assert self._socket is not None
        self._socket.send(json.dumps(message))

    def say(self, clip: int | bytes, *, after: float = 0.0, do: Any = None) -> None:
        """Read a clip, by its number or as PCM16, in real time, and keep quiet until the turn has ended;
        ``do`` is called once when ``after`` seconds of it were said."""
        said = np.frombuffer(clip, "<i2") if isinstance(clip, bytes) else CLIPS[clip].pcm
        silence = np.zeros(4 * SAMPLE_RATE, "<i2")
        voice = np.concatenate([silence[: SAMPLE_RATE // 2], said, silence])
        turn, start = self.turn, time.monotonic()
        for at in range(0, len(voice), FRAME_SAMPLES):
            with self._changed:
                if self.turn != turn:
                    return
                self._tape = np.concatenate([self._tape, voice[at : at + FRAME_SAMPLES]])
                self._flush()
            if do is not None and at / SAMPLE_RATE >= after + 0.5:
                do()
                do = None
            time.sleep(max(start + (at + FRAME_SAMPLES) / SAMPLE_RATE - time.monotonic(), 0))

    def _flush(self) -> None:
        """What is held and not sent, as far as there is a connection."""
        if self._socket is None:
            return
        try:
            while self._sent < len(self._tape):
                piece = self._tape[self._sent : self._sent + FRAME_SAMPLES].tobytes()
                self._socket.send(MicFrame(self.turn, self._sent, piece).pack())
                self._sent += len(piece) // 2
        except ConnectionClosed:
            self._socket = None
