"""The one model of this process and the queue in front of it: what recogniser, voice and translator share."""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path
from typing import TypeVar

import numpy as np

from ml.errors import EngineError
from ml.seamless.batcher import Batcher, Task, Urgency
from ml.seamless.folder import ModelFolder, read_folder
from ml.seamless.lost import when_lost
from ml.seamless.model import Clip, Saying, SeamlessModel, Text, Transcript
from ml.seamless.speech import RATE, Samples
from ml.seamless.trouble import may_split, trouble

logger = logging.getLogger(__name__)

Given = TypeVar("Given")
Answer = TypeVar("Answer")
Maker = Callable[[str], SeamlessModel]  # of a model on a device

PATIENCE_S, PATIENCE_ON_CPU_S = 8.0, 16.0  # for one answer; then the caller does without it
LOAD_AGAIN_S = 20.0  # after a load that failed
MOST_RELOADS = 3  # running that failed; then this process cannot use the device any more
LENGTHS_S = (2.0, 4.0, 8.0)  # of clips that run together
CLIPS_TOGETHER, TEXTS_TOGETHER = 8, 16
WARM_TEXT = "Hello, and welcome."


class Runtime:
    """A model with its queue: loaded for the first engine that takes it, put away when the last leaves.

    ``make`` gives the model in place of reading ``folder``, which is only its name then.
    """

    def __init__(self, folder: str, device: str, make: Maker | None = None) -> None:
        self._path = Path(folder)
        self._make = make
        self._device, self._adapters = device, ""
        self._users = 0
        self._failure: EngineError | None = None  # of the last load
        self._failed_at = 0.0  # monotonic
        self._reloads_failed = 0
        self._lock = threading.Lock()
        self._model: SeamlessModel | None = None
        self._batcher: Batcher | None = None
        self._folder: ModelFolder | None = None

    # ------------------------------------------------------------------ life

    def take(self, *, adapters: str = "") -> None:
        """Read the folder, bring the model onto its device and run each task once; others find it there.

        ``adapters``: the folder with those of single learners. EngineError ``model.folder`` (what is wrong
        with the model's, and what to do), ``engine.missing`` (packages), ``gpu.full`` and ``gpu.lost``
        (retryable).
        """
        with self._lock:
            if self._failure is not None and time.monotonic() - self._failed_at < LOAD_AGAIN_S:
                raise self._failure.fresh()
            if adapters:
                self._adapters = adapters
                if self._model is not None:
                    self._model.adapters.folder = Path(adapters)
            if self._batcher is not None:
                self._users += 1
                return
            began = time.monotonic()
            try:
                folder = None if self._make else read_folder(self._path)
                device = self._device or usual_device()
                self._model = self._made(folder, device)
                self._warm(self._model)
            except Exception as raised:
                self._model = None
                self._failed_at = time.monotonic()
                self._failure = (raised if isinstance(raised, EngineError) else trouble(raised)).fresh()
                raise self._failure.fresh() from None
            self._failure = None
            self._folder = self._model.folder
            took = time.monotonic() - began
            logger.info("SeamlessM4T v%d is ready on %s after %.1f s", self._folder.version, device, took)
            self._batcher = Batcher(
                {
                    "hear": Task(lambda clips: self._now.hear(clips), CLIPS_TOGETHER),
                    "translate": Task(lambda texts: self._now.translate(texts), TEXTS_TOGETHER),
                    "speak": Task(lambda sayings: self._now.speak(sayings)),
                },
                trouble=trouble,
                split=may_split,
                mend=self._mend,
            )
            self._users = 1

    def leave(self) -> None:
        """One who took it needs it no more."""
        with self._lock:
            self._users -= 1
            if self._users > 0:
                return
            batcher, self._batcher = self._batcher, None
            if batcher is not None:
                batcher.close()
            self._model = None

    @property
    def folder(self) -> ModelFolder:
        """What is known of the loaded model."""
        if self._folder is None:
            raise EngineError("engine.missing", "the model was not loaded")
        return self._folder

    @property
    def patience(self) -> float:
        """Seconds that an answer may take. Below the 20 after which an attempt at a turn counts as stuck."""
        on_cpu = self._model is not None and self._model.device == "cpu"
        return PATIENCE_ON_CPU_S if on_cpu else PATIENCE_S

    @property
    def idle(self) -> bool:
        return self._queue.idle

    # ------------------------------------------------------------------ tasks

    def hear(self, clip: Clip, urgency: Urgency, *, within: float = 0.0) -> Future[Transcript]:
        """Clips of about one length run together: a short one is not to wait for the words of a long one."""
        length = bisect(LENGTHS_S, len(clip.samples) / RATE)
        group = (clip.language, clip.beams, length)
        return self._queue.submit("hear", clip, urgency, group=group, within=within or self.patience)

    def heard(self, clips: Sequence[Clip]) -> list[Transcript]:
        """Transcripts of consecutive clips, for which somebody waits."""
        return self._answers(clips, lambda clip: self.hear(clip, Urgency.FINAL))

    def translated(self, texts: Sequence[Text]) -> list[str]:
        """The texts in the other language."""

        def ask(text: Text) -> Future[str]:
            return self._queue.submit(
                "translate",
                text,
                Urgency.TRANSLATION,
                group=(text.source, text.target),
                within=self.patience,
            )

        return self._answers(texts, ask)

    def speak(self, saying: Saying, urgency: Urgency) -> Future[Samples]:
        return self._queue.submit("speak", saying, urgency, within=self.patience)

    def answer(self, future: Future[Answer]) -> Answer:
        """The result, or EngineError: ``engine.timeout`` (retryable) when it takes too long."""
        try:
            return future.result(timeout=self.patience)
        except (TooLate, CancelledError):
            future.cancel()
            raise EngineError("engine.timeout", "the model took too long", retryable=True) from None

    def _answers(self, payloads: Sequence[Given], ask: Callable[[Given], Future[Answer]]) -> list[Answer]:
        """All of them, or the first error; then nothing is worked out for nobody."""
        made: list[Future[Answer]] = []
        try:
            made.extend(map(ask, payloads))  # those before one that fails are there
            return [self.answer(future) for future in made]
        finally:
            for future in made:
                future.cancel()

    # ------------------------------------------------------------------

    @property
    def _queue(self) -> Batcher:
        if self._batcher is None:
            raise EngineError("engine.missing", "the model was not loaded")
        return self._batcher

    @property
    def _now(self) -> SeamlessModel:
        if self._model is None:
            raise EngineError("gpu.lost", "the model is being loaded anew", retryable=True)
        return self._model

    def _made(self, folder: ModelFolder | None, device: str) -> SeamlessModel:
        try:
            if self._make is not None:
                return self._make(device)
            return SeamlessModel(folder or read_folder(self._path), device, adapters=self._adapters)
        except ImportError as error:
            raise EngineError(
                "engine.missing", f"SeamlessM4T needs the packages of requirements-gpu.txt: {error}"
            ) from error

    def _warm(self, model: SeamlessModel) -> None:
        """The first run of each task builds kernels; no learner is to wait for that."""
        hum = (0.1 * np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE)).astype(np.float32)
        model.hear([Clip(hum, "eng")])
        model.translate([Text(WARM_TEXT, "eng", "eng")])
        model.speak([Saying(WARM_TEXT, "eng", 0)])

    def _mend(self, error: EngineError) -> None:
        """Before the next job after a failure: free memory, or load the model anew."""
        if error.code != "gpu.lost" and self._model is not None:
            self._model.clear()
            return
        logger.error("the device was lost: loading the model anew")
        self._model = None  # two of them would not fit
        try:
            self._model = self._made(self.folder, self._device or usual_device())
        except Exception:
            self._reloads_failed += 1
            if self._reloads_failed >= MOST_RELOADS:
                logger.critical("the device stays lost in this process: it has to be started anew")
                for call in when_lost:
                    call()
            raise
        self._reloads_failed = 0


def usual_device() -> str:
    """The first GPU, else the processor."""
    try:
        import torch
    except ImportError as error:
        raise EngineError(
            "engine.missing", "SeamlessM4T needs the packages of requirements-gpu.txt"
        ) from error
    return "cuda" if torch.cuda.is_available() else "cpu"


_runtimes: dict[tuple[str, str], Runtime] = {}
_runtimes_lock = threading.Lock()


def runtime_for(folder: str, device: str = "", make: Maker | None = None) -> Runtime:
    """The runtime of a folder and device: the same for every engine of this process that asks.

    Who comes first may say how the model is made (``Runtime``).
    """
    key = (str(Path(folder).resolve()), device)
    with _runtimes_lock:
        return _runtimes.setdefault(key, Runtime(folder, device, make))
