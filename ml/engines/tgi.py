"""Llama 2 on Text Generation Inference, through ``huggingface_hub``.

Facts of the server: github.com/huggingface/text-generation-inference, router/src/server.rs (v3.3). Errors
after the first byte come inside a stream of status 200, and a stream that is cut ends without a word: only
the finish reason tells that an answer is whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Mapping
from functools import cache
from typing import Any

from ml.chat import Health
from ml.engines.chat_client import ChatClient, Piece, error_of_status
from ml.errors import EngineError
from ml.free.partner import FreePartner

USUAL_NAME = "tgi"  # any other name would be taken for a LoRA adapter's
HEALTH_SECONDS = 2.0
NO_KEY = "none"  # without one the library would send the key of the hub, which is nobody's business here
TEMPERATURE = 0.6
TOP_P = 0.9  # strictly below 1


class TgiModel(ChatClient):
    """A ChatModel on a TGI server."""

    def load(self) -> None:
        try:
            from huggingface_hub import constants
        except ImportError as error:
            raise EngineError(
                "engine.missing", "huggingface-hub is not installed: pip install -r requirements-llm.txt"
            ) from error
        constants.HF_HUB_DISABLE_TELEMETRY = True  # else its first request goes to huggingface.co, and waits
        if constants.HF_HUB_OFFLINE:
            raise EngineError(
                "engine.missing",
                "HF_HUB_OFFLINE lets huggingface_hub ask no server, not even this: unset it",
            )

    def _request(
        self,
        messages: list[dict[str, str]],
        *,
        most_tokens: int,
        seconds: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[Piece, None, None]:
        from huggingface_hub import InferenceClient

        shape: dict[str, Any] = {"temperature": TEMPERATURE, "top_p": TOP_P}
        if schema is not None:  # the library passes TGI's own form on as it is
            shape = {"temperature": 0.01, "response_format": {"type": "json_object", "value": dict(schema)}}
        # One a request: closing it is how an answer is given up. Connections are shared beneath.
        client = InferenceClient(base_url=self.url, api_key=self._key or NO_KEY, timeout=seconds)
        try:
            chunks = client.chat_completion(
                messages, model=self.name or USUAL_NAME, max_tokens=most_tokens, stream=True, **shape
            )
            for chunk in chunks:
                for choice in chunk.choices or ():
                    yield Piece(choice.delta.content or "", choice.finish_reason)
        finally:
            client.exit_stack.close()

    def _error(self, error: Exception) -> EngineError | None:
        found: EngineError | None = _errors()(error)
        return found

    def health(self) -> Health:
        """From ``/health`` and ``/info``; a server without ``/info`` is well all the same."""
        self.load()
        import httpx2
        from huggingface_hub.utils._http import get_session

        headers = {"authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            answer = get_session().get(f"{self.url}/health", headers=headers, timeout=HEALTH_SECONDS)
            if answer.status_code != 200:
                return Health(well=False)
            told = get_session().get(f"{self.url}/info", headers=headers, timeout=HEALTH_SECONDS)
            info = told.json() if told.status_code == 200 else {}
        except (httpx2.HTTPError, OSError):
            return Health(well=False)
        except ValueError:  # not JSON
            info = {}
        return health_of(info)


def health_of(info: object) -> Health:
    """TGI's ``/info``, or what came in its place."""
    known = info if isinstance(info, dict) else {}
    window = known.get("max_total_tokens")
    return Health(
        well=True,
        model=str(known.get("model_id") or ""),
        window=window if isinstance(window, int) else 0,
        version=str(known.get("version") or ""),
    )


@cache
def _errors() -> Any:
    """What the library's errors mean; it is imported with the first request only."""
    import httpx2
    from huggingface_hub import errors

    in_stream = {
        errors.OverloadedError: (429, "overloaded"),
        errors.ValidationError: (422, "validation"),
        errors.GenerationError: (424, "generation"),
        errors.IncompleteGenerationError: (500, "incomplete_generation"),
    }

    def meaning(error: Exception) -> EngineError | None:
        for kind, (status, name) in in_stream.items():
            if isinstance(error, kind):
                return error_of_status(status, name, "")
        match error:
            case errors.TextGenerationError():
                return error_of_status(500, "", str(error))
            case errors.InferenceTimeoutError() | httpx2.TimeoutException():
                return EngineError("model.slow", type(error).__name__, retryable=True)
            case errors.HfHubHTTPError():
                return error_of_status(error.response.status_code, *_told(error.response))
            case httpx2.TransportError() | ConnectionError():
                return EngineError("model.unreachable", type(error).__name__, retryable=True)
            case errors.OfflineModeIsEnabled():
                return EngineError("engine.missing", "HF_HUB_OFFLINE is set: unset it")
            case httpx2.HTTPError() | httpx2.StreamError() | httpx2.InvalidURL():
                return EngineError("model.garbled", type(error).__name__)
            case ValueError() | TypeError() | AttributeError() | KeyError():  # no chat completion
                return EngineError("model.garbled", type(error).__name__)
        return None

    return meaning


def _told(response: Any) -> tuple[str, str]:
    """``error_type`` and message of an answer, as far as it has them."""
    try:
        body = json.loads(response.text)
    except Exception:  # not read, not text, not JSON: the status has to say it all
        return "", ""
    error = body.get("error") if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    kind = body.get("error_type") if isinstance(body, dict) else None
    return str(kind or ""), str(message or "")


class TgiPartner(FreePartner):
    """Role: Partner. Plays the scenario with a model on TGI."""

    client = TgiModel


def offline_asked() -> bool:
    """Whether this process is told to stay off the hub, which would keep it from its own model server."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}
