"""Text without what is not meant to be heard, or must not be believed. Pure functions.

``cleaned`` takes from a model's words what a voice would stumble over; ``stripped_of_control`` takes from a
learner's words what a model would take for its own control tokens.
"""

from __future__ import annotations

import re

from ml.free.vocabulary import ABOVE, grade
from ml.free.words import without_invisible

_MOST_PASSES = 8  # over tokens inside tokens; whoever nests deeper loses his brackets as well

# Spaces are counted, so that a long row of them costs no more than its length.
# Llama 2 and Mistral write [INST], <<SYS>> and <s>, Llama 3 and ChatML <|name|>, Gemma <start_of_turn>.
_CONTROL = re.compile(
    r"\[\s{0,3}/?\s{0,3}(?:I\s{0,3}N\s{0,3}S\s{0,3}T|(?:AVAILABLE_|)TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT|IMG|"
    r"PREFIX|SUFFIX|MIDDLE|THINK)\s{0,3}\]|"
    r"<{1,2}\s{0,3}/?\s{0,3}S\s{0,3}Y\s{0,3}S\s{0,3}>{1,2}|\[\s{0,3}/?\s{0,3}INST\b|<<\s{0,3}/?\s{0,3}SYS\b|"
    r"<\s{0,3}/?\s{0,3}(?:s|unk|pad|bos|eos|mask|think|tool_call|tool_response)\s{0,3}>|"
    r"<\s{0,3}(?:start_of_turn|end_of_turn)\s{0,3}>|"
    r"<\s{0,3}\|\s{0,3}(?:im_start|start_header_id)\s{0,3}\|\s{0,3}>\s{0,3}(?:system|user|assistant|ipython|tool)?\b|"
    r"<\s{0,3}[|｜]\s{0,3}[^<>|｜\n]{0,40}?\s{0,3}[|｜]\s{0,3}>|<\s{0,3}[|｜]|[|｜]\s{0,3}>|"
    r"(?<!#)#{2,9}\s{0,3}(?:instruction|response|human|assistant|user|system|input)s?\s{0,3}:|"
    r"^[ \t]{0,3}(?:system|assistant)[ \t]{0,3}:",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKETS = re.compile(r"[\[\]<>|｜]")
_SPACES = re.compile(r"\s+")
_SPACE_BEFORE = re.compile(r"\s+([,.!?…;:])(?![.\w])")

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U000e0020-\U000e007f\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf"
    "\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\u20e3]"
)
_EMOTICON = re.compile(r"(?<!\S)(?:[:;=8xX]['’]?[-o^]?[)(DPpO3/\\|*]+|<3+|\^_\^|:-?\])(?=[\s.,!?]|$)")

