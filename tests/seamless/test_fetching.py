"""``manage.py fetch_models`` brings a whole model, goes on where it stopped, and says what is in the way."""

from __future__ import annotations

import errno
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from huggingface_hub import file_download

from im4talkin.fetching import fetch as fetching
from im4talkin.fetching import hub
from im4talkin.fetching.published import SEAMLESS
from im4talkin.management.commands import fetch_models
from ml.seamless.folder import read_folder
from tests.seamless.hub_standin import COMMIT, HubStandIn
from tests.seamless.tiny import tiny_seamless

SHARD = "model-00002-of-00003.safetensors"
OTHER = "0" * 39 + "1"


@pytest.fixture(autouse=True)
def models(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SEAMLESS_MODEL", "HF_HUB_OFFLINE", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    settings.MODELS_DIR = tmp_path / "models"
    return settings.MODELS_DIR


@pytest.fixture
def standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubStandIn]:
    folder = tiny_seamless(2, tmp_path / "hub", hub_layout=True)
    (folder / "README.md").write_text("license: cc-by-nc-4.0")
    (folder / "seamlessM4T_v2_large.pt").write_bytes(bytes(1000))
    with HubStandIn(folder) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


def fetched(**options: Any) -> str:
    said = io.StringIO()
    call_command("fetch_models", tier="gpu", stdout=said, **{"yes": True, **options})
    return said.getvalue()


def refused(**options: Any) -> str:
    with pytest.raises(CommandError) as told:
        fetched(**options)
    return str(told.value)


def large(models: Path) -> Path:
    return models / "seamless-m4t-v2-large"


# ------------------------------------------------------------------ the way it should go


def test_a_whole_model_comes_with_what_it_needs_and_nothing_else(standin: HubStandIn, models: Path) -> None:
    said = fetched()
    assert read_folder(large(models)).version == 2
    names = {file.name for file in large(models).iterdir()}
    assert names == {file.name for file in standin.folder.iterdir()} - {"seamlessM4T_v2_large.pt"} | {
        "im4talkin.json"
    }
    for name in names - {"im4talkin.json"}:
        assert (large(models) / name).read_bytes() == (standin.folder / name).read_bytes()
    assert "CC BY-NC 4.0" in said
    assert "Next: put IM4TALKIN_ENGINES=gpu into .env" in said
    note = json.loads((large(models) / "im4talkin.json").read_text())
    assert note == {"repository": "facebook/seamless-m4t-v2-large", "commit": COMMIT}


def test_a_model_that_is_whole_is_not_fetched_again(standin: HubStandIn) -> None:
    fetched()
    standin.status = 500
    assert "is here already" in fetched()


def test_the_medium_model_takes_todays_version_and_keeps_to_it(standin: HubStandIn, models: Path) -> None:
    tiny_seamless(1, standin.folder, hub_layout=True)
    standin.commit = OTHER
    said = fetched(model="medium")
    folder = models / "hf-seamless-m4t-medium"
    assert "SEAMLESS_MODEL=medium" in said
    assert json.loads((folder / "im4talkin.json").read_text())["commit"] == OTHER
    (folder / "config.json").unlink()
    fetched(model="medium")
    assert standin.revisions == ["main", OTHER]


def test_the_environment_names_the_model(
    standin: HubStandIn, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAMLESS_MODEL", "medium")
    fetched()
    assert (models / "hf-seamless-m4t-medium").is_dir()


def test_files_of_another_version_are_thrown_away(standin: HubStandIn, models: Path) -> None:
    fetched()
    note = {"repository": SEAMLESS["large"].repository, "commit": OTHER}
    (large(models) / "im4talkin.json").write_text(json.dumps(note))
    (large(models) / SHARD).write_bytes(bytes((standin.folder / SHARD).stat().st_size))
    fetched()
    assert (large(models) / SHARD).read_bytes() == (standin.folder / SHARD).read_bytes()


# ------------------------------------------------------------------ interrupted


def test_an_interrupted_run_goes_on_in_the_middle_of_a_file(
    standin: HubStandIn, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_download.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(file_download.constants, "DOWNLOAD_CHUNK_SIZE", 1000)
    standin.cut[SHARD] = 100_000
    assert "goes on where it stopped" in refused()
    partial = large(models) / f"{SHARD}.incomplete"
    got = partial.stat().st_size
    assert 0 < got <= 100_000
    standin.cut.clear()
    standin.status = 0
    standin.asked.clear()
    fetched()
    assert {(asked.name, asked.start) for asked in standin.asked} >= {(SHARD, got)}
    assert "model-00001-of-00003.safetensors" not in {asked.name for asked in standin.asked}
    assert (large(models) / SHARD).read_bytes() == (standin.folder / SHARD).read_bytes()
    assert not list(large(models).glob("*.incomplete"))


def test_what_an_interrupted_run_has_brought_needs_no_room(standin: HubStandIn, models: Path) -> None:
    listing = hub.listing_of(SEAMLESS["large"], COMMIT)
    large(models).mkdir(parents=True)
    whole = hub.missing_bytes(listing, large(models))
    assert whole == sum(file.size for file in listing.files)
    (large(models) / f"{SHARD}.incomplete").write_bytes(bytes(1000))
    assert hub.missing_bytes(listing, large(models)) == whole - 1000


def test_who_stops_it_is_told_how_to_go_on(standin: HubStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "file_fetch", stopped)
    assert "Run the same command again" in refused()


@pytest.mark.parametrize("name", [SHARD, "config.json"])
def test_what_came_damaged_is_thrown_away_and_said(name: str, standin: HubStandIn, models: Path) -> None:
    standin.spoilt = {name}
    assert f"{name} came damaged" in refused()
    assert not (large(models) / name).exists()
    assert not (large(models) / f"{name}.incomplete").exists()
    standin.spoilt = set()
    fetched()


def test_two_runs_do_not_write_into_one_file(standin: HubStandIn, models: Path) -> None:
    with fetching._alone(large(models)):
        assert "at work" in refused()


# ------------------------------------------------------------------ the licence


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: answer)


@pytest.mark.parametrize("answer", ["no", "", "perhaps"])
def test_without_a_yes_nothing_is_fetched(
    answer: str, standin: HubStandIn, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(monkeypatch, answer)
    assert refused(yes=False) == "Nothing was fetched."
    assert standin.revisions == []
    assert not models.exists()


@pytest.mark.parametrize("answer", ["yes", " Y ", "да"])
def test_with_a_yes_it_is(answer: str, standin: HubStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch, answer)
    assert "is here" in fetched(yes=False)


def test_a_script_has_to_say_yes_itself(standin: HubStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert "--yes" in refused(yes=False)
    assert standin.revisions == []


# ------------------------------------------------------------------ in the way


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
