"""The reply once more in the learner's first language: beside it, never before it, and silently missing where
nobody could translate in time."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

from conversations.job import Step, TurnJob
from conversations.protocol import ReplySentence, ReplyTranslated
from conversations.records import Change
from conversations.translator import ENGLISH
from ml.errors import EngineError, where
from ml.sentences import has_words
from ml.time_limit import answer_in_time

logger = logging.getLogger(__name__)

POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="subtitles")
WAIT_SECONDS = 3.0  # after the reply; what comes later is not shown
SCRIPTED = "ru"  # what scripted lines are translated into already


class Subtitles:
    """Translations of one reply on their way; the order is the sentences'."""

    def __init__(self, job: TurnJob) -> None:
        self._job = job
        self._due: list[tuple[ReplySentence, Future[str]]] = []

    def see(self, step: Step) -> None:
        """A step went out: what it says is translated from now on."""
        language = self._job.translates
        for change in step.changes if language else ():
            if not isinstance(change.message, ReplySentence) or not has_words(change.message.text):
                continue
            if language != SCRIPTED or not change.translated:
                work = POOL.submit(_translated, self._job, change.message.text)
                self._due.append((change.message, work))

    def ready(self) -> Iterator[Step]:
        """What is there by now; waits for nothing."""
        yield from self._given([due for due in self._due if due[1].done()])

    def in_time(self, since: float) -> Iterator[Step]:
        """What is there soon after the reply ended, ``since`` on the monotonic clock. Where others wait for
        a slot, nobody waits for this."""
        left = 0.0 if self._job.brief else since + WAIT_SECONDS - time.monotonic()
        wait([work for _, work in self._due], timeout=max(left, 0.0))
        yield from self.ready()
        for _, work in self._due:
            work.cancel()

    def _given(self, done: list[tuple[ReplySentence, Future[str]]]) -> Iterator[Step]:
        self._due = [due for due in self._due if due not in done]
        told = tuple(
            Change(message=_message(sentence, text, self._job.translates))
            for sentence, work in done
            if (text := work.result())
        )
        if told:
            yield Step(told)


def _message(sentence: ReplySentence, text: str, language: str) -> ReplyTranslated:
    return ReplyTranslated(
        turn=sentence.turn,
        revision=sentence.revision,
        sentence=sentence.sentence,
        translation=text,
        language=language,
    )


def _translated(job: TurnJob, text: str) -> str:
    """The text in the learner's language; empty where that did not come about."""
    try:
        engine = job.engines.get("translator")
        answer: str = answer_in_time(
            engine,
            "translator",
            lambda: engine.translate(text, source=ENGLISH, target=job.translates),
        )
    except EngineError as error:
        logger.warning("a line was not translated (%s)", error.code)
        return ""
    except Exception as error:  # a bug costs the translation, and says where it is
        logger.error("the translator broke: %s", where(error))
        return ""
    return answer.strip()
