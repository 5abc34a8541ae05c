"""The socket contract, version 1: every message of a talk, its limits and its close codes.

This is the only place where the contract lives; ``docs/realtime-protocol.md`` is generated from it
(``manage.py protocol_docs``). Text messages are JSON objects with ``type`` = ``noun.verb``; unknown
types and unknown fields are refused. Binary messages are audio frames (``conversations.frames``).
Lasting events carry ``seq``, which counts up by one within a conversation: a client that comes back
sends the last it has seen and gets the rest. Everything about a turn carries its number; everything
prepared for it carries the revision too, and an older revision is void.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

VERSION = 1
SAMPLE_RATE = 16_000  # Hz, mono PCM16 little-endian, from the microphone
FRAME_SAMPLES = 1024  # 64 ms: the most one frame holds; only the last of a turn may hold less
MAX_MESSAGE_BYTES = 16_384  # a text message
MAX_TEXT_CHARS = 500  # a typed reply
MAX_TURN_SECONDS = 60  # of speech; the buddy answers then, whatever is still said
MAX_HELD_SECONDS = 70  # audio the page keeps for a turn, and the most it may send again
MAX_NUMBER = 2**31 - 1  # of turns, samples, events
MAX_MESSAGES = 240  # text messages per minute
MAX_ERRORS = 20  # per minute; a client that goes on is disconnected

CLOSE_CODES: dict[int, str] = {
    4400: "The client sent too much that this contract does not know.",
    4401: "Nobody is signed in on this connection.",
    4403: "The account was closed by whoever runs the server.",
    4404: "There is no such talk, or it belongs to somebody else.",
    4406: "The client speaks another version of this contract.",
    4409: "The talk was opened in another tab or device, which has it now.",
    4410: "The account was erased, and this talk with it.",
    1012: "The server begins anew, or lost a delivery; come back with `talk.join`.",
    1009: "A message was larger than the server reads at all; come back with `talk.join`.",
}


# Spaces around do not count; NUL is no character that a database keeps.
TypedText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT_CHARS, pattern=r"^[^\x00]*$"),
]


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# ------------------------------------------------------------------ client → server


class HeldAudio(Message):
    """Audio of the open turn that the client still holds, in samples of that turn."""

    turn: int = Field(ge=1, le=MAX_NUMBER)
    start: int = Field(ge=0, le=MAX_NUMBER)
    end: int = Field(ge=0, le=MAX_NUMBER)


class TalkJoin(Message):
    """Always first, also after a lost connection."""

    type: Literal["talk.join"] = "talk.join"
    version: int
    rate: int = Field(SAMPLE_RATE, description="of the frames that will be sent; 16000 only")
    after_seq: int = Field(0, ge=0, le=MAX_NUMBER, description="last lasting event the client has seen")
    mode: Literal["open", "hold"] = Field(default="open", description="open microphone, or push-to-talk")
    voice: Literal["server", "device"] = Field(
        default="server", description="who speaks the buddy's lines: with `device` no audio frames are sent"
    )
    held: HeldAudio | None = None
    translations: bool = Field(
        default=False, description="the learner wishes to read replies in their own language, too"
    )


class TranslationSet(Message):
    """Whether replies are to come in the learner's own language, too, from the next one on: as
    `reply.translated`, where `talk.joined` named a language."""

    type: Literal["translation.set"] = "translation.set"
    on: bool


class VoiceSet(Message):
    """Who speaks from the next reply on. `audio_url` has every line in either case."""

    type: Literal["voice.set"] = "voice.set"
    voice: Literal["server", "device"]


class ModeSet(Message):
    type: Literal["mode.set"] = "mode.set"
    mode: Literal["open", "hold"]


class TurnPress(Message):
    """Push-to-talk: the button went down; frames of this turn follow. Stops the buddy. With the open
    microphone the turn begins here too, and ends by its pauses or by ``turn.release``."""

    type: Literal["turn.press"] = "turn.press"
    turn: int = Field(ge=1, le=MAX_NUMBER)


class TurnRelease(Message):
    """Push-to-talk: the button went up after ``samples`` samples of the turn."""

    type: Literal["turn.release"] = "turn.release"
    turn: int = Field(ge=1, le=MAX_NUMBER)
    samples: int = Field(ge=0, le=MAX_NUMBER)


class TurnType(Message):
    """A typed reply, as a turn of its own. The same ``ref`` twice makes one turn."""

    type: Literal["turn.type"] = "turn.type"
    text: TypedText
    ref: str = Field(min_length=8, max_length=40, description="any unique text of the client's")


class TurnMove(Message):
    """A move was tapped, one of those in `talk.offered`: a turn of its own. The same ``ref`` twice makes
    one turn."""

    type: Literal["turn.move"] = "turn.move"
    move: str = Field(min_length=1, max_length=80)
    ref: str = Field(min_length=8, max_length=40, description="any unique text of the client's")


class TurnSilent(Message):
    """Nobody spoke for as long as `talk.offered` said: `line` asks for a word of patience, `go_on` lets
    the buddy take the turn. Ignored when the talk has moved on since the reply ``after``."""

    type: Literal["turn.silent"] = "turn.silent"
    after: int = Field(ge=0, le=MAX_NUMBER, description="turn of the reply that waits for an answer")
    stage: Literal["line", "go_on"]


class TurnWithdraw(Message):
    """ "Not this one": the newest spoken turn was understood wrongly. Its reply stops, the talk stands
    where it stood before, and the lines come again without the one that was taken."""

    type: Literal["turn.withdraw"] = "turn.withdraw"
    turn: int = Field(ge=1, le=MAX_NUMBER)


class HelpUsed(Message):
    """The learner used a help while the question of the reply ``turn`` was open; only counted."""

    type: Literal["help.used"] = "help.used"
    turn: int = Field(ge=0, le=MAX_NUMBER)
    help: Literal["again", "slowly", "subtitles", "translation", "hint", "card"]


class ReplyStopped(Message):
    """The client stopped playing a reply: on ``reply.stop``, or by the learner's own hand."""

    type: Literal["reply.stopped"] = "reply.stopped"
    turn: int = Field(ge=0, le=MAX_NUMBER)
    sentence: int = Field(ge=0, le=MAX_NUMBER, description="the sentence that was sounding")
    played_ms: int = Field(ge=0, le=MAX_NUMBER, description="how much of that sentence was heard")
    played_chars: int | None = Field(
        default=None, ge=0, le=MAX_NUMBER, description="the same in characters, from a device's own voice"
    )


