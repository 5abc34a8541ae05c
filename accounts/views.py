"""One-time links, signing out, and the page of choices."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.adapter import asked_first, landing
from accounts.doors import BACKEND, guest_step_aside
from accounts.forms import LearningForm
from accounts.interface import SESSION_KEY as LANGUAGE_KEY
from accounts.interface import language_known
from accounts.models import LearnerProfile, LevelFound, User
from accounts.privacy_views import consent_answer
from accounts.services import (
    SignInLinkProblem,
    language_choose,
    profile_of,
    sign_in_link_use,
)
from accounts.texts import page_text


@never_cache
@require_GET
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Use a one-time link up and go to the first page; no page ever shows the secret."""
    try:
        user = sign_in_link_use(token, _remote_address(request))
    except SignInLinkProblem as problem:
        context = {"problem": f"link.{problem.code}"}
        response = render(request, "account/link_problem.html", context, status=410)
    else:
        guest_step_aside(request)
        login(request, user, backend=BACKEND)
        response = asked_first(request, user, redirect(landing(user)))
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST signs out. GET asks first: a guest's talks cannot be opened again."""
    if request.method != "POST":
        if not request.user.is_authenticated:
            return redirect("home")
        return render(request, "accounts/sign_out.html")
    logout(request)
    return redirect("home")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """How somebody learns; POST answers one question about privacy, as the page of privacy does."""
    user = cast(User, request.user)
    if request.method == "POST":
        return consent_answer(request)
    return _choices_page(request, user, LearningForm(instance=profile_of(user)))


@require_POST
@login_required
def learning(request: HttpRequest) -> HttpResponse:
    """Keep how somebody learns. What cannot be kept is shown again as it was written, with what to do."""
    user = cast(User, request.user)
    form = LearningForm(request.POST, instance=profile_of(user))
    if not form.is_valid():
        return _choices_page(request, user, form, status=422)
    form.save()
    messages.success(request, _("Kept. Your next talk knows it."))
    return redirect("choices")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the interface's language: for the account, if there is one, and for this browser."""
    chosen = request.POST.get("language", "")
    if not language_known(chosen):
        return HttpResponseBadRequest(_("language: write en or ru"), content_type="text/plain; charset=utf-8")
    if isinstance(request.user, User):
        language_choose(request.user, chosen)
        request.session[LANGUAGE_KEY] = chosen
    response = redirect(_safe_next(request, otherwise="home"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _choices_page(request: HttpRequest, user: User, form: LearningForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "learned": form.learned_seconds,
        "level_help": _level_help(form.instance),
        "unkept": page_text("choices.unkept"),
    }
    return render(request, "accounts/choices.html", context, status=status)


def _level_help(profile: LearnerProfile) -> str:
    """How the level came to be known and when, and what can be done in a talk besides."""
    easier = _("You can say “easier” or “harder” in any talk, too.")
    if not profile.level_found or profile.level_found_at is None:
        return easier
    how = LevelFound(profile.level_found).label
    when = date_format(profile.level_found_at, "j F Y")
    known = f"{str(how)[:1].upper()}{str(how)[1:]}, {when}."
    return f"{known} {easier}"


def _safe_next(request: HttpRequest, otherwise: str = "choices") -> str:
    """``next`` where it leads to a page of ours."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return otherwise


def _remote_address(request: HttpRequest) -> str:
    """The other end's address; nothing where a proxy stands between, since then everyone is local."""
    if request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded"):
        return ""
    return str(request.META.get("REMOTE_ADDR", ""))
