"""Which of Harper's rules we trust, the ERRANT code of each, and the reason a learner reads.

Harper has 900 rules for people who write; most are about style, brands and idioms. Everything is off
but what stands here: a false correction is the worst error. A rule belongs in ``SPOKEN`` when the
mistake can be heard ("a apple"), in ``WRITTEN`` when it can only be seen ("its" for "it's").
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    code: str  # ERRANT
    reason: str  # one plain line, translated in locale/ru
    confidence: float = 0.9


_AGREE = Rule("R:VERB:SVA", "The verb follows the person: I do, she does.")
_BASE = Rule("R:VERB:FORM", "After this verb comes the base form: did go, will go, to go.")
_ARTICLE = Rule("R:DET", "“An” before a vowel sound, “a” before the others.")
_MASS = Rule("R:NOUN:NUM", "English does not count this noun: no -s.")
_PREP = Rule("R:PREP", "This word goes with another preposition.")
_NO_PREP = Rule("U:PREP", "This verb needs no preposition.")
_MORE = Rule("R:ADJ:FORM", "One comparison is enough: “taller”, or “more tall”, not both.")
_PARTICIPLE = Rule("R:VERB:FORM", "After “have” or “be” comes the third form: gone, taken.")

SPOKEN: dict[str, Rule] = {
    "PronounVerbAgreement": _AGREE,
    "PronounInflectionBe": _AGREE,
    "HavePronoun": _AGREE,
    "IAmAgreement": _AGREE,
    "IDo": _AGREE,
    "NominalWants": _AGREE,
    "ThereIsAgreement": Rule("R:VERB:SVA", "“There is” before one thing, “there are” before several."),
    "DidPast": Rule("R:VERB:FORM", "After “did” comes the base form: did go."),
    "InflectedVerbAfterTo": _BASE,
    "WillNonLemma": _BASE,
    "WillContain": _BASE,
    "HowDoesCompared": _BASE,
    "SimplePastToPastParticiple": _PARTICIPLE,
    "IsBeenAuxSequence": Rule("R:VERB:FORM", "“Has been”, not “is been”."),
    "RegularIrregulars": Rule("R:VERB:INFL", "This word has an irregular form."),
    "LookingForwardTo": Rule("R:VERB:FORM", "After “looking forward to” comes -ing."),
    "WorthToDo": Rule("R:VERB:FORM", "After “worth” comes -ing."),
    "LetToDo": Rule("U:PART", "After “let somebody” there is no “to”."),
    "IfWouldve": Rule("R:VERB:TENSE", "In the “if” part: “if I had”, without “would”."),
    "WishCould": Rule("R:VERB:TENSE", "After “wish”: “could”, not “can”."),
    "DoubleModal": Rule("U:VERB", "One of these verbs is enough: “will” or “can”."),
    "DontCan": Rule("R:VERB", "“Can” makes its own negative: can't."),
    "WillGonna": Rule("U:VERB", "“Will” or “going to”, not both."),
    "DoMistake": Rule("R:VERB", "A mistake is made, not done."),
    "OpenTheLight": Rule("R:VERB", "Lights are turned on, not opened."),
    "TakeMedicine": Rule("R:VERB", "Medicine is taken, not eaten or drunk."),
    "DoIAdjective": Rule("R:VERB", "With an adjective the question is “Am I …?”"),
    "DoubleNegative": Rule("R:DET", "One “not” is enough: “didn't have any”."),
    "HaveNegNoAny": Rule("R:DET", "One “not” is enough: “haven't done any”."),
    "AdjectiveDoubleDegree": _MORE,
    "MoreBetter": _MORE,
    "LessWorse": Rule("R:ADJ:FORM", "“Less” and “worse” both compare: one of them is enough."),
    "WorseOrWorst": Rule("R:ADJ:FORM", "“Worse” than one, “the worst” of all."),
    "MassNouns": _MASS,
    "OneOfTheSingular": Rule("R:NOUN:NUM", "“One of the” is followed by several: one of the reasons."),
    "PluralWrongWordOfPhrase": Rule("R:NOUN:NUM", "The other word takes the -s: points of view."),
    "MostOfTheTimes": Rule("R:NOUN:NUM", "Here “time” has no -s: most of the time."),
    "AnotherThings": Rule("R:NOUN:NUM", "“Another” is one more: another thing, other things."),
    "AnotherOnes": Rule("R:NOUN:NUM", "“Another” is one more: another one, other ones."),
    "AnA": _ARTICLE,
    "AnAnother": Rule("U:DET", "“Another” already holds the article."),
    "AnotherAn": Rule("U:DET", "“Another” already holds the article."),
    "TheAnother": Rule("R:DET", "“The other” or “another”, not “the another”."),
    "SuchShame": Rule("M:DET", "An article belongs here: such a shame."),
    "HaveAHardTime": Rule("M:DET", "An article belongs here: have a hard time."),
    "FewUnitsOfTimeAgo": Rule("M:DET", "“A few days ago”: with the article."),
    "TheyToThem": Rule("R:PRON", "After a verb or a preposition: them."),
    "FriendOfMe": Rule("R:PRON", "“A friend of mine”."),
    "SinceDuration": Rule("R:PREP", "“For” with how long, “since” with a starting point."),
    "AccuseOf": _PREP,
    "ArriveTo": Rule("R:PREP", "You arrive at a place or in a city."),
    "AspireTo": _PREP,
    "AwareOf": _PREP,
    "ComfortableWith": _PREP,
    "CuriousAbout": _PREP,
    "ExceptOf": _PREP,
    "FascinatedBy": _PREP,
    "GoodAt": Rule("R:PREP", "You are good at something."),
    "Impressed": _PREP,
    "InspiredBy": _PREP,
    "InterestedIn": Rule("R:PREP", "You are interested in something."),
    "JealousOf": _PREP,
    "LaughOfAt": Rule("R:PREP", "You laugh at somebody."),
    "LookForwardTo": Rule("R:PREP", "You look forward to something."),
    "ObsessPreposition": _PREP,
    "PassionateAbout": _PREP,
    "ReasonForDoing": _PREP,
    "ResponsibleFor": Rule("R:PREP", "You are responsible for something."),
    "SameAs": Rule("R:PREP", "“The same as”."),
    "SimilarLike": Rule("R:PREP", "“Similar to”, or “like”."),
    "TakeCareOf": Rule("R:PREP", "You take care of somebody."),
    "AskNoPreposition": _NO_PREP,
    "AwaitFor": _NO_PREP,
    "CraveFor": _NO_PREP,
    "DespiteOf": Rule("U:PREP", "“Despite” alone, or “in spite of”."),
    "Discuss": Rule("U:PREP", "You discuss something, without “about”."),
    "HowItLooksLike": Rule("R:ADV", "“How it looks”, or “what it looks like”."),
    "ItLooksLikeThat": Rule("U:CONJ", "“It looks like”, without “that”."),
    "QuiteMany": Rule("R:ADJ", "“Quite a few” is what people say."),
    "VeryLess": Rule("R:ADV", "“Much less”, not “very less”."),
    "VeryKnown": Rule("M:ADV", "“Well-known”, or “very well-known”."),
    "NoLongerPronoun": Rule("R:WO", "“No longer” stands after the person: I no longer …"),
    "NotOnlyInversion": Rule("R:WO", "After “not only” the verb comes first."),
}

_HOMOPHONE = Rule("R:SPELL", "Two words sound alike here; this place takes the other.", 0.7)

WRITTEN: dict[str, Rule] = {
    "ItsContraction": Rule("R:SPELL", "“It's” is short for “it is”.", 0.8),
    "TheirToThere": _HOMOPHONE,
    "TheirToTheyre": _HOMOPHONE,
    "TheyreConfusions": _HOMOPHONE,
    "TheyreToTheir": _HOMOPHONE,
    "ThenThan": Rule("R:SPELL", "“Than” compares, “then” is about time.", 0.7),
    "ModalOf": Rule("R:VERB", "“Would have”; it only sounds like “of”."),
    "RepeatedWords": Rule("U:OTHER", "The same word stands twice.", 0.7),
    "Didnt": Rule("R:SPELL", "Didn't.", 0.9),
    "Cant": Rule("R:ORTH", "Can't, with an apostrophe.", 0.9),
}

# Harper's kinds that only writing has, for every rule of that kind.
WRITTEN_KINDS: dict[str, Rule] = {
    "Spelling": Rule("R:SPELL", "Check the spelling.", 0.7),
    "Typo": Rule("R:SPELL", "Check the spelling.", 0.6),
    "BoundaryError": Rule("R:ORTH", "These are written as two words, or as one.", 0.8),
    "Capitalization": Rule("R:ORTH", "A capital letter belongs here.", 0.8),
    "Punctuation": Rule("R:PUNCT", "Check the comma or full stop here.", 0.6),
}

# Of those kinds, rules about brands, headings and typography that no learner of speaking needs.
WRITTEN_NEVER = frozenset(
    {"Dashes", "DotInitialisms", "EllipsisLength", "LongSentences", "NoFrenchSpaces", "NumericRangeEnDash"}
    | {"OrthographicConsistency", "OxfordComma", "QuoteSpacing", "Spaces", "SplitWords", "TransposedSpace"}
    | {"UnclosedQuotes", "UseEllipsisCharacter", "UseTitleCase", "WrongApostrophe", "CompoundNouns"}
    | {"OkToOkay"}
    | {"FootInchMinuteSecondSymbols", "IncludingButNotLimitedToPunctuation", "CommaFixes"}
)