class ReplyPlayed(Message):
    """The last sentence of a reply was heard to its end."""

    type: Literal["reply.played"] = "reply.played"
    turn: int = Field(ge=0, le=MAX_NUMBER)


class TalkFinish(Message):
    """The learner ends the talk now; the buddy says good-bye. Instead of the story in one's own words it
    ends the talk silently."""

    type: Literal["talk.finish"] = "talk.finish"


ClientMessage = Annotated[
    TalkJoin
    | ModeSet
    | VoiceSet
    | TranslationSet
    | TurnPress
    | TurnRelease
    | TurnType
    | TurnMove
    | TurnSilent
    | TurnWithdraw
    | HelpUsed
    | ReplyStopped
    | ReplyPlayed
    | TalkFinish,
    Field(discriminator="type"),
]
_client: TypeAdapter[Any] = TypeAdapter(ClientMessage)


# ------------------------------------------------------------------ server → client


class OpenTurn(Message):
    turn: int
    next_sample: int = Field(description="the first sample the server has not got")


class TalkJoined(Message):
    """The answer to ``talk.join``; missed lasting events follow it in order."""

    type: Literal["talk.joined"] = "talk.joined"
    version: int = VERSION
    conversation: str
    seq: int = Field(description="the newest lasting event")
    turn: int = Field(description="number for the client's next frames")
    open: OpenTurn | None = Field(
        default=None, description="a turn that was being spoken: send its audio from here"
    )
    state: Literal["talking", "finished"]
    tier: str
    shows_partials: bool
    free_speech: bool
    hold: bool = Field(
        default=False, description="many talks in one room: hold to talk (`mode` = `hold`), and only so"
    )
    translates: str = Field(
        default="",
        description="the learner's own language (ISO 639-1), where this server translates: replies "
        "(`reply.translated`), and what they ask aloud; empty: it does not",
    )


class Card(Message):
    """A line the learner may read."""

    key: str
    text: str
    translation: str
    size: str
    stance: str
    shows: Literal["line", "start", "stance"] = Field(
        default="line",
        description="show the line, its first three words, or its stance only; the rest on tap",
    )