# "*laughs*" alone is a direction; "*hands*" alone may be a stressed word, "*hands you a cup*" may not.
_ALONE = (
    r"(?:(?:smil|laugh|chuckl|giggl|grin|wink|nod|sigh|shrug|paus|blush|cough|whisper|gasp|sniff|yawn|frown|sob|"
    r"gulp|clap|applaud|snort|hum|gestur)(?:e?s|e?d|ing|ning|ging|ming|ping)|"
    r"(?:soft|quiet|gentl|nervous|warm|playful|happi|sad|dramatic|mischievous|thoughtful|excited|curious)(?:al)?l?y|"
    r"pause|laughter|silence|applause|giggle|chuckle|sigh|wink|smile)"
)
_DOING = (
    r"(?:wav|beam|lean|look|think|point|cheer|sing|gaz|glanc|star|tilt|rais|scratch|clear|rub|pour|sip|stir|snor|"
    r"cri|bow|shak|sit|stand|turn|hand|hold|put|pull|tak|walk|lower|whistl|hug|fidget|blink|snap|roll|adjust|"
    r"reach|pick|open|clos|sound|offer|wip|drop|jump|danc|check)(?:e?s|ing|ting|ping)"
)
_IN_A_WAY = (
    r"(?:in an? [\w ]{1,30}(?:voice|tone|accent|whisper)|"
    r"with an? [\w ]{0,30}(?:smile|grin|laugh|wink|sigh|nod))"
)
_REST = r"[^*()\[\]\n]{0,80}"
_STAGE = rf"(?:{_ALONE}(?![^\W_]){_REST}|{_DOING} {_REST}|{_IN_A_WAY})"
_STARRED = re.compile(rf"(?<![*\w])\*\s*(?:{_STAGE})\*(?!\*)|(?<!\w)_(?:{_STAGE})_(?!\w)", re.IGNORECASE)
_BRACKETED = re.compile(rf"[(\[]\s*(?:{_STAGE})[)\]]", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|`{1,3}|~~)(?=\S)(.{1,200}?)(?<=\S)\1(?![\w*])")
_LINK = re.compile(r"!?\[([^\]\n]+)\]\([^)\s]*\)")
_BLOCK = re.compile(r"^\s*(?:#{1,6}\s+|[-*•–]\s+|>\s+|\d{1,2}[.)]\s+(?=[A-Z]))", re.MULTILINE)
_LONE_STARS = re.compile(r"(?<!\S)[*_`~]+(?!\S)|\*{2,}|`+")

_SPEAKER = re.compile(r"^\s*[\"“]?\s*([A-Z][\w'’-]*(?: [A-Z][\w'’.-]*){0,2})(?: \([^)]*\))?\s*:\s+(?=\S)")
_OWN_LABELS = frozenset(
    ("assistant", "buddy", "bot", "ai", "character", "persona", "reply", "response", "answer")
)
_OTHERS_LABELS = frozenset(("learner", "user", "student", "human", "guest", "visitor", "system", "note"))
_PAIRS = {'"': '"', "“": "”", "«": "»", "'": "'", "‘": "’"}


def stripped_of_control(text: str) -> str:
    """A learner's words as they may stand in a prompt: the tokens that part a prompt into roles are gone,
    however they were split or nested; the words stay."""
    text = without_invisible(text)
    for _ in range(_MOST_PASSES):
        fewer = _CONTROL.sub(" ", text)
        if fewer == text:
            break
        text = fewer
    else:
        text = _CONTROL.sub(" ", _BRACKETS.sub(" ", text))
    return _SPACES.sub(" ", text).strip()


def cleaned(text: str, speaker: str = "") -> str:
    """What may be spoken of a piece of a model's: no emoji, stage directions, markdown, outer quotes, speaker
    labels or control tokens. Never changes a word.

    ``speaker`` is the persona's name, whose label goes even where it is a common word ("Rose: …"). A label
    of the learner's stays, for the check to find.
    """
    text = _stripped_of_lines(text)
    text = _EMOTICON.sub(" ", _EMOJI.sub(" ", text))
    text = _BRACKETED.sub(" ", _STARRED.sub(" ", text))
    text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)))
    text = _SPACES.sub(" ", _LONE_STARS.sub(" ", text)).strip()
    text = _without_quotes(_without_label(_without_quotes(text), speaker))
    return _SPACE_BEFORE.sub(r"\1", text).strip()


def _stripped_of_lines(text: str) -> str:
    """Without control tokens, and without marks of headings and lists, which only a line's start shows."""
    lines = (_BLOCK.sub("", line) for line in without_invisible(text).splitlines())
    return stripped_of_control("\n".join(lines))


def _without_label(text: str, speaker: str) -> str:
    match = _SPEAKER.match(text)
    if not match:
        return text
    name = match[1].lower()
    first = name.split()[0]
    ours = name in _OWN_LABELS or name == speaker.lower() or first == speaker.lower()
    if name in _OTHERS_LABELS or not (ours or grade(first) >= ABOVE):
        return text
    return text[match.end() :]


def _without_quotes(text: str) -> str:
    """Without the quotes around the whole; those inside stay, as do two quotations side by side."""
    if len(text) < 2:
        return text
    close = _PAIRS.get(text[0])
    inner = text[1:-1]
    if close and text.endswith(close) and text[0] not in inner and close not in inner:
        return inner.strip()
    if text[0] in '"“' and not any(mark in text[1:] for mark in '"”'):
        return text[1:].strip()  # the stream was cut into sentences inside a quotation
    if text[-1] in '"”' and not any(mark in text[:-1] for mark in '"“'):
        return text[:-1].strip()
    return text
