"""The grammar of a turn: what may be said, and what it means when it was."""

from __future__ import annotations

import pytest

from ml.grammar import follow, goes_on, jsgf, paths_of

LINES = ("I left the keys on a table.", "She is waiting outside now.", "Yes.", "Yes, I do.")


def test_a_line_comes_with_its_missing_words() -> None:
    said = {" ".join(path.words): path.code for path in paths_of(LINES)}
    assert said == {
        "i left the keys on a table": "",
        "she is waiting outside now": "",
        "yes": "",
        "yes i do": "",
        "i left keys on a table": "M:DET",
        "i left the keys on table": "M:DET",
        "she waiting outside now": "M:VERB",
    }


def test_without_variants_there_are_only_lines() -> None:
    assert [path.code for path in paths_of(LINES, variants=False)] == ["", "", "", ""]


def test_a_variant_that_is_an_offered_line_is_no_mistake() -> None:
    found = paths_of(("I left the keys on tables.", "I left keys on tables."))
    assert [path.code for path in found if path.words == ("i", "left", "keys", "on", "tables")] == [""]


def test_a_line_without_words_has_no_path() -> None:
    assert paths_of(("", "…", "Yes.")) == (paths_of(("x", "y", "Yes."))[2],)


def test_two_equal_lines_are_one_path() -> None:
    assert [path.reply for path in paths_of(("Yes!", "yes", "No."))] == [0, 2]


def test_every_path_is_in_the_grammar_and_a_variant_weighs_little() -> None:
    grammar = jsgf(paths_of(LINES))
    assert "/1.0/ i left the keys on a table |" in grammar
    assert "/1e-15/ i left keys on a table |" in grammar


@pytest.mark.parametrize(
    ("said", "line", "code"),
    [
        (("i", "left", "the"), 0, ""),
        (("i", "left", "keys"), 0, "M:DET"),
        (("yes",), 2, ""),
        (("yes", "i"), 3, ""),
        (("yes", "i", "do"), 3, ""),
        (("i", "left", "the", "keys", "on", "table"), 0, "M:DET"),
    ],
)
def test_what_was_said_leads_to_its_path(said: tuple[str, ...], line: int, code: str) -> None:
    path = follow(paths_of(LINES), said)
    assert path is not None
    assert (path.reply, path.code) == (line, code)


def test_what_no_line_begins_with_leads_nowhere() -> None:
    assert follow(paths_of(LINES), ("no",)) is None


def test_a_line_that_another_goes_on_from_may_not_be_finished() -> None:
    paths = paths_of(LINES)
    yes, left = follow(paths, ("yes",)), follow(paths, ("i", "left", "the", "keys", "on", "a", "table"))
    assert yes is not None
    assert left is not None
    assert goes_on(paths, yes)
    assert not goes_on(paths, left)


def test_words_read_count_the_word_that_is_missing() -> None:
    path = follow(paths_of(LINES), ("i", "left", "keys"))
    assert path is not None
    assert [path.read(count) for count in range(7)] == [0, 1, 3, 4, 5, 6, 7]
