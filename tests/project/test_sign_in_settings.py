"""Who may sign in and up by setting, and what is said about a setting that is muddled."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from im4talkin import checks
from im4talkin.sign_in_settings import MFA_MODES, SIGNUP_MODES, mode_of
from im4talkin.social import KNOWN, social_of
from tests.project.test_checks import ids, only


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOOGLE", "OIDC"):
        monkeypatch.setenv(f"IM4TALKIN_SOCIAL_{name}_ID", "number")
        monkeypatch.setenv(f"IM4TALKIN_SOCIAL_{name}_SECRET", "secret-of-the-service")
    monkeypatch.setenv("IM4TALKIN_SOCIAL_OIDC_URL", "https://login.school.example")


def test_without_a_setting_no_other_service_is_there() -> None:
    social = social_of("")
    assert (social.names, social.apps, dict(social.providers), social.problems) == ((), (), {}, ())


def test_a_service_with_its_keys_is_ready(keys: None) -> None:
    social = social_of(" Google , oidc ")
    assert social.names == ("google", "oidc")
    assert social.problems == ()
    assert social.providers["google"]["APPS"][0]["client_id"] == "number"
    server = social.providers["openid_connect"]["APPS"][0]["settings"]["server_url"]
    assert server == "https://login.school.example"


@pytest.mark.parametrize("name", KNOWN)
def test_a_service_without_its_keys_is_left_out_and_named(name: str) -> None:
    social = social_of(name)
    assert social.names == ()
    assert len(social.problems) == 1
    assert f"IM4TALKIN_SOCIAL_{name.upper()}_ID" in social.problems[0]
    assert "_SECRET" in social.problems[0]


def test_half_a_service_is_named_without_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IM4TALKIN_SOCIAL_GOOGLE_SECRET", "secret-of-the-service")
    (problem,) = social_of("google").problems
    assert "IM4TALKIN_SOCIAL_GOOGLE_ID is not set" in problem
    assert "secret-of-the-service" not in problem


def test_an_address_that_is_none_is_named(keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IM4TALKIN_SOCIAL_OIDC_URL", "login.school.example")
    assert "is no address" in social_of("oidc").problems[0]


def test_one_muddled_service_does_not_take_the_others_away(keys: None) -> None:
    social = social_of("google,facebock,github")
    assert social.names == ("google",)
    assert len(social.problems) == 2
    assert "facebock" in social.problems[0]


@pytest.mark.parametrize("modes", [SIGNUP_MODES, MFA_MODES])
def test_a_mode_is_one_of_those_that_exist(modes: tuple[str, ...]) -> None:
    for mode in modes:
        assert mode_of("IM4TALKIN_X", f" {mode.upper()} ", modes, "safest") == (mode, ())
    mode, (problem,) = mode_of("IM4TALKIN_X", "maybe", modes, "safest")
    assert mode == "safest"
    assert "IM4TALKIN_X=maybe" in problem
    assert modes[0] in problem


@pytest.mark.parametrize(
    ("setting", "code"),
    [("SOCIAL_PROBLEMS", "E010"), ("SIGNUP_PROBLEMS", "E011"), ("MFA_PROBLEMS", "E012")],
)
def test_each_problem_has_an_id_and_a_remedy(settings: Any, setting: str, code: str) -> None:
    assert checks.sign_in_check(None) == []
    setattr(settings, setting, ("Something is muddled.",))
    assert only(checks.sign_in_check(None)).id == f"im4talkin.{code}"


@pytest.mark.parametrize(
    ("profile", "signup", "host", "told"),
    [
        ("server", "invite", "", True),
        ("server", "invite", "mail.example.com", False),
        ("server", "closed", "", False),
        ("embedded", "open", "", False),
    ],
)
def test_a_server_without_mail_is_told_that_nobody_can_confirm(
    settings: Any, profile: str, signup: str, host: str, told: bool
) -> None:
    settings.PROFILE, settings.SIGNUP, settings.EMAIL_HOST = profile, signup, host
    assert ids(checks.sign_in_check(None)) == (["im4talkin.W013"] if told else [])


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/sign-up/", "/sign-in/with/google/login/", "/account/linked/"]
)
def test_off_leaves_no_trace(db: None, client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert "Or come in with" not in page
    assert "google" not in page.lower()
