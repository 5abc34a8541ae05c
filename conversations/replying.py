"""From what was heard to what is said: the second half of a turn's way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TypeVar

from django.utils import timezone

from conversations.frames import pack_reply_frames
from conversations.job import Meter, Step, TurnJob
from conversations.models import Conversation, Turn
from conversations.protocol import (
    Card,
    OwnWordsOffer,
    ReplyEnded,
    ReplySentence,
    TalkFinished,
    TalkOffered,
)
from conversations.records import Change
from conversations.texts import error_raised
from conversations.voice import spoken
from ml.errors import EngineError
from ml.sentences import has_words, split_sentences
from ml.types import AudioChunk, Heard, Line, Outcome, Prompt, PromptKind

Item = TypeVar("Item")

KINDS = {
    Turn.Kind.OPENING.value: PromptKind.OPENING,
    Turn.Kind.CLOSING.value: PromptKind.CLOSING,
}


def reply_steps(job: TurnJob, heard: Heard | None, revision: int, meter: Meter) -> Iterator[Step]:
    """The buddy's reply, sentence by sentence; what may be answered next; the end of it."""
    prompt = Prompt(
        kind=KINDS.get(job.kind, PromptKind.ANSWER),
        scenario=job.scenario,
        state=job.state,
        heard=heard,
        history=job.history,
        level=job.level,
    )
    said: list[str] = []
    outcome: Outcome | None = None
    for item in _metered(job.engines.get("partner").reply(prompt), meter):
        if isinstance(item, Outcome):
            outcome = item
            yield Step((_outcome_change(job, item),))
            continue
        for text, translation in _sentences(item):
            yield from _sentence_steps(job, len(said), text, translation, item.part, revision, meter)
            said.append(text)
    if outcome is None:
        raise EngineError("partner.unfinished", "the partner gave no outcome", retryable=True)
    ended = ReplyEnded(turn=job.number, revision=revision, sentences=len(said))
    yield Step((Change(message=ended, turn={"buddy_text": " ".join(said)}),))
    if outcome.offer is None:
        yield Step((_finished_change(job),))


def _sentence_steps(
    job: TurnJob, number: int, text: str, translation: str, part: str, revision: int, meter: Meter
) -> Iterator[Step]:
    """One sentence: its text as soon as its first sound is there, then its audio."""
    chunks: Iterator[AudioChunk] = iter(())
    if has_words(text):
        chunks = _metered(spoken(job.engines, text, job.voice), meter)
    chunk: AudioChunk | None = None
    try:
        chunk = next(chunks, None)
    except EngineError:
        yield Step(message=error_raised("voice.silent"))
    sentence = Change(
        message=ReplySentence(
            turn=job.number,
            revision=revision,
            sentence=number,
            text=text,
            translation=translation,
            part=part,
            rate=chunk.sample_rate if chunk else 0,
            marks=[[mark.ms, mark.start, mark.end] for mark in chunk.marks] if chunk else [],
            audio_url=job.audio_url.replace("{n}", str(number)),
        )
    )
    changes: tuple[Change, ...] = (sentence,)
    offset = 0
    while chunk is not None:
        try:
            following = next(chunks, None)
        except EngineError:
            following = None
            yield Step(message=error_raised("voice.silent"))
        frames = pack_reply_frames(job.number, revision, number, offset, chunk.pcm, last=following is None)
        yield Step(changes, frames=tuple(frames))
        changes = ()
        offset += len(chunk.pcm) // 2
        chunk = following
    if changes:
        yield Step(changes)


def _metered(items: Iterator[Item], meter: Meter) -> Iterator[Item]:
    """The same items, the time spent waiting for each noted as engine time."""
    while True:
        with meter.engine():
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


def _sentences(line: Line) -> Iterator[tuple[str, str]]:
    """The sentences of a line, each with its translation where the two match one to one."""
    sentences = split_sentences(line.text)
    translations = split_sentences(line.translation)
    if len(translations) != len(sentences):
        translations = [line.translation] + [""] * (len(sentences) - 1)
    yield from zip(sentences, translations, strict=True)


def _outcome_change(job: TurnJob, outcome: Outcome) -> Change:
    fields = {"state": outcome.state.to_json()}
    if outcome.offer is None:
        return Change(conversation={**fields, "offer": {}})
    offer = outcome.offer
    own = offer.own_words
    message = TalkOffered(
        turn=job.number,
        beat=offer.beat,
        cards=[
            Card(key=r.key, text=r.text, translation=r.translation, size=r.size, stance=r.stance)
            for r in offer.replies
        ],
        starter=offer.starter,
        simpler=offer.simpler,
        own_words=OwnWordsOffer(seconds=own.seconds, tip=own.tip, tip_translation=own.tip_translation)
        if own
        else None,
    )
    return Change(message=message, conversation={**fields, "offer": asdict(offer)})


def _finished_change(job: TurnJob) -> Change:
    return Change(
        message=TalkFinished(review_url=job.review_url),
        conversation={"status": Conversation.Status.FINISHED, "finished_at": timezone.now()},
    )
