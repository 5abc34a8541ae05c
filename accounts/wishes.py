"""What learners want English for and like to talk about: the lists to choose from, and one's own words.

``words`` are what a topic's ``interests`` may say for it, and what is listened for where speech is
understood.
``spoken`` fits behind "about" in a buddy's line; ``spoken_ru`` is its nominative.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_CHOSEN = 8
TOLD = ("native_language", "goals", "goals_own", "interests", "interests_own")  # of a profile, with the name
_BETWEEN = re.compile(r"[ .'’-]{1,2}")  # the parts of a name
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f<>\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Interest:
    code: str
    title: Promise
    spoken: str
    spoken_ru: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    code: str
    title: Promise
    because: str  # "because you want English …"
    because_ru: str
    words: tuple[str, ...]
    topics: tuple[str, ...] = ()  # interests of topics that serve it


INTERESTS: dict[str, Interest] = {
    one.code: one
    for one in (
        Interest(
            "music",
            _("Music"),
            "music",
            "музыка",
            ("music", "songs", "concerts", "radio", "singing", "guitar", "piano"),
        ),
        Interest(
            "films", _("Films and series"), "films", "кино", ("films", "movies", "series", "cinema", "tv")
        ),
        Interest(
            "books",
            _("Books"),
            "books",
            "книги",
            ("books", "reading", "novels", "poems", "letters", "stories"),
        ),
        Interest(
            "travel",
            _("Travelling"),
            "travelling",
            "путешествия",
            ("travel", "travelling", "traveling", "trips", "trains"),
        ),
        Interest("food", _("Food and cooking"), "food", "еда", ("food", "cooking", "baking", "restaurants")),
        Interest(
            "animals", _("Animals"), "animals", "животные", ("animals", "pets", "dogs", "cats", "birds")
        ),
        Interest(
            "sport",
            _("Sport"),
            "sport",
            "спорт",
            ("sport", "sports", "football", "running", "swimming", "tennis"),
        ),
        Interest("games", _("Games"), "games", "игры", ("games", "gaming", "chess", "video games")),
        Interest(
            "nature",
            _("Nature"),
            "nature",
            "природа",
            ("nature", "weather", "gardens", "hiking", "mountains", "the sea"),
        ),
        Interest(
            "science",
            _("Science and computers"),
            "science",
            "наука",
            ("science", "technology", "computers", "programming", "space"),
        ),
        Interest("work", _("Work"), "work", "работа", ("work", "business", "jobs", "careers")),
        Interest(
            "people",
            _("People and how they live"),
            "people",
            "люди",
            ("people", "strangers", "neighbours", "friends", "small talk", "daily life"),
        ),
        Interest(
            "places",
            _("Towns and cities"),
            "towns and cities",
            "города",
            ("city life", "cities", "small towns", "architecture"),
        ),
        Interest("history", _("History"), "history", "история", ("history", "the past", "museums")),
        Interest(
            "art",
            _("Art and design"),
            "art",
            "искусство",
            ("art", "painting", "drawing", "design", "photography", "photos"),
        ),
        Interest(
            "ideas",
            _("Big questions"),
            "big questions",
            "большие вопросы",
            ("ethics", "philosophy", "secrets", "time"),
        ),
        Interest(
            "humour", _("Funny things"), "funny things", "смешное", ("humour", "humor", "jokes", "comedy")
        ),
        Interest("home", _("Home and free time"), "home", "дом", ("home", "free time", "hobbies")),
    )
}

GOALS: dict[str, Goal] = {
    one.code: one
    for one in (
        Goal(
            "work",
            _("For my work"),
            "for your work",
            "для работы",
            ("work", "job", "office", "career", "colleagues", "clients", "interview"),
            ("work", "small talk"),
        ),
        Goal(
            "travel",
            _("For my travels"),
            "for your travels",
            "для поездок",
            ("travel", "travelling", "traveling", "trips", "holiday", "holidays"),
            ("travel", "strangers"),
        ),
        Goal(
            "study",
            _("For school or university"),
            "for your studies",
            "для учёбы",
            ("study", "studies", "school", "university", "college"),
            (),
        ),
        Goal(
            "exam",
            _("For an exam"),
            "for your exam",
            "для экзамена",
            ("exam", "exams", "ielts", "toefl", "test"),
            (),
        ),
        Goal(
            "abroad",
            _("To live in another country"),
            "to live abroad",
            "для жизни в другой стране",
            ("abroad", "another country", "move", "emigrate"),
            ("daily life", "neighbours", "city life"),
        ),
        Goal(
            "people",
            _("To talk with people I know"),
            "to talk with people you know",
            "для разговоров с близкими",
            ("friends", "my wife's family", "my husband's family", "relatives"),
            ("people", "strangers", "small talk"),
        ),
        Goal(
            "stories",
            _("To understand films, songs and books"),
            "for films, songs and books",
            "для фильмов, песен и книг",
            ("films", "movies", "series", "songs", "books"),
            ("books", "radio", "letters"),
        ),
        Goal(
            "joy",
            _("Because I like it"),
            "because you like it",
            "для удовольствия",
            ("for fun", "for myself", "like english", "love english", "hobby"),
            (),
        ),
    )
}


def shared_interest(chosen: Iterable[str], topic_interests: Sequence[str]) -> Interest | None:
    """The first of the chosen interests that a topic is about."""
    about = {word.lower() for word in topic_interests}
    for code in chosen:
        if (one := INTERESTS.get(code)) and about & {one.code, *one.words}:
            return one
    return None


def served_goal(chosen: Iterable[str], topic_interests: Sequence[str]) -> Goal | None:
    """The first of the chosen goals that a topic serves."""
    about = {word.lower() for word in topic_interests}
    return next((GOALS[code] for code in chosen if code in GOALS and about & set(GOALS[code].topics)), None)


def is_name(text: str) -> bool:
    """Whether somebody can be called so: letters of any script, with a hyphen, an apostrophe, a space."""
    parts = _BETWEEN.split(text.removesuffix("."))
    kinds = [[unicodedata.category(letter)[0] for letter in part] for part in parts]
    return all(part[:1] == ["L"] and set(part) <= {"L", "M"} for part in kinds)


def is_plain(text: str) -> bool:
    """Whether it is words to be shown: no tags, no characters that cannot be seen."""
    return not _UNWRITABLE.search(text)
