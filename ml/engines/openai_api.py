"""A chat model behind a server of OpenAI's shape: vLLM, llama.cpp, Ollama, SGLang. Through ``openai``.

These servers want another form of JSON schema than TGI (``response_format``), list their models under
``/v1/models`` and have no ``/info``. TGI itself is in maintenance mode since December 2025; whoever begins
today takes one of these (docs/engines.md).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import cached_property
from typing import Any

from ml.chat import Health
from ml.engines.chat_client import ChatClient, Piece, error_of_status
from ml.errors import EngineError
from ml.free.partner import FreePartner

HEALTH_SECONDS = 2.0
TEMPERATURE = 0.6
TOP_P = 0.9
NO_KEY = "none"  # the library demands one, these servers ignore it


class OpenAiModel(ChatClient):
    """A ChatModel on a server of OpenAI's shape. Without a ``name`` the server's first model is asked."""

    def load(self) -> None:
        try:
            import openai  # noqa: F401
        except ImportError as error:
            raise EngineError(
                "engine.missing", "openai is not installed: pip install -r requirements-llm.txt"
            ) from error

    @cached_property
    def _client(self) -> Any:
        from openai import OpenAI

        # Its own retries would run after the first token's time is over.
        return OpenAI(base_url=f"{self.url}/v1", api_key=self._key or NO_KEY, max_retries=0)

    def _request(
        self,
        messages: list[dict[str, str]],
        *,
        most_tokens: int,
        seconds: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[Piece, None, None]:
        shape: dict[str, Any] = {"temperature": TEMPERATURE, "top_p": TOP_P}
        if schema is not None:
            named = {"name": "answer", "schema": dict(schema), "strict": True}
            shape = {"temperature": 0, "response_format": {"type": "json_schema", "json_schema": named}}
        chunks = self._client.chat.completions.create(
            model=self.name or self._first_model(),
            messages=messages,
            max_tokens=most_tokens,
            stream=True,
            timeout=seconds,
            **shape,
        )
        try:
            for chunk in chunks:
                for choice in chunk.choices or ():
                    yield Piece((choice.delta.content if choice.delta else None) or "", choice.finish_reason)
        finally:
            chunks.close()

    def _first_model(self) -> str:
        """The server's first model, kept: it is asked for with each request."""
        found = self._models()
        if not found:
            raise EngineError("model.name", "the server lists no model; set LLM_MODEL")
        self.name = found[0]
        return self.name

    def _models(self) -> list[str]:
        return [str(model.id) for model in self._client.models.list(timeout=HEALTH_SECONDS).data or ()]

    def _error(self, error: Exception) -> EngineError | None:
        import httpx2
        import openai

        match error:
            case openai.APITimeoutError() | httpx2.TimeoutException():
                return EngineError("model.slow", type(error).__name__, retryable=True)
            case openai.APIConnectionError() | httpx2.TransportError() | ConnectionError():
                return EngineError("model.unreachable", type(error).__name__, retryable=True)
            case openai.APIStatusError():
                return error_of_status(error.status_code, _kind(error), error.message)
            case openai.APIError():  # inside a stream of status 200, or no JSON where some was due
                return error_of_status(_status_within(error), _kind(error), error.message)
            case httpx2.HTTPError() | httpx2.StreamError() | httpx2.InvalidURL():
                return EngineError("model.garbled", type(error).__name__)
            case ValueError() | TypeError() | AttributeError() | KeyError():
                return EngineError("model.garbled", type(error).__name__)
        return None

    def health(self) -> Health:
        """From ``/v1/models``, which also refuses a wrong key."""
        self.load()
        try:
            known = self._models()
        except Exception as error:
            if self._error(error) is None:
                raise
            return Health(well=False)
        name = self.name or (known[0] if known else "")
        return Health(well=not name or not known or name in known, model=name)


def _kind(error: Any) -> str:
    """``error_type`` (TGI's) or ``type`` of an error's body."""
    body = error.body if isinstance(error.body, dict) else {}
    return str(body.get("error_type") or body.get("type") or "")


def _status_within(error: Any) -> int:
    body = error.body if isinstance(error.body, dict) else {}
    status = body.get("http_status_code") or body.get("code")
    return status if isinstance(status, int) else 500


class OpenAiPartner(FreePartner):
    """Role: Partner. Plays the scenario with a model on vLLM, llama.cpp, Ollama, ..."""

    client = OpenAiModel
