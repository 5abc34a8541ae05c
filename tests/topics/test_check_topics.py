from __future__ import annotations

from io import StringIO

import pytest
import yaml
from django.core.management import call_command


def test_the_catalogue_is_in_order():
    out = StringIO()
    call_command("check_topics", stdout=out)
    assert "topics are in order" in out.getvalue()


def test_problems_are_printed_in_sentences_with_exit_code_one(tmp_path, document):
    document["beats"][2]["replies"][0]["say"] = "I'd look at my notes and then at the window."
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    told = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_topics", str(file), stderr=told)
    assert stopped.value.code == 1
    assert "mine.yaml: beats › blank › replies › short: `say` has 10 words. Cut to 9." in told.getvalue()
