"""What is known of English words without a dictionary: the small closed classes, and who is a form of whom.

A code needs no more (model_corrector_codes.py): mistakes that a model may correct are made with these words
and with endings. What is not known here is taken for a word of meaning.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ARTICLES = frozenset(("a", "an", "the"))
DETERMINERS = ARTICLES | _set(
    "this that these those some any much many few little fewer less each every both all another other "
    "several enough either neither"
)
PREPOSITIONS = _set(
    "about above across after against along among around at before behind below beside between by during "
    "for from in inside into near of off on onto out over past since through to towards under until up "
    "with without"
)
CONJUNCTIONS = _set("and but or so because if when while although though that than as")
NEGATIVES = _set("not no never nobody nothing nowhere none neither nor without hardly cannot")
ADVERBS = _set(
    "very too also always never often usually sometimes still already yet just really quite well again "
    "here there now then soon even only almost more most much fast hard late early"
)
MODALS = _set("will would can could shall should may might must 'll 'd")
# Person by person: a pronoun may become another form of its own person; another person is another meaning.
_PERSONS = (
    "i me my mine myself",
    "you your yours yourself yourselves",
    "he him his himself",
    "she her hers herself",
    "it its itself",
    "we us our ours ourselves",
    "they them their theirs themselves",
    "who whom whose",
)
PERSON = {word: number for number, words in enumerate(_PERSONS) for word in words.split()}
NUMBERS = _set("one two three four five six seven eight nine ten twenty thirty hundred thousand first second")
SUBJECTS_ALONE = frozenset(("he", "she", "it"))
SUBJECTS_OTHERS = frozenset(("i", "you", "we", "they"))
ONE = frozenset(("a", "an", "one", "this", "each", "every", "another"))
SEVERAL = _set("two three four five six seven eight nine ten many several few these those both fewer")

BE = {"am": "now", "is": "now", "are": "now", "was": "past", "were": "past"}
BE |= {"be": "base", "been": "part", "being": "ing"}
HAVE = {"have": "now", "has": "now", "had": "past", "having": "ing"}
DO = {"do": "now", "does": "now", "did": "past", "done": "part", "doing": "ing"}
HELPING = frozenset((*BE, *HAVE, *DO)) | MODALS

# base past participle; "/" where two are right.
_IRREGULAR = """
become became become|begin began begun|bite bit bitten|blow blew blown|break broke broken|
bring brought brought|build built built|buy bought bought|catch caught caught|choose chose chosen|
come came come|cost cost cost|
cut cut cut|do did done|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|
feed fed fed|feel felt felt|fight fought fought|find found found|fly flew flown|forget forgot forgotten|
get got got/gotten|give gave given|go went gone|grow grew grown|have had had|hear heard heard|hide hid hidden|
hit hit hit|hold held held|keep kept kept|know knew known|lead led led|learn learned/learnt learned/learnt|
leave left left|lend lent lent|let let let|lie lay lain|lose lost lost|make made made|mean meant meant|
meet met met|pay paid paid|put put put|read read read|ride rode ridden|ring rang rung|rise rose risen|
run ran run|say said said|see saw seen|sell sold sold|send sent sent|show showed shown|sing sang sung|
sit sat sat|sleep slept slept|speak spoke spoken|spend spent spent|stand stood stood|steal stole stolen|
swim swam swum|take took taken|teach taught taught|tell told told|think thought thought|throw threw thrown|
understand understood understood|wake woke woken|wear wore worn|win won won|write wrote written
"""
VERBS = _set(
    "ask answer call change cook dance finish happen help live like listen look love miss move need open "
    "play prefer relax rest start stay stop study talk travel try use visit wait walk want watch work worry "
    "be have"
) | frozenset(each.strip().split()[0] for each in _IRREGULAR.split("|"))
_PLURALS = "man men|woman women|child children|person people|foot feet|tooth teeth|mouse mice|life lives|"
_PLURALS += "wife wives|knife knives|leaf leaves|half halves|shelf shelves|wolf wolves|thief thieves"
PLURALS = dict(pair.split() for pair in _PLURALS.split("|"))
_VOWELS = frozenset("aeiouy")


def _irregular() -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for each in _IRREGULAR.split("|"):
        base, past, part = each.split()
        for form, words in (("base", base), ("past", past), ("part", part)):
            for word in words.split("/"):
                found.setdefault(word, set()).add((base, form))
    for lemma, table in (("be", BE), ("have", HAVE), ("do", DO)):
        for helper, form in table.items():
            found.setdefault(helper, set()).add((lemma, form))
    for one, several in PLURALS.items():
        found.setdefault(several, set()).add((one, "s"))
    return found


IRREGULAR = _irregular()
IRREGULAR_BASES = frozenset(base for pairs in IRREGULAR.values() for base, form in pairs if form != "s")


def forms(word: str) -> set[tuple[str, str]]:
    """(base, form) that a lower-case word may be: base, s, past, part, ing, er, est, ly, now."""
    word = positive(word)
    found = {(word, "base")} | IRREGULAR.get(word, set())
    for ending, names in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            for stem in _stems(word[: -len(ending)]):
                found |= {(stem, name) for name in names}
    if word.endswith(("ies", "ied", "ier", "ily")) and len(word) > 4:
        names = {"s": ("s",), "d": ("past", "part"), "r": ("er",), "y": ("ly",)}[word[-1]]
        found |= {(word[:-3] + "y", name) for name in names}
    return found


_ENDINGS = {
    "s": ("s",),
    "es": ("s",),
    "ed": ("past", "part"),
    "ing": ("ing",),
    "er": ("er",),
    "est": ("est",),
    "ly": ("ly",),
}


def _stems(stem: str) -> set[str]:
    """What an ending was put on: as it stands, with the e that went, without the letter that was doubled."""
    if not _VOWELS & set(stem):
        return set()
    found = {stem, stem + "e"}
    if len(stem) > 3 and stem[-1] == stem[-2]:
        found.add(stem[:-1])
    return found


def positive(word: str) -> str:
    """ "doesn't" is "does"."""
    known = {"won't": "will", "can't": "can", "shan't": "shall", "cannot": "can"}
    return known.get(word) or word.removesuffix("n't")


def shared(one: str, other: str) -> set[tuple[str, str]]:
    """(form of one, form of other) under every base that both may have."""
    others = forms(other)
    return {(mine, theirs) for base, mine in forms(one) for known, theirs in others if known == base}


def word_class(word: str) -> str:
    """DET, PREP, PRON, CONJ, ADV, HELP or nothing: a word of meaning."""
    word = positive(word)
    if word in DETERMINERS:
        return "DET"
    if word in HELPING:
        return "HELP"
    if word in PERSON:
        return "PRON"
    if word in PREPOSITIONS:
        return "PREP"
    if word in CONJUNCTIONS:
        return "CONJ"
    return "ADV" if word in ADVERBS or (word.endswith("ly") and len(word) > 5) else ""


def related(one: str, other: str) -> bool:
    """Whether a word may stand for the other without another meaning: a form of it, or of its small class."""
    if one in PERSON and other.partition("'")[0] in PERSON:
        return PERSON[one] == PERSON[other.partition("'")[0]]  # "she" and "she's", too
    classes = word_class(one), word_class(other)
    if classes[0] == classes[1] and classes[0] in ("DET", "PREP", "CONJ", "HELP"):
        return True
    return bool(shared(one, other))


def negatives(words: tuple[str, ...] | list[str]) -> int:
    return sum(word in NEGATIVES or word.endswith("n't") for word in words)
