"""Stars: stated before the talk, never taken back, none about mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.models import Turn
from conversations.review_own_words import TYPED_WORDS_A_SECOND, own_seconds
from conversations.review_turns import Said
from ml.scenario import Scenario, Star
from ml.types import TalkState


@dataclass(frozen=True, slots=True)
class StarBefore:
    """What can be earned, as an invitation."""

    text: str
    text_ru: str


@dataclass(frozen=True, slots=True)
class ReviewStar:
    """What was earned; where it was not, the invitation stands, and ``text`` begins in lower case."""

    text: str
    text_ru: str
    reached: bool


def stars_before(scenario: Scenario) -> tuple[StarBefore, ...]:
    return tuple(StarBefore(_invitation(scenario, star), star.before_ru) for star in scenario.stars)


def stars_of(
    scenario: Scenario, state: TalkState, mine: Sequence[Said], *, reached: bool
) -> tuple[ReviewStar, ...]:
    """``mine`` are the learner's turns; own words count alike, spoken or written."""
    spoken = sum(own_seconds(scenario, said) for said in mine if said.turn.kind != Turn.Kind.TYPED)
    own = sum(own_seconds(scenario, said) for said in mine)

    def star_of(star: Star) -> ReviewStar:
        seconds = star.seconds or 1
        lit = {
            "finished": reached,
            "targets": len(state.phrases) >= (star.at_least or 1),
            "own_words": own >= seconds,
        }[star.for_]
        if not lit:
            return ReviewStar(_lower_first(_invitation(scenario, star)), _lower_first(star.before_ru), False)
        if star.for_ == "own_words" and spoken < seconds:
            return ReviewStar(star.written or _written(star), star.written_ru, True)
        return ReviewStar(star.text, star.ru, True)

    return tuple(star_of(star) for star in scenario.stars)


def _invitation(scenario: Scenario, star: Star) -> str:
    """The topic's own words, or plain ones for a topic that has none."""
    if star.before:
        return star.before
    if star.for_ == "finished":
        return _("Talk with %(name)s to the end") % {"name": scenario.persona.name}
    if star.for_ == "targets":
        count = star.at_least or 1
        words = ngettext("Use %(count)d new phrase yourself", "Use %(count)d new phrases yourself", count)
        return words % {"count": count}
    seconds = star.seconds or 1
    words = _("Speak %(seconds)d seconds in your own words, or write %(words)d words of your own")
    return words % {"seconds": seconds, "words": words_for(seconds)}


def _written(star: Star) -> str:
    return _("You found %(words)d words of your own") % {"words": words_for(star.seconds or 1)}


def words_for(seconds: int) -> int:
    """As many typed words count like so many spoken seconds."""
    return round(seconds * TYPED_WORDS_A_SECOND)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
