"""How a model server may answer: whole, in error, cut, or not at all. ``tgi_standin.StandIn`` gives them.

A shape is a function of the ``Answer`` that it writes. Those of errors give what TGI's router says
(github.com/huggingface/text-generation-inference, router/src/server.rs and lib.rs, v3.3), or in the OpenAI
variant what vLLM does; a proxy before either adds pages of HTML.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.model_server.answering import Answer

Shape = Callable[[Answer], None]

ONE_TOKEN = 0.02  # seconds from token to token of a stream that does not end
PAGE = b"<!DOCTYPE html><html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"
RUSSIAN = "Я понимаю. Что вы делали потом?"
EMOJI = "😀🎉 👍🏽"


def said(*pieces: str, end: str = "stop", pause: float = 0.0) -> Shape:
    """A whole answer of these pieces, ``pause`` seconds before each."""

    def shape(answer: Answer) -> None:
        if not answer.asked.body.get("stream"):
            return answer.whole("".join(pieces), end)
        answer.begin()
        for piece in pieces:
            if pause and not answer.waits(pause):
                return None
            answer.piece(piece)
        return answer.end(end)

    return shape


ok = said("I see", ". ", "Thank you", " for telling", " me.")
empty = said()
spaces = said("  ", " \n ", " ")
letters_5000 = said(*["word "] * 1_000)
russian = said(RUSSIAN[:12], RUSSIAN[12:])
emoji = said(EMOJI)
too_long = said("And then we", " went to the", end="length")


def refused(status: int, message: str, kind: str) -> Shape:
    """An error of its own status."""
    return lambda answer: answer.error(status, message, kind)


overloaded = refused(429, "Model is overloaded", "overloaded")
validation = refused(422, "Input validation error: `inputs` must have less than 4095 tokens.", "validation")
generation = refused(424, "Request failed during generation: CUDA out of memory", "generation")
incomplete = refused(500, "Incomplete generation", "incomplete_generation")
no_model = refused(404, "The model `other` does not exist.", "NotFoundError")


def unauthorised(answer: Answer) -> None:
    answer.unauthorised()


def html(answer: Answer) -> None:
    answer.send(200, "text/html; charset=utf-8", PAGE)


def html_502(answer: Answer) -> None:
    answer.send(502, "text/html", PAGE)


def error_in_chat(answer: Answer) -> None:
    """The route of chats says 422 whatever happened."""
    answer.begin()
    answer.event({"error": {"message": "Model is overloaded", "http_status_code": 422}})
    answer.done()


def error_in_generate(answer: Answer) -> None:
    answer.begin()
    answer.event({"error": "Model is overloaded", "error_type": "overloaded"})
    answer.close()


def error_after_words(answer: Answer) -> None:
    """It had begun to speak."""
    answer.begin()
    answer.piece("I see")
    answer.event({"error": {"message": "Request failed during generation", "http_status_code": 422}})
    answer.done()


def half_a_line(answer: Answer) -> None:
    answer.begin()
    answer.piece("I see")
    answer.write(b'data: {"object":"chat.completion.chunk","id":"","choices":[{"ind')
    answer.close()


def cut(answer: Answer) -> None:
    """The stream ends in good order, and without a finish reason."""
    answer.begin()
    answer.piece("I see. Tha")
    answer.close()


def broken(answer: Answer) -> None:
    """The server dies in the middle."""
    answer.begin()
    answer.piece("I see. Tha")
    answer.hang_up()


def nothing(answer: Answer) -> None:
    """A stream without an event."""
    answer.begin()
    answer.close()


def hung_up(answer: Answer) -> None:
    """Not even a status."""
    answer.hang_up()


def silent(answer: Answer) -> None:
    """Headers, and then silence until the client leaves."""
    answer.begin()
    while answer.waits(1.0):
        pass


def silent_after_words(answer: Answer) -> None:
    answer.begin()
    answer.piece("I see. ")
    while answer.waits(1.0):
        pass


def endless(answer: Answer) -> None:
    """A token every 20 ms until the client leaves."""
    answer.begin()
    while answer.waits(ONE_TOKEN):
        answer.piece("on and ")