class MoveItem(Message):
    """Something that may be said, or tapped, at any time."""

    key: str
    text: str
    translation: str


class SilenceTimes(Message):
    """When to help somebody who says nothing, in ms after the reply has sounded. A client lets its
    learner lift them all."""

    line: int = Field(description="send `turn.silent` with stage `line`")
    starter: int = Field(description="show the starter")
    go_on: int = Field(description="send `turn.silent` with stage `go_on`")


class OwnWordsOffer(Message):
    seconds: int
    tip: str
    tip_translation: str


class TalkOffered(Message):
    """What may be answered now."""

    type: Literal["talk.offered"] = "talk.offered"
    seq: int = 0
    turn: int = Field(description="the buddy's reply this offer belongs to")
    beat: str
    cards: list[Card]
    starter: str
    simpler: str
    own_words: OwnWordsOffer | None
    moves: list[MoveItem] = []
    part: Literal["beat", "retell"] = Field(
        default="beat",
        description="`retell`: the story in one's own words, held or typed; `talk.finish` skips it",
    )
    listening: bool = Field(
        default=False, description="parts `tell` of this reply show no subtitles before the answer"
    )
    read_cards: bool = Field(
        default=False, description="play the lines aloud, one after the other, as a help"
    )
    silence: SilenceTimes | None = Field(default=None, description="null: nobody is to be hurried now")


class TurnStarted(Message):
    """Speech of the learner's began at ``offset``; earlier audio of the turn may be forgotten."""

    type: Literal["turn.started"] = "turn.started"
    seq: int = 0
    turn: int
    offset: int


class TurnWaiting(Message):
    """All slots are taken: the turn waits by arrival, and its place only falls. The microphone stays live
    and nothing that is said is lost; texts are ready for the learner. Place 0: it is its turn now."""

    type: Literal["turn.waiting"] = "turn.waiting"
    turn: int
    place: int = Field(description="turns that are answered before this one, itself included")
    seconds: int = Field(description="about how long that lasts")
    title: str
    detail: str


class TurnPartial(Message):
    """How far a card has been read; ``text`` only where the engine's partials are good enough."""

    type: Literal["turn.partial"] = "turn.partial"
    turn: int
    revision: int
    card: str | None
    words_read: int
    text: str


class TurnEnded(Message):
    """The turn is over: what was said after ``samples`` belongs to the next, and is sent as such."""

    type: Literal["turn.ended"] = "turn.ended"
    seq: int = 0
    turn: int
    samples: int
    reason: Literal["card", "pause", "long_pause", "released", "ceiling", "lost", "typed", "chosen", "silent"]
    silence_ms: int = Field(description="silence the decision waited for")


class TurnHeard(Message):
    """What was understood. The client may forget the turn's audio, unless it plays it back."""

    type: Literal["turn.heard"] = "turn.heard"
    seq: int = 0
    turn: int
    revision: int
    evidence: Literal["heard", "card", "typed", "own_words", "chosen"]
    text: str = Field(description="empty where nothing was understood")
    card: str | None
    move: str | None = Field(default=None, description="the move that was said or tapped")
    offset: int = Field(description="samples of the turn before the speech")
    samples: int = Field(description="samples of the turn to its end")


class TurnRevised(Message):
    """Speech went on: what was prepared for an earlier revision is void."""

    type: Literal["turn.revised"] = "turn.revised"
    turn: int
    revision: int


class TurnDismissed(Message):
    """The turn asks for no answer: a sound of listening, nothing at all, or it was taken back. With
    ``withdrawn`` its reply stops and is forgotten; `talk.offered` follows."""

    type: Literal["turn.dismissed"] = "turn.dismissed"
    seq: int = 0
    turn: int
    reason: Literal["backchannel", "nothing", "withdrawn"]


class TurnFailed(Message):
    """Three attempts failed; the talk goes on. Texts are ready for the learner."""

    type: Literal["turn.failed"] = "turn.failed"
    seq: int = 0
    turn: int
    code: str
    title: str
    detail: str


class CorrectionItem(Message):
    start: int
    end: int
    original: str
    replacement: str
    code: str = Field(description="ERRANT")
    reason: str
    style: Literal["recast", "prompt", "explanation"]


class TurnCorrected(Message):
    type: Literal["turn.corrected"] = "turn.corrected"
    seq: int = 0
    turn: int
    corrections: list[CorrectionItem]


