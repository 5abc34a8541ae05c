"""What of an offer a free transcript is."""

from __future__ import annotations

import pytest

from ml.offered import Match, Offered
from ml.types import ListenFor, OfferedMove, OfferedReply, Spot

LISTEN = ListenFor(
    replies=(
        OfferedReply("tea", "I’d like a cup of tea, please."),
        OfferedReply("coffee", "I would like a cup of coffee."),
        OfferedReply("no", "No."),
        OfferedReply("half", "The train leaves at 9:30."),
    ),
    moves=(OfferedMove("repeat", "Sorry?", phrases=("Sorry?", "Could you repeat that?")),),
    spots=(Spot("dogs", ("three dogs", "my dog")),),
)


def match(text: str) -> Match:
    return Offered(LISTEN).match(text)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("I'd like a cup of tea please", "tea"),
        ("I would like a cup of tea, please.", "tea"),  # which of the two was said is the recogniser's taste
        ("i'd like a cap of tea please", "tea"),  # one word misheard
        ("I'd like a a cup of tea please", "tea"),  # said twice
        ("I'd like a cup of coffee.", "coffee"),
        ("no", "no"),
        ("The train leaves at half past nine", None),
        ("The train leaves at nine thirty.", "half"),
    ],
)
def test_a_line_is_known_though_a_word_was_misheard(said: str, key: str | None) -> None:
    found = match(said)
    assert found.reply == key
    assert found.slip is None
    if key:
        assert found.text == next(reply.text for reply in LISTEN.replies if reply.key == key)


@pytest.mark.parametrize(
    "said",
    [
        "I'd like a cup of water, please.",  # another noun is another answer
        "I'd hate a cup of tea, please.",
        "I like tea",
        "I'd like a cup of tea because my mother always makes one for me",
        "nope",
        "not now",
        "I would like a cup.",
        "",
        "…",
    ],
)
def test_another_meaning_is_ones_own_words(said: str) -> None:
    assert match(said).reply is None


@pytest.mark.parametrize(
    ("said", "code"), [("I'd like cup of tea please", "M:DET"), ("Train leaves at nine thirty", "M:DET")]
)
def test_a_missing_article_is_a_slip_of_that_line(said: str, code: str) -> None:
    found = match(said)
    assert found.reply in ("tea", "half")
    assert found.slip
    assert (found.slip.reply, found.slip.code) == (found.reply, code)
    assert found.slip.said != found.slip.expected


def test_no_slip_is_claimed_where_something_else_was_misheard_too() -> None:
    found = match("I'd like cap of tea please")
    assert found.slip is None


def test_a_move_is_said_as_it_stands() -> None:
    assert match("Sorry").move == "repeat"
    assert match("could you repeat that?") == Match(move="repeat", text="Could you repeat that?")
    assert match("sorry, I cannot come").move is None


def test_words_to_notice_are_found_in_ones_own_words() -> None:
    found = match("At home we have three dogs and a cat")
    assert (found.reply, found.spotted) == (None, ("dogs",))
    assert not match("three big dogs").spotted


def test_between_two_lines_that_are_as_near_nothing_is_chosen() -> None:
    two = Offered(
        ListenFor(
            replies=(OfferedReply("a", "I live in the north."), OfferedReply("b", "I live in the south."))
        )
    )
    assert two.match("I live in the both").reply is None
    assert two.match("I live in the north").reply == "a"


def test_how_far_a_line_was_read_is_told_while_it_is() -> None:
    offered = Offered(LISTEN)
    begun = offered.partial("I'd like", shown="I'd")
    assert (begun.reply, begun.text, begun.last_word) == (None, "I'd", "like")  # two lines begin so
    middle = offered.partial("The train leaves", shown="The train")
    assert (middle.reply, middle.words_read, middle.complete) == ("half", 3, False)
    whole = offered.partial("The train leaves at nine thirty", shown="")
    assert (whole.reply, whole.complete) == ("half", True)
    assert offered.partial("My brother keeps", shown="My brother").reply is None
    assert offered.partial("", shown="").last_word == ""


def test_nothing_offered_is_nothing_found() -> None:
    nothing = Offered(ListenFor())
    assert nothing.match("Hello there") == Match()
    assert nothing.partial("Hello there", shown="Hello").reply is None
