"""A server that answers as Text Generation Inference does, without a model.

For what a real server does not do when asked to: errors, cuts, silence. A test says how the next requests
are answered (``shapes.py``); a request that TGI would refuse is refused whatever was said. With
``openai=True`` it is vLLM, which other servers resemble.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.model_server import shapes
from tests.model_server.answering import MODEL, VERSION, Answer, Asked, Gone

TOKENS_A_WORD = 1.4
USUAL_MOST_TOKENS = 1_024


class StandIn:
    """A context manager. ``requests`` have a body, in order; ``well`` is what ``/health`` tells."""

    def __init__(self, *, key: str = "", openai: bool = False, window: int = 4_096) -> None:
        self.key, self.openai, self.window = key, openai, window
        self.well = True
        self.usual: shapes.Shape = shapes.ok  # once nothing is in the queue
        self.requests: list[Asked] = []
        self.stopping = threading.Event()
        self._next: deque[shapes.Shape] = deque()

        class Handler(_Handler):
            standin = self

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def answers(self, *following: shapes.Shape) -> None:
        """The next requests get these, one each."""
        self._next.extend(following)

    def left(self, number: int = -1, *, seconds: float = 5.0) -> bool:
        """Whether the client of this request went away before its answer had ended; waits for that end."""
        asked = self.requests[number]
        assert asked.over.wait(seconds), "the request is still being answered"
        return asked.left

    def shape(self) -> shapes.Shape:
        try:
            return self._next.popleft()
        except IndexError:
            return self.usual

    def info(self) -> dict[str, Any]:
        return {
            "model_id": MODEL,
            "model_sha": None,
            "max_concurrent_requests": 128,
            "max_best_of": 2,
            "max_stop_sequences": 4,
            "max_input_tokens": self.window - 1,
            "max_total_tokens": self.window,
            "validation_workers": 2,
            "max_client_batch_size": 4,
            "router": "text-generation-router",
            "version": VERSION,
        }

    def models(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        if self.openai:
            entry |= {"owned_by": "vllm", "max_model_len": self.window}
        return {"object": "list", "data": [entry]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    standin: StandIn

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        server = self.standin
        answer = self._answer({})
        if self.path == "/health":
            if server.well:
                answer.send(200, "", b"")
            elif server.openai:
                answer.send(503, "", b"")
            else:
                answer.json(503, {"error": "unhealthy", "error_type": "healthcheck"})
        elif self.path == "/v1/models":
            if server.openai and not self._has_key():
                answer.unauthorised()
            else:
                answer.json(200, server.models())
        elif self.path == "/info" and not server.openai:
            answer.json(200, server.info())
        elif server.openai:
            answer.json(404, {"detail": "Not Found"})
        else:
            answer.send(404, "", b"")

    def do_POST(self) -> None:
        server = self.standin
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = self._answer(body)
        server.requests.append(answer.asked)
        try:
            if not self._has_key():
                answer.unauthorised()
            elif self.path != "/v1/chat/completions":
                answer.send(404, "", b"")
            elif not (_refused_by_vllm if server.openai else _refused_by_tgi)(answer, server.window):
                server.shape()(answer)
        except Gone:
            answer.asked.left = True
            self.close_connection = True
        finally:
            answer.asked.over.set()

    def _answer(self, body: dict[str, Any]) -> Answer:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, body)
        return Answer(self, asked, self.standin.stopping, openai=self.standin.openai)

    def _has_key(self) -> bool:
        key = self.standin.key
        return not key or self.headers.get("authorization") == f"Bearer {key}"


def _refused_by_tgi(answer: Answer, window: int) -> bool:
    """Whether TGI would take the request; if not, this has said so."""
    body = answer.asked.body
    form = body.get("response_format")
    if form is not None and (
        form.get("type") not in {"json", "json_object", "json_schema", "regex"} or "value" not in form
    ):
        said = (
            "Failed to deserialize the JSON body into the target type: response_format: missing field `value`"
        )
        answer.send(422, "text/plain; charset=utf-8", said.encode())
    elif problem := _roles_problem(body):
        answer.error(422, f"Template error: {problem}", "template_error")
    elif problem := _validation_problem(body, window):
        if body.get("stream"):
            answer.begin()
            answer.event(
                {"error": {"message": f"Input validation error: {problem}", "http_status_code": 422}}
            )
            answer.done()
        else:
            answer.error(422, f"Input validation error: {problem}", "validation")
    else:
        return False
    return True


def _validation_problem(body: dict[str, Any], window: int) -> str:
    top_p = body.get("top_p")
    if top_p is not None and not 0 < top_p < 1:
        return "`top_p` must be > 0.0 and < 1.0"
    form = body.get("response_format")
    if form and form["type"] != "regex" and "properties" not in form["value"]:
        return "Grammar must have a 'properties' field"
    inputs, new = _tokens(body)
    if inputs + new > window:
        return (
            f"`inputs` tokens + `max_new_tokens` must be <= {window}. "
            f"Given: {inputs} `inputs` tokens and {new} `max_new_tokens`"
        )
    return ""


def _refused_by_vllm(answer: Answer, window: int) -> bool:
    body = answer.asked.body
    form = body.get("response_format")
    inputs, new = _tokens(body)
    if body.get("model") != MODEL:
        answer.error(404, f"The model `{body.get('model')}` does not exist.", "NotFoundError")
    elif form is not None and not (
        form.get("type") == "json_schema" and "schema" in form.get("json_schema", {})
    ):
        answer.error(400, "response_format: json_schema: Field required", "BadRequestError")
    elif problem := _roles_problem(body):
        answer.error(400, problem, "BadRequestError")
    elif inputs + new > window:
        said = (
            f"This model's maximum context length is {window} tokens. However, you requested {inputs + new}"
        )
        answer.error(400, said, "BadRequestError")
    else:
        return False
    return True


def _roles_problem(body: dict[str, Any]) -> str:
    """What the template of Llama 2 chat says of the order of the messages."""
    roles = [message["role"] for message in body["messages"]]
    turns = roles[1:] if roles[:1] == ["system"] else roles
    if any((role == "user") != (place % 2 == 0) for place, role in enumerate(turns)) or "system" in turns:
        return "Conversation roles must alternate user/assistant/user/assistant/..."
    return ""


def _tokens(body: dict[str, Any]) -> tuple[int, int]:
    words = sum(len(message["content"].split()) for message in body["messages"])
    return int(words * TOKENS_A_WORD), body.get("max_tokens") or USUAL_MOST_TOKENS
