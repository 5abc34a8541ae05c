"""``docs/realtime-protocol.md``, made from the contract itself: it cannot say anything else."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from conversations import frames, protocol
from conversations.protocol import Message
from conversations.texts import TEXTS

FILE = Path(__file__).resolve().parent.parent / "docs" / "realtime-protocol.md"

HEAD = """# The socket of a talk, version {version}

<!-- Made by `manage.py protocol_docs` from protocol.py, frames.py and texts.yaml: do not edit. -->

A talk runs over one WebSocket at `/ws/talks/<id>/`. Text messages are JSON objects with `type` =
`noun.verb`; binary messages are audio. Unknown types and unknown fields are refused.

A browser comes with its session cookie and an allowed `Origin`.

## The order of things

1. The client sends `talk.join`; the server answers `talk.joined`, then every lasting event after
   `after_seq`, then what happens from now on.
2. The microphone is sent as frames of the turn that `talk.joined` names. The server finds the speech in
   them: `turn.started`, `turn.partial`, `turn.ended`, `turn.heard`.
3. On `turn.ended` the next number is open. Audio recorded after `samples` is the start of the next turn:
   send it as such, from offset 0.
4. The reply comes as `reply.sentence`, each with its audio behind it, then `reply.ended`;
   `talk.offered` says what may be answered. Say `reply.played` when the last of it was heard.
5. On `reply.stop` keep still and say how far you came; on `reply.resume` go on from there.
6. Keep the open turn's audio (up to {held} s) until `turn.heard`. On `audio.resend` send it again from
   `start`. After a lost connection say in `talk.join` what you hold, and send from `open.next_sample`.
7. Events with `seq` last: they count up by one within a talk. Remember the newest; come back with it.
8. What carries a lower `revision` of the same turn than you have seen is void.

What `talk.offered` offers may be read, said in other words, typed (`turn.type`) or, if it is a move, tapped
(`turn.move`). Where it gives times for silence, and nothing was said or done for so long after the reply
has sounded, send `turn.silent`; times that have passed for this beat do not come again. A spoken turn that
was understood wrongly is taken back with `turn.withdraw`, as long as no later turn was begun. After its end
a talk may ask for the story (`part` = `retell`): any answer, or `talk.finish`, ends it.

A client that speaks by itself (`voice` = `device`) gets sentences with `rate` 0 and no frames; where `rate`
is not 0 the line was recorded, and its frames are to be played. `audio_url` always has the line.

Push-to-talk: `mode` = `hold`; `turn.press`, frames, `turn.release` with the number of samples.

## Limits

| what | value |
|---|---|
| microphone | mono PCM16 little-endian, {rate} Hz |
| frame | at most {frame} samples (64 ms) |
| speech in one turn | {turn} s |
| audio held and sent again | {held} s |
| text message | {message} characters |
| typed reply | {text} characters |
| text messages | {messages} a minute, then the server closes |
| messages that cannot be used | {errors} a minute, then the server closes |
"""

FRAMES = """## Audio frames

```
{frames}
```
"""


def protocol_docs() -> str:
    """The whole page."""
    parts = [
        HEAD.format(
            version=protocol.VERSION,
            rate=protocol.SAMPLE_RATE,
            frame=protocol.FRAME_SAMPLES,
            turn=protocol.MAX_TURN_SECONDS,
            held=protocol.MAX_HELD_SECONDS,
            message=protocol.MAX_MESSAGE_BYTES,
            text=protocol.MAX_TEXT_CHARS,
            messages=protocol.MAX_MESSAGES,
            errors=protocol.MAX_ERRORS,
        ),
        FRAMES.format(frames=(frames.__doc__ or "").strip()),
        "## From the client\n",
        *(_message(model) for model in _members(typing.get_args(protocol.ClientMessage)[0])),
        "## From the server\n",
        *(_message(model) for model in _members(protocol.ServerMessage)),
        "## Parts\n",
        *(_part(model) for model in _parts()),
        _codes(),
        _closes(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _members(union: Any) -> tuple[type[Message], ...]:
    return typing.get_args(union)


def _parts() -> list[type[Message]]:
    whole = {*_members(typing.get_args(protocol.ClientMessage)[0]), *_members(protocol.ServerMessage)}
    return [model for model in Message.__subclasses__() if model not in whole]


def _message(model: type[Message]) -> str:
    kind = model.model_fields["type"].default
    lasting = " (lasting)" if "seq" in model.model_fields and kind != "talk.joined" else ""
    return f"### `{kind}`{lasting}\n{_doc(model)}{_fields(model)}"


def _part(model: type[Message]) -> str:
    return f"### {model.__name__}\n{_doc(model)}{_fields(model)}"


def _doc(model: type[Message]) -> str:
    text = model.__dict__.get("__doc__")
    return f"\n{' '.join(text.split())}\n" if text else ""


def _fields(model: type[Message]) -> str:
    rows = [
        f"| `{field.alias or name}` | {_type(field)} | {_note(field)} |"
        for name, field in model.model_fields.items()
        if name != "type"
    ]
    if not rows:
        return ""
    return "\n| field | type | note |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _type(field: FieldInfo) -> str:
    return _type_name(field.annotation).replace("|", "\\|")


def _type_name(annotation: Any) -> str:
    if typing.get_origin(annotation) is typing.Literal:
        return " or ".join(f"`{value}`" for value in typing.get_args(annotation))
    if typing.get_origin(annotation) is list:
        return f"list of {_type_name(typing.get_args(annotation)[0])}"
    if annotation is type(None):
        return "null"
    if arguments := typing.get_args(annotation):
        return " or ".join(_type_name(argument) for argument in arguments)
    name = str(annotation.__name__)
    return {"int": "integer", "str": "text", "bool": "true or false"}.get(name, name)


def _note(field: FieldInfo) -> str:
    notes = [field.description] if field.description else []
    for rule in field.metadata:
        for name, words in (("ge", "at least"), ("min_length", "at least"), ("max_length", "at most")):
            if (value := getattr(rule, name, None)) is not None:
                notes.append(f"{words} {value}" + (" characters" if "length" in name else ""))
    if not field.is_required() and field.default not in (None, 0):
        notes.append(f"default `{field.default}`")
    elif not field.is_required():
        notes.append("optional")
    return "; ".join(notes)


def _codes() -> str:
    rows = [f"| `{code}` | {title} | {detail} |" for code, (title, detail) in TEXTS.items()]
    return (
        "## Codes of `error.raised` and `turn.failed`\n\n| code | title | detail |\n|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def _closes() -> str:
    rows = [f"| {code} | {why} |" for code, why in protocol.CLOSE_CODES.items()]
    return "## Close codes\n\n| code | why |\n|---|---|\n" + "\n".join(rows) + "\n"
