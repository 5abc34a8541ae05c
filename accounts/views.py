"""Signing in and out, and the page of privacy choices."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.purposes import PURPOSES
from accounts.selectors import consents_for
from accounts.services import SignInLinkProblem, consent_set, sign_in_link_use

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Says where a sign-in link comes from."""
    if request.user.is_authenticated:
        return redirect(_landing(request.user))
    return render(request, "accounts/sign_in.html", {"problem": None})


@never_cache
@require_GET
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Use a one-time link up and go to the first page; no page ever shows the secret."""
    try:
        user = sign_in_link_use(token, _remote_address(request))
    except SignInLinkProblem as problem:
        response = render(request, "accounts/sign_in.html", {"problem": problem.code}, status=410)
    else:
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        response = redirect(_landing(user))
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """What the learner agreed to, each with its own yes or no."""
    user = cast(User, request.user)
    if request.method == "GET":
        return render(request, "accounts/choices.html", {"purposes": consents_for(user)})
    purpose, give = request.POST.get("purpose", ""), request.POST.get("give", "").lower()
    if purpose not in PURPOSES:
        raise Http404("no such purpose")
    if give not in YES | NO:
        return HttpResponseBadRequest("give: write 1 or 0", content_type="text/plain")
    consent_set(user, purpose, give in YES)
    return redirect(_safe_next(request))


def _landing(user: User) -> str:
    return "admin:index" if user.is_staff else "home"


def _safe_next(request: HttpRequest) -> str:
    """``next`` where it leads to a page of ours, else the page of choices."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return "choices"


def _remote_address(request: HttpRequest) -> str:
    """The other end's address; nothing where a proxy stands between, since then everyone is local."""
    if request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded"):
        return ""
    return str(request.META.get("REMOTE_ADDR", ""))
