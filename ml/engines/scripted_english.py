"""Whether something was said in another language. Pure functions."""

from __future__ import annotations

import re

from ml.scenario import Scenario
from ml.scenario_text import spelled_out, words

_FEWEST_WORDS = 3  # fewer may be names
# The commonest words that no neighbouring language writes the same.
_COMMON = frozenset(
    words(
        """
        i you he she it we they my your his her our their this that these those the and but or because if
        then than what who where when why which how is are were been being be do does did have has had can
        could will would should may might must not never always often sometimes very much many more most
        some any every all both only just too also again here there now today tomorrow yesterday yes please
        thanks thank sorry hello okay to of for with from about into over under after before between without
        until during out up down off at by like love want need know think see look say said tell told ask
        asked answer go going goes went come came make made take took give gave get got find feel felt try
        help work works play read write speak talk eat drink buy put keep let leave start stop open close
        live lives learn study call wait walk run sleep good bad big small new old young long short great
        nice happy sad tired afraid scared nervous easy hard hot cold first last next other same different
        little right wrong friend friends people woman man child children family mother father brother
        sister home house school job day days night week month year years time times morning evening thing
        things something nothing everything someone everybody nobody anything one two three four five six
        seven eight nine ten hundred water food money music book car city town country world word words
        english really maybe perhaps well still already quite
        """
    )
)
# English, and as common elsewhere ("me llamo", "ich bin so", "come stai").
_SHARED = frozenset(
    words(
        """
        a an as in on me no so am was man come do is he or be of fin die hat war son sale pour must will all
        """
    )
)


def is_foreign(text: str, scenario: Scenario | None = None) -> bool:
    """Letters, but none of the English alphabet; or three words and more of which none is English.

    ``scenario`` lends the words of its own lines. Names alone ("Anna Maria Petrova") are not foreign.
    """
    if not re.search(r"[a-zA-Z]", text):
        return any(letter.isalpha() for letter in text)
    if scenario is None:
        return False
    said = spelled_out(text)
    names = all(token[:1].isupper() for token in text.split() if words(token))
    if len(said) < _FEWEST_WORDS or names or (_COMMON - _SHARED) & set(said):
        return False
    shared = sum(word in _SHARED for word in said)
    return shared * 2 < len(said) and not (_words_of(scenario) - _SHARED) & set(said)


def _words_of(scenario: Scenario) -> set[str]:
    """The words of its questions, cards and what is heard in answers."""
    texts = []
    for beat in scenario.beats:
        texts += [beat.say, beat.simpler]
        for reply in beat.replies:
            texts += [reply.say, *reply.hear]
        for other in beat.other:
            texts += other.hear
    return {word for text in texts for word in spelled_out(text)}
