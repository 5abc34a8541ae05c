"""What is in the way of ``manage.py fetch_models`` is said in plain words, before anything is spoilt."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from huggingface_hub import file_download

from im4talkin.fetching import fetch as fetching
from im4talkin.fetching import hub
from im4talkin.management.commands import fetch_models
from tests.seamless.fetching import large, refused
from tests.seamless.hub_standin import HubStandIn

OTHER = "0" * 39 + "1"

pytestmark = pytest.mark.usefixtures("models")


@pytest.mark.parametrize("tier", ["embedded", "instant", "huge"])
def test_another_tier_needs_nothing(tier: str) -> None:
    with pytest.raises(CommandError, match=f"{tier} needs no models"):
        call_command("fetch_models", tier=tier)


def test_a_model_that_is_unknown_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAMLESS_MODEL", "small")
    assert "write large or medium" in refused()
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("fetch_models", "--tier", "gpu", "--model", "small")


def test_a_disk_that_is_too_small_is_said_in_gigabytes_before(
    standin: HubStandIn, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 500_000_000}))
    told = refused()
    assert "needs 1.0 GB more" in told
    assert "0.5 GB are free" in told
    assert standin.asked == []


def test_a_disk_that_fills_meanwhile_is_said(standin: HubStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(file_download, "http_get", full)
    told = refused()
    assert "disk is full" in told
    assert "goes on where it stopped" in told


def test_a_folder_that_may_not_be_written_to_is_said(
    standin: HubStandIn, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.write_text("a file, not a folder")
    assert "IM4TALKIN_MODELS" in refused()


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "HF_TOKEN"), (403, "HF_TOKEN"), (404, "does not have"), (500, "trouble of its own (500)")],
)
def test_what_the_hub_refuses_is_said(status: int, words: str, standin: HubStandIn) -> None:
    standin.status = status
    assert words in refused()


def test_the_page_of_a_proxy_is_known_for_none_of_the_hubs(standin: HubStandIn) -> None:
    standin.page = True
    assert "is not the hub" in refused()


def test_a_proxy_that_comes_between_later_spoils_nothing(
    standin: HubStandIn, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing_of = hub.listing_of

    def listed(*args: Any) -> hub.Listing:
        found = listing_of(*args)
        standin.page = True
        return found

    monkeypatch.setattr(fetching, "listing_of", listed)
    assert "is not the hub" in refused()
    assert {file.name for file in large(models).iterdir()} == {"im4talkin.json"}


def test_another_version_than_was_asked_for_is_refused(standin: HubStandIn) -> None:
    standin.commit = OTHER
    assert "another version" in refused()


def test_no_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    told = refused()
    assert "http://127.0.0.1:9 does not answer" in told
    assert "HTTPS_PROXY" in told


def test_offline_by_its_variable_is_said_before_anything(
    standin: HubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE is set" in refused()
    assert standin.revisions == []


def test_without_its_package_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_models, "find_spec", lambda name: None)
    assert "requirements-gpu.txt" in refused()


def test_a_repository_that_lacks_a_file_is_no_whole_model(standin: HubStandIn) -> None:
    (standin.folder / "sentencepiece.bpe.model").unlink()
    assert "tokenizer is missing" in refused()
