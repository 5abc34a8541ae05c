"""What a learner reads when something went wrong: what happened, what is safe, what to do.

At most 25 words, never "error", a code, blame or an exclamation mark (docs/voice-and-tone.md).
"""

from __future__ import annotations

from conversations.protocol import ErrorRaised

TEXTS: dict[str, tuple[str, str]] = {
    "message.unknown": (
        "This page is out of step",
        "It sent something this server does not know. Your talk is safe. Load the page again.",
    ),
    "message.invalid": (
        "Something was missing",
        "The last message could not be used. Your talk is safe. Try once more, or load the page again.",
    ),
    "message.not_json": (
        "That was not a message",
        "Text on this line is one JSON object. The talk is safe and goes on.",
    ),
    "message.too_long": (
        "That was too long",
        "Nothing is lost on your page. Send it in smaller pieces.",
    ),
    "message.order": (
        "The talk is not open yet",
        "The first message is talk.join. Send it, and everything else can follow.",
    ),
    "message.too_many": (
        "This page is out of step",
        "It sent too much that this server does not know. Your talk is safe. Load the page again.",
    ),
    "version.unknown": (
        "This page is out of date",
        "The server speaks another version. Your talk is safe. Load the page again.",
    ),
    "audio.header": (
        "The sound could not be read",
        "Your words on this page are safe. Load the page again, or type your answer.",
    ),
    "audio.size": (
        "The sound could not be read",
        "A piece had the wrong size. Your words are safe. Load the page again, or type your answer.",
    ),
    "audio.turn": (
        "The sound came for another turn",
        "Your talk is safe. Load the page again, and we go on from here.",
    ),
    "audio.rate": (
        "The sound has the wrong speed",
        "The server needs 16,000 samples a second. Your talk is safe. Load the page again, or type.",
    ),
    "talk.unknown": (
        "This talk is not here",
        "It may belong to somebody else. Your own talks are safe. Choose one on the first page.",
    ),
    "talk.signed_out": (
        "You are signed out",
        "Your talk is safe. Sign in again, and it goes on where it stopped.",
    ),
    "talk.taken": (
        "The talk moved",
        "It is open in another tab or device now. Nothing is lost. Press “Use it here” to bring it back.",
    ),
    "talk.over": (
        "This talk is over",
        "Everything you said is in the review. Open it, or start a new talk.",
    ),
    "talk.consent": (
        "The microphone waits for your word",
        "To hear you, this server needs your agreement. Your talk is safe. Agree under Choices, or type.",
    ),
    "turn.lost": (
        "Your last words got lost",
        "Everything before is safe. Say it once more, in your own time.",
    ),
    "turn.failed": (
        "I could not answer that one",
        "What you said before is safe. Say it again, or type it, and we go on.",
    ),
    "voice.silent": (
        "The voice is away for a moment",
        "The line is on the screen, and the talk goes on. Read it and answer.",
    ),
}


def error_raised(code: str, *, fatal: bool = False) -> ErrorRaised:
    title, detail = TEXTS[code]
    return ErrorRaised(code=code, title=title, detail=detail, fatal=fatal)
