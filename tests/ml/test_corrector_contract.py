"""What every corrector keeps; a new engine is added by one line."""

from __future__ import annotations

import threading

import pytest

from ml.engines.harper import HarperCorrector
from ml.engines.instant import InstantCorrector
from ml.engines.model_corrector import ModelCorrector
from ml.errors import EngineError
from tests.ml.filling import FillingModel, item


def with_a_busy_model():
    items = item("he go", "he goes", "agreement"), item("go home", "go to the home", "article")
    return ModelCorrector(model=FillingModel(items=(*items, item("love", "любить"))))


def with_a_model_in_trouble():
    return ModelCorrector(model=FillingModel(EngineError("model.unreachable", retryable=True)))


CORRECTORS = [HarperCorrector, InstantCorrector, with_a_busy_model, with_a_model_in_trouble]
TEXTS = [
    "",
    "   ",
    "🙂",
    "🙂🙂 he go 🙂",
    "Я люблю Moscow",
    "He go home. She don't like it, and I have a apple.",
    "he go home since five years",
    "**He go** `home` <b>now</b>",
    "’ “he go” …",
    "he go " * 834,  # 5,000 characters
    "a" * 5_000,
]


@pytest.fixture(params=CORRECTORS, ids=lambda engine: engine.__name__)
def corrector(request):
    engine = request.param()
    engine.load()
    return engine


@pytest.mark.parametrize("spoken", [True, False])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
def test_findings_point_into_the_text(corrector, text, spoken):
    last = 0
    for finding in corrector.check(text, spoken=spoken):
        assert text[finding.start : finding.end] == finding.original
        assert finding.start >= last, "in order, never overlapping"
        assert finding.original != finding.replacement
        assert 0 < finding.confidence <= 1
        last = finding.end


@pytest.mark.parametrize("spoken", [True, False])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
def test_every_finding_has_a_code_and_one_plain_line_of_reason(corrector, text, spoken):
    for finding in corrector.check(text, spoken=spoken):
        assert finding.code[:2] in ("R:", "M:", "U:")
        assert finding.engine
        assert 0 < len(finding.reason) <= 120
        assert not set(finding.reason) & set("`*<>\n")


def test_a_right_sentence_has_no_finding(corrector):
    assert corrector.check("i would stop and look for one friendly face", spoken=True) == ()


def test_loading_twice_is_safe(corrector):
    corrector.load()
    corrector.load()
    assert corrector.check("he go home", spoken=True) == corrector.check("he go home", spoken=True)


def test_many_threads_may_check_at_once(corrector):
    expected = corrector.check("he go home", spoken=True)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(corrector.check("he go home", spoken=True)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


@pytest.mark.parametrize("spoken", [True, False])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
def test_what_is_known_at_once_is_found_in_any_case(corrector, text, spoken):
    """Else a learner whose model was slow would be told what others are not."""
    places = {(finding.start, finding.end) for finding in corrector.check(text, spoken=spoken)}
    for finding in corrector.quick(text, spoken=spoken):
        assert (finding.start, finding.end) in places
        assert text[finding.start : finding.end] == finding.original
