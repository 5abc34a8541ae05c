"""Why a model could not be fetched, in plain words with what to do."""

from __future__ import annotations

import errno

AGAIN = "Run the same command again: it goes on where it stopped."


class FetchProblem(Exception):
    """What went wrong, as a sentence for the operator."""


def told(error: Exception, endpoint: str, repository: str) -> str:
    """The sentence for an error of huggingface_hub, of its network library or of the disk."""
    import httpx2
    from huggingface_hub.errors import FileMetadataError, HfHubHTTPError

    if isinstance(error, HfHubHTTPError):
        return _refused(error.response.status_code, endpoint, repository)
    if isinstance(error, httpx2.ProxyError):
        return f"The proxy lets nothing through to {endpoint}: look at HTTPS_PROXY. {AGAIN}"
    if isinstance(error, httpx2.HTTPError):
        return (
            f"{endpoint} does not answer, or the connection broke ({type(error).__name__}): is this machine "
            f"on the internet? Behind a proxy set HTTPS_PROXY; for a mirror set HF_ENDPOINT. {AGAIN} Or copy "
            "the model's folder from a machine that has it."
        )
    if isinstance(error, FileMetadataError | ValueError | AssertionError | KeyError | TypeError):
        return (
            f"What answers at {endpoint} is not the hub (the page of a proxy or of a hotel's network?): look "
            f"at HTTPS_PROXY and HF_ENDPOINT. {AGAIN}"
        )
    if isinstance(error, OSError):
        return _disk(error)
    return f"The model could not be fetched ({type(error).__name__}). {AGAIN}"


def _refused(status: int, endpoint: str, repository: str) -> str:
    if status in (401, 403):
        return (
            f"{endpoint} refuses {repository} ({status}): it wants a key, or somebody between blocks it. Set "
            "HF_TOKEN to a key of the hub's, or unset one that is no longer valid."
        )
    if status == 404:
        return (
            f"{endpoint} does not have {repository}, or not in this version (404): is HF_ENDPOINT a whole "
            "mirror? Delete im4talkin.json in the model's folder to take the newest version."
        )
    if status == 429:
        return f"{endpoint} has had too many requests from here (429): wait some minutes. {AGAIN}"
    return f"{endpoint} has trouble of its own ({status}): wait a while. {AGAIN}"


def _disk(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: make room, or set IM4TALKIN_MODELS to a folder on another. {AGAIN}"
    if error.errno is None:  # huggingface_hub: the size is another than was promised
        return f"A file came cut short. {AGAIN}"
    return (
        f"The model's folder cannot be written to ({error.strerror}): give yourself the right, or set "
        "IM4TALKIN_MODELS to another folder."
    )
