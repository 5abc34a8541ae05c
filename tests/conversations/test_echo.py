"""Which mistake a partner may echo rightly, and with which words around it."""

from __future__ import annotations

import pytest

from conversations.echo import recast_of
from ml.registry import Engines
from ml.types import Evidence, Heard

HARPER = Engines({"corrector": {"BACKEND": "ml.engines.harper.HarperCorrector"}})


def heard(text: str, evidence: Evidence = Evidence.TYPED) -> Heard:
    return Heard(evidence, text=text, surface=text)


def test_the_form_stands_among_its_neighbours() -> None:
    found = recast_of(HARPER, heard("At six in the morning he go to work by bus"))
    assert found == ("morning he go to work", "morning he goes to work")


def test_it_needs_no_neighbours() -> None:
    assert recast_of(HARPER, heard("He go")) in (None, ("He go", "He goes"))


@pytest.mark.parametrize(
    "said",
    [
        heard("She goes to work by bus."),
        heard("I beleive that is right."),  # one does not hear how it is spelled
        heard("She go to work by bus.", Evidence.CARD),
        heard("", Evidence.OWN_WORDS),
    ],
)
def test_there_is_nothing_to_echo(said: Heard) -> None:
    assert recast_of(HARPER, said) is None
