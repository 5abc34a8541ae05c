"""The ways into an account, and its own pages."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.pictures_stage import MOIRA, Stage

PASSWORD = "a long sentence 7"


def ways_in(stage: Stage) -> None:
    """Somebody at the forms, with slips; and links that do nothing."""
    with stage.visitor() as visitor:
        page, url = visitor.page, stage.server.url
        page.goto(f"{url}/sign-in/")
        _write(page, "Sign in", **{"E-mail": "nobody@example.com", "Password": "not the one 1"})
        stage.show(page, "sign-in-amiss")
        page.goto(f"{url}/sign-in/forgotten/")
        stage.show(page, "forgotten")
        page.goto(f"{url}/sign-up/")
        stage.show(page, "sign-up")
        _write(page, "Sign up", **{"E-mail": "anna", "Password": "12345"})
        stage.show(page, "sign-up-amiss")
        page.goto(f"{url}/sign-up/confirm/unknown/")
        stage.show(page, "link-unknown")
        page.goto(f"{url}/sign-in/closed/")
        stage.show(page, "account-closed")


def a_guest_stays(stage: Stage) -> None:
    """A guest keeps the first talk."""
    with stage.visitor() as visitor:
        page, url = visitor.page, stage.server.url
        page.goto(f"{url}/t/{MOIRA}/")
        page.get_by_role("button", name="Talk to Moira").first.click()
        page.wait_for_selector("#start:enabled")
        stage.had("guests_end")
        page.goto(url)
        stage.show(page, "home-keep")
        page.goto(f"{url}/sign-up/")
        _write(page, "Keep my talks", **{"E-mail": "guest@example.com", "Password": PASSWORD})
        stage.show(page, "check-mail")


def own_account(stage: Stage) -> None:
    with stage.learner("owner") as learner:
        page, url = learner.page, stage.server.url
        for name, path in {
            "account-address": "/account/e-mail/",
            "account-password": "/account/password/first/",
            "account-browsers": "/account/browsers/",
            "account-second-step": "/account/second-step/app/",
        }.items():
            page.goto(url + path)
            stage.show(page, name)


def _write(page: Page, button: str, **fields: str) -> None:
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()


ACCOUNT_WALKS = (ways_in, a_guest_stays, own_account)
