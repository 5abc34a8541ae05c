"""Questions of the learner's: the buddy's own given back, small talk, advice. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ml.engines.scripted_words import (
    INVERTED,
    QUESTION_WORDS,
    Said,
    bare,
    begins_as_question,
    content,
    questions_in,
    written,
)
from ml.scenario import Beat
from ml.scenario_text import sentences, spelled_out

_ADVICE = tuple(
    spelled_out(words)
    for words in (
        *("why don't you", "why don't we", "why not", "how about", "what about", "what if", "have you tried"),
        *("did you try", "could you", "couldn't you", "can't you", "shouldn't you", "isn't it better"),
    )
)
_JOINING = frozenset(("and", "but", "so", "then"))
_GREETING = re.compile(
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|nice to meet you|how do you do"
    r"|how are (?:you|things)(?: doing)?(?: today)?|how is it going|what is up)"
)
_AROUND_GREETING = r"(?:and|there|to|you|too|{name})"
_NAME = re.compile(
    r"(?:and )?(?:what is your (?:first )?name|who are you|your name"
    r"|(?:may|can|could) i (?:ask|know|have) your name|(?:can you )?tell me your name)"
)
# What a beat asks that wants words to say, in the learner's mouth or the buddy's.
_WANTS_WORDS = re.compile(
    r"\b(?:do (?:i|you) (?:say|write|ask)|can you (?:say|ask)|what are the words"
    r"|first (?:words|sentence|question)|one sentence)\b"
)


def is_advice(question: str) -> bool:
    """ "Why don't you breathe deeply?", "How about chocolate?": asked in form only."""
    said = _begun(spelled_out(question))
    return any(len(said) > len(start) and said[: len(start)] == start for start in _ADVICE)


def is_in_form_only(question: str) -> bool:
    """Whether it says something: advice, or "At the beach?" with a voice that goes up."""
    said = _begun(spelled_out(question))
    asks = begins_as_question(said) or (said and said[0] in QUESTION_WORDS)
    return is_advice(question) or (len(said) > 1 and not asks and not {"you", "your"} & set(said))


def asked_in(text: str) -> tuple[str, ...]:
    """The questions that want an answer."""
    return tuple(question for question in questions_in(text) if not is_in_form_only(question))


def asks_for_facts(text: str) -> bool:
    """Whether the text is nothing but "What does he eat?" and the like."""
    asked = asked_in(text)
    facts = [said for question in asked if (said := _begun(spelled_out(question)))[0] in QUESTION_WORDS]
    return bool(facts) and len(facts) == len(sentences(text))


def small_talk(text: str, name: str) -> str:
    """ "greeting" for a mere "Hello, {name}! How are you?", "name" for "What's your name?", else ""."""
    said = " ".join(bare(spelled_out(text)))
    if _NAME.fullmatch(said):
        return "name"
    around = re.compile(_AROUND_GREETING.format(name=re.escape(name.lower())))
    left, greetings = _GREETING.subn("", said)
    return "greeting" if greetings and not around.sub("", left).split() else ""


def asks_for_words(beat: Beat) -> bool:
    """Whether something to say is asked for: whatever the learner asks then is an answer."""
    return any(_WANTS_WORDS.search(" ".join(written(text))) for text in (beat.say, beat.simpler))


def is_like_a_card(beat: Beat, question: str) -> bool:
    """Where a card asks something, "Do you like soup?" is one too; "Who is Isla?" wants to be told."""
    cards = (card for reply in beat.replies for card in questions_in(reply.say))
    begun = _begun(spelled_out(question))
    return begun[0] in INVERTED and any(begins_as_question(_begun(written(card))) for card in cards)


# ------------------------------------------------------------------ the buddy's own question


def is_returned(beat: Beat, question: str) -> bool:
    """Whether the buddy's own question comes back: "And what do you do?", "Are you ever nervous?"."""
    said = _begun(spelled_out(question))
    if len(said) < 2:
        return False
    return any(_is_same(said, written(asked)) for asked in _asked(beat))


def before_returned(beat: Beat, text: str) -> str | None:
    """What stands before a final question that is the buddy's own; None where the text ends otherwise."""
    questions = questions_in(text)
    if not questions or not text.rstrip("”\"'» ").endswith(questions[-1].rstrip("”\"'» ")):
        return None
    if not is_returned(beat, questions[-1]):
        return None
    before = text[: text.rindex(questions[-1])].rstrip(" ,;:")
    before = re.sub(r"(?i)[\s,;:]*\b(?:and|but|so)$", "", before)
    return "" if set(spelled_out(before)) <= _JOINING | {"you"} else before


def _asked(beat: Beat) -> Sequence[str]:
    return (*questions_in(beat.say), *questions_in(beat.simpler))


def _is_same(said: Said, asked: Said) -> bool:
    """The end of it word for word, or with "you" nothing but words of it, one of which says something."""
    if asked[-len(said) :] == said:
        return True
    theirs, own = set(content(said)), set(content(asked))
    carrying = theirs - set(content(tuple(QUESTION_WORDS | INVERTED))) - {"you", "your"}
    return bool({"you", "your"} & set(said)) and bool(carrying) and theirs <= own | {"you", "your", "ever"}


def _begun(said: Said) -> Said:
    """Without polite and joining words at the beginning."""
    said = bare(said)
    while len(said) > 1 and said[0] in _JOINING:
        said = bare(said[1:])
    return said
