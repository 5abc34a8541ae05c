"""``manage.py fetch_models`` brings a whole model, goes on where it stopped, and says what is in the way."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from huggingface_hub import file_download

from im4talkin.fetching import fetch as fetching
from im4talkin.fetching import hub
from im4talkin.fetching.published import SEAMLESS
from ml.seamless.folder import read_folder
from tests.seamless.fetching import fetched, large, refused
from tests.seamless.hub_standin import COMMIT, HubStandIn
from tests.seamless.tiny import tiny_seamless

SHARD = "model-00002-of-00003.safetensors"
OTHER = "0" * 39 + "1"

pytestmark = pytest.mark.usefixtures("models")


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
    assert f"{SHARD} (6 of 12, 0.00 GB)" in said
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