class ReplySentence(Message):
    """A sentence of the buddy's, or a whole line that was recorded; its audio follows as binary frames, and
    stays at ``audio_url``."""

    type: Literal["reply.sentence"] = "reply.sentence"
    seq: int = 0
    turn: int
    revision: int
    sentence: int
    text: str
    translation: str
    part: str
    rate: int = Field(description="Hz of the sentence's audio; 0: no frames follow, the device speaks")
    marks: list[list[int]] = Field(description="[ms, start, end]: text[start:end] begins to sound at ms")
    audio_url: str
    recording: str = Field(default="", description="name of the recording that is sent, of the whole line")


class ReplyTranslated(Message):
    """A sentence of a reply in the learner's own language, where it came without. It comes when it is ready,
    mostly after `reply.ended`, or never; nothing waits for it."""

    type: Literal["reply.translated"] = "reply.translated"
    seq: int = 0
    turn: int
    revision: int
    sentence: int
    translation: str
    language: str = Field(description="ISO 639-1")


class ReplyEnded(Message):
    """All sentences of the reply were sent."""

    type: Literal["reply.ended"] = "reply.ended"
    seq: int = 0
    turn: int
    revision: int
    sentences: int


class ReplyStop(Message):
    """The learner is speaking: keep still, say how far you came (``reply.stopped``)."""

    type: Literal["reply.stop"] = "reply.stop"
    turn: int = Field(description="the learner's turn that interrupts")


class ReplyResume(Message):
    """It was no interruption: go on where you stopped."""

    type: Literal["reply.resume"] = "reply.resume"
    turn: int = Field(description="the turn that was dismissed")


class AudioResend(Message):
    """Samples are missing: send the turn's audio again from ``start``."""

    type: Literal["audio.resend"] = "audio.resend"
    turn: int
    start: int


class TalkFinished(Message):
    type: Literal["talk.finished"] = "talk.finished"
    seq: int = 0
    review_url: str


class ErrorRaised(Message):
    """Something the client sent could not be used. Texts are ready for the learner."""

    type: Literal["error.raised"] = "error.raised"
    code: str
    title: str
    detail: str
    fatal: bool = Field(description="the socket closes after this")


ServerMessage = (
    TalkJoined
    | TalkOffered
    | TurnStarted
    | TurnWaiting
    | TurnPartial
    | TurnEnded
    | TurnHeard
    | TurnRevised
    | TurnDismissed
    | TurnFailed
    | TurnCorrected
    | ReplySentence
    | ReplyTranslated
    | ReplyEnded
    | ReplyStop
    | ReplyResume
    | AudioResend
    | TalkFinished
    | ErrorRaised
)
Lasting = (
    TalkOffered
    | TurnStarted
    | TurnEnded
    | TurnHeard
    | TurnDismissed
    | TurnFailed
    | TurnCorrected
    | ReplySentence
    | ReplyTranslated
    | ReplyEnded
    | TalkFinished
)


class BadMessage(Exception):
    """A text message that the contract does not know; ``code`` is for ``error.raised``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def parse_client_message(text: str) -> Any:
    """A text message as its model; raises BadMessage with a code and what to send instead."""
    if len(text) > MAX_MESSAGE_BYTES:
        raise BadMessage("message.too_long", f"A message holds at most {MAX_MESSAGE_BYTES} characters.")
    try:
        message = _client.validate_json(text)
    except ValidationError as error:
        # Another version may differ in anything: its number is the answer, not its fields.
        if _version_of(text) not in {None, VERSION}:
            raise BadMessage("version.unknown", f"This server speaks version {VERSION}.") from error
        raise _explain(error) from error
    if isinstance(message, TalkJoin) and message.version != VERSION:
        raise BadMessage("version.unknown", f"This server speaks version {VERSION}.")
    return message


def _version_of(text: str) -> Any:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data.get("version") if isinstance(data, dict) and data.get("type") == "talk.join" else None


def _explain(error: ValidationError) -> BadMessage:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return BadMessage("message.not_json", "A text message is one JSON object.")
    if first["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return BadMessage("message.unknown", "This message type is not part of version 1.")
    where = ".".join(str(part) for part in first["loc"][1:]) or "message"
    return BadMessage("message.invalid", f"{where}: {first['msg']}")
