"""The page of privacy: what somebody agreed to, what is kept, a copy of it, its end, and receipts."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from math import ceil
from typing import IO, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import privacy
from accounts.export import PIECE, export_write
from accounts.guards import ConsentNotTheirs
from accounts.interface import here
from accounts.limits import person_allowed, seconds_until_next_hour
from accounts.models import Receipt, User
from accounts.purposes import PURPOSES
from accounts.receipts import erasure_begin, receipt_carry_out
from accounts.selectors import consents_for, consents_of
from accounts.services import ConsentStale, consent_set
from accounts.texts import TEXTS, PageText, page_text

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
EXPORTS_AN_HOUR, TRIES_AN_HOUR = 3, 10
CHANGED, GUARDIAN = TEXTS["consent.changed"], TEXTS["consent.guardian"]
PASSWORD, UNSURE = TEXTS["privacy.password"], TEXTS["erase.unsure"]
ASIDE = 5 * 1024 * 1024  # bytes of an export before it goes to a file


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def privacy_page(request: HttpRequest) -> HttpResponse:
    """All of it; POST answers one question."""
    if request.method == "POST":
        return consent_answer(request)
    return _page(request)


def consent_answer(request: HttpRequest) -> HttpResponse:
    """Record a yes or a no. A yes names the version of the text it is about (``version``): where that is
    not today's, nothing is recorded and the question is asked again."""
    user = cast(User, request.user)
    purpose, give = request.POST.get("purpose", ""), request.POST.get("give", "").lower()
    if purpose not in {state.purpose for state in consents_for(user)}:
        raise Http404("no such purpose")
    if give not in YES | NO:
        return HttpResponseBadRequest(_("give: write 1 or 0"), content_type="text/plain; charset=utf-8")
    shown = request.POST.get("version", "")
    try:
        receipt = consent_set(user, purpose, give in YES, int(shown) if shown.isdecimal() else 0)
    except ConsentStale:
        return _page(request, CHANGED, status=409)
    except ConsentNotTheirs:
        return _page(request, GUARDIAN, status=409)
    if receipt is not None:
        told = (
            _("Taken back. The receipt is %(number)s.")
            if receipt.done_at
            else _("Taken back. What hangs on it is being deleted; the receipt is %(number)s.")
        )
        messages.success(request, told % {"number": receipt.number})
    return redirect(_safe_next(request))


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """A ZIP of everything, made anew each time and kept nowhere."""
    user = cast(User, request.user)
    if (problem := _unconfirmed(request, user)) is not None:
        return _page(request, problem, status=422)
    if not person_allowed("export", user.pk, EXPORTS_AN_HOUR):
        often = page_text("export.often", minutes=_minutes())
        return _page(request, often, status=429)
    # In the data folder and without a name: it is gone when it is closed, whatever happens.
    file = tempfile.SpooledTemporaryFile(max_size=ASIDE, dir=str(settings.DATA_DIR))  # noqa: SIM115
    export_write(user, file)
    size = file.tell()
    file.seek(0)
    name = f"im4talkin-{timezone.now():%Y-%m-%d}.zip"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size),
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(_pieces(file), content_type="application/zip", headers=headers)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """The file piece by piece: a year of recordings must not lie in memory."""
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Everything of somebody, after they said so twice and proved that it is them."""
    user = cast(User, request.user)
    if request.method != "POST":
        return _erase_page(request)
    if "sure" not in request.POST:
        return _erase_page(request, UNSURE, status=422)
    if (problem := _unconfirmed(request, user)) is not None:
        return _erase_page(request, problem, status=422)
    receipt = erasure_begin(user)
    logout(request)
    receipt_carry_out(receipt)
    return redirect("privacy-receipt", number=receipt.number)


@never_cache
@require_safe
def receipt_page(request: HttpRequest, number: str) -> HttpResponse:
    receipt = _receipt(request, number)
    return render(request, "accounts/receipt.html", {"receipt": receipt, "lines": _lines(receipt)})


@never_cache
@require_safe
def receipt_text(request: HttpRequest, number: str) -> HttpResponse:
    """The same, to keep."""
    receipt = _receipt(request, number)
    context = {"receipt": receipt, "lines": _lines(receipt)}
    response = render(request, "accounts/receipt.txt", context, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="im4talkin-{receipt.number}.txt"'
    return response


def _receipt(request: HttpRequest, number: str) -> Receipt:
    """Whoever has the number of an erasure may see it: nobody else is left to ask. A receipt of somebody
    who is still here is theirs only."""
    receipt: Receipt | None = Receipt.objects.filter(number=number).first()
    open_to_all = receipt is not None and (receipt.user_id is None or receipt.kind == Receipt.Kind.ERASED)
    if receipt is None or not (open_to_all or receipt.user_id == request.user.pk):
        raise Http404("no such receipt")
    return receipt


def _lines(receipt: Receipt) -> list[tuple[str, int]]:
    return [(privacy.kept_title(name), count) for name, count in receipt.counts.items()]


def _page(request: HttpRequest, problem: PageText | None = None, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    parts = [(kept, privacy.held(kept, user)) for kept in privacy.all_kept()]
    context = {
        "purposes": consents_for(user),
        "answers": [(each, here(PURPOSES.get(each.purpose))) for each in consents_of(user)],
        "parts": [
            {"title": kept.title or kept.name, "how_long": kept.how_long, "held": held}
            for kept, held in parts
            if held
        ],
        "seen": privacy.seen(user),
        "receipts": Receipt.objects.filter(user=user),
        "asks_password": user.has_usable_password(),
        "problem": here(problem),
        "amiss": problem is PASSWORD,
    }
    return render(request, "accounts/privacy.html", context, status=status)


def _erase_page(request: HttpRequest, problem: PageText | None = None, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "asks_password": user.has_usable_password(),
        "problem": here(problem),
        "amiss": problem is PASSWORD,
        "unsure": problem is UNSURE,
        "sure": "sure" in request.POST,
    }
    return render(request, "accounts/erase.html", context, status=status)


def _minutes() -> int:
    return ceil(seconds_until_next_hour() / 60)


def _unconfirmed(request: HttpRequest, user: User) -> PageText | None:
    """What is in the way; None where it is them, as far as can be known."""
    if not user.has_usable_password():
        return None
    if not person_allowed("confirm", user.pk, TRIES_AN_HOUR):
        return page_text("privacy.tries", minutes=_minutes())
    return None if user.check_password(request.POST.get("password", "")) else PASSWORD


def _safe_next(request: HttpRequest) -> str:
    """``next`` where it leads to a page of ours, else the page of privacy."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return "privacy"
