"""From what was heard to what is said: the second half of a turn's way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from django.utils import timezone

from conversations.echo import recast_of
from conversations.frames import pack_reply_frames
from conversations.job import Meter, Step, TurnJob
from conversations.models import Conversation, Turn
from conversations.offering import offer_document, offered_message
from conversations.protocol import ReplyEnded, ReplySentence, TalkFinished
from conversations.recorded import recorded
from conversations.records import Change
from conversations.silence import silence_times
from conversations.texts import error_raised
from conversations.voice import spoken
from ml.errors import EngineError
from ml.scenario_text import spelled_out
from ml.sentences import has_words, split_sentences
from ml.time_limit import items_in_time
from ml.types import AudioChunk, Heard, Line, Outcome, Prompt, PromptKind

Item = TypeVar("Item")

MOST_WORDS_OF_A_REQUEST = 10  # "Could you speak more slowly, please?", and a little around it
KINDS = {
    Turn.Kind.OPENING.value: PromptKind.OPENING,
    Turn.Kind.CLOSING.value: PromptKind.CLOSING,
    Turn.Kind.SILENCE.value: PromptKind.SILENCE,
    Turn.Kind.GO_ON.value: PromptKind.GO_ON,
}


def reply_steps(job: TurnJob, heard: Heard | None, revision: int, meter: Meter) -> Iterator[Step]:
    """The buddy's reply, sentence by sentence; what may be answered next; the end of it."""
    partner, prompt = job.engines.get("partner"), _prompt(job, heard)
    items = _metered(items_in_time(partner, "partner", lambda: partner.reply(prompt)), meter)
    pace = job.state.pace
    if heard is not None and _asks_slower(job, heard):
        # The question that is asked again is to be slower already, and how slow is known at the end.
        whole = list(items)
        pace = min((item.state.pace for item in whole if isinstance(item, Outcome)), default=pace)
        items = iter(whole)
    said: list[str] = []
    outcome: Outcome | None = None
    for item in items:
        if isinstance(item, Outcome):
            outcome = item
            continue
        for sentence in _sentences(job, item):
            yield from _sentence_steps(job, len(said), sentence, pace, revision, meter)
            said.append(sentence.text)
    if outcome is None:
        raise EngineError("partner.unfinished", "the partner gave no outcome", retryable=True)
    ended = ReplyEnded(turn=job.number, revision=revision, sentences=len(said))
    changes = [_outcome_change(job, outcome), Change(message=ended, turn={"buddy_text": " ".join(said)})]
    if outcome.offer is None:
        changes.append(_finished_change(job))
    told = error_raised(outcome.notice) if outcome.notice else None
    yield Step(tuple(changes), message=told)


def _asks_slower(job: TurnJob, heard: Heard) -> bool:
    """Tapped, recognised, or typed: of typed words only the partner knows, and they are a handful."""
    slower = next((move for move in job.moves.moves if move.id == "slower"), None) if job.moves else None
    if heard.move is not None or slower is None:
        return heard.move == "slower"
    said = spelled_out(heard.text)
    if len(said) > MOST_WORDS_OF_A_REQUEST:
        return False
    asks = (spelled_out(phrase) for phrase in (slower.say, *slower.phrases))
    return any(f" {' '.join(ask)} " in f" {' '.join(said)} " for ask in asks)


def _prompt(job: TurnJob, heard: Heard | None) -> Prompt:
    if heard is not None and heard.slip is not None and not job.marks:
        heard = replace(
            heard, slip=None
        )  # no recast now: the line counts as read, the slip is for the review
    return Prompt(
        kind=KINDS.get(job.kind, PromptKind.ANSWER),
        scenario=job.scenario,
        state=job.state,
        heard=heard,
        history=job.history,
        level=job.level,
        moves=job.moves,
        brief=job.brief,
        recast=recast_of(job.engines, heard) if heard is not None and job.marks else None,
        stopped=job.stopped,
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is shown and spoken in one piece: a sentence, or a whole line that was recorded."""

    text: str
    translation: str
    part: str
    recording: str = ""
    chunk: AudioChunk | None = None  # of the recording
    translated: bool = False  # its line is, be it in another sentence of it


def _sentences(job: TurnJob, line: Line) -> Iterator[_Sentence]:
    """The sentences of a line, each with its translation where the two match one to one."""
    if line.audio and (chunk := recorded(job.scenario.slug, line.audio, line.text)):
        yield _Sentence(
            line.text, line.translation, line.part, line.audio, chunk, translated=bool(line.translation)
        )
        return
    sentences = split_sentences(line.text)
    translations = split_sentences(line.translation)
    if len(translations) != len(sentences):
        translations = [line.translation] + [""] * (len(sentences) - 1)
    for text, translation in zip(sentences, translations, strict=True):
        yield _Sentence(text, translation, line.part, translated=bool(line.translation))


def _sound(job: TurnJob, sentence: _Sentence, pace: float, *, ahead: bool) -> Iterator[AudioChunk]:
    if sentence.chunk is not None:
        return iter((sentence.chunk,))
    if job.speaks and has_words(sentence.text):
        return spoken(job.engines, sentence.text, job.voice, pace, ahead=ahead)
    return iter(())


def _sentence_steps(
    job: TurnJob, number: int, sentence: _Sentence, pace: float, revision: int, meter: Meter
) -> Iterator[Step]:
    """One sentence: its text as soon as its first sound is there, then its audio."""
    chunks = _metered(_sound(job, sentence, pace, ahead=number > 0), meter)
    chunk: AudioChunk | None = None
    try:
        chunk = next(chunks, None)
    except EngineError:
        yield Step(message=error_raised("voice.silent"))
    told = Change(
        message=ReplySentence(
            turn=job.number,
            revision=revision,
            sentence=number,
            text=sentence.text,
            translation=sentence.translation,
            part=sentence.part,
            rate=chunk.sample_rate if chunk else 0,
            marks=[[mark.ms, mark.start, mark.end] for mark in chunk.marks] if chunk else [],
            audio_url=job.audio_url.replace("{n}", str(number)),
            recording=sentence.recording,
        ),
        translated=sentence.translated,
    )
    changes: tuple[Change, ...] = (told,)
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


def _outcome_change(job: TurnJob, outcome: Outcome) -> Change:
    """The talk as it stands after the reply; with a spoken turn, also how it stood before."""
    turn = {"before": job.before} if job.kind == Turn.Kind.SPEECH else {}
    state, offer = outcome.state.to_json(), outcome.offer
    if offer is None:
        return Change(turn=turn, conversation={"state": state, "offer": {}})
    alone = (
        job.alone + 1 if job.kind == Turn.Kind.GO_ON else job.alone if job.kind == Turn.Kind.SILENCE else 0
    )
    message = offered_message(offer, job.number, silence_times(job.pauses, offer, alone))
    return Change(message=message, turn=turn, conversation={"state": state, "offer": offer_document(offer)})


def _finished_change(job: TurnJob) -> Change:
    return Change(
        message=TalkFinished(review_url=job.review_url),
        conversation={"status": Conversation.Status.FINISHED, "finished_at": timezone.now()},
    )
