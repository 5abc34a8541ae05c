"""One plain line for each code that a model's correction may get: ours, never the model's own words.

In Russian by locale/ru, as the rules of Harper are (harper_rules.py).
"""

from __future__ import annotations

from ml.engines.harper_rules import Rule

_RULES = (
    Rule("M:DET", "A small word is missing before the noun."),
    Rule("R:DET", "Another small word belongs here."),
    Rule("U:DET", "No article is needed here."),
    Rule("M:VERB", "The verb “be” is missing."),
    Rule("M:VERB:TENSE", "A helping verb is missing."),
    Rule("U:VERB:TENSE", "One of these verbs is too many."),
    Rule("R:VERB:TENSE", "This time needs another tense."),
    Rule("R:VERB:SVA", "The verb follows the person: I do, she does."),
    Rule("R:VERB:FORM", "Another form of the verb belongs here."),
    Rule("M:VERB:FORM", "“To” is missing before the verb."),
    Rule("U:VERB:FORM", "No “to” is needed before this verb."),
    Rule("R:VERB:INFL", "This word has an irregular form."),
    Rule("R:NOUN:NUM", "One or several: the noun takes the other form."),
    Rule("M:PREP", "A preposition is missing here."),
    Rule("R:PREP", "This word goes with another preposition."),
    Rule("U:PREP", "No preposition is needed here."),
    Rule("M:PRON", "A pronoun is missing here."),
    Rule("R:PRON", "Another form of the pronoun belongs here."),
    Rule("U:PRON", "No pronoun is needed here."),
    Rule("M:CONJ", "A joining word is missing here."),
    Rule("R:CONJ", "Another joining word belongs here."),
    Rule("U:CONJ", "No joining word is needed here."),
    Rule("R:ADJ", "An adjective belongs here."),
    Rule("R:ADJ:FORM", "The comparison has another form."),
    Rule("M:ADV", "An adverb is missing here."),
    Rule("R:ADV", "An adverb belongs here."),
    Rule("U:ADV", "No adverb is needed here."),
    Rule("R:WO", "These words stand in another order."),
    Rule("R:SPELL", "Check the spelling."),
    Rule("M:OTHER", "A word is missing here."),
    Rule("R:OTHER", "People say this in other words."),
    Rule("U:OTHER", "There is one word too many."),
)
REASONS = {rule.code: rule.reason for rule in _RULES}
