"""An account's own pages: where one is signed in, and what a guest leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    EmailView,
    PasswordChangeView,
    PasswordResetView,
    PasswordSetView,
    ReauthenticateView,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.adapter import landing
from accounts.doors import guest_forget, guest_left
from accounts.joining import belongings_count
from accounts.models import User
from accounts.selectors import browsers_of
from accounts.services import guest_join, session_end, sessions_end
from accounts.sign_in_views import Amiss

View = Callable[..., HttpResponseBase]


def account_only(view: View) -> View:
    """For accounts; a guest is shown how to have one."""

    @never_cache
    @login_required
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if cast(User, request.user).is_guest:
            return redirect("sign-up")
        return view(request, *args, **kwargs)

    return answer


def second_step_page(view: View) -> View:
    """A page about the second step, where this server has one."""

    @account_only
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.MFA == "off":
            raise Http404("no second step here")
        return view(request, *args, **kwargs)

    return answer


class Address(Amiss, EmailView):  # type: ignore[misc]
    """The address; a new one counts when it is confirmed."""


class Password(Amiss, PasswordChangeView):  # type: ignore[misc]
    success_url = reverse_lazy("choices")

    def get_default_success_url(self) -> str:
        return str(self.success_url)


class FirstPassword(Amiss, PasswordSetView):  # type: ignore[misc]
    success_url = reverse_lazy("choices")

    def get_default_success_url(self) -> str:
        return str(self.success_url)


class Forgotten(Amiss, PasswordResetView):  # type: ignore[misc]
    """Asks for a mail; the page says the same about every address."""


class Again(Amiss, ReauthenticateView):  # type: ignore[misc]
    """The password once more, before something that matters."""


@never_cache
@require_safe
@login_required
def browsers(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in."""
    listed = browsers_of(cast(User, request.user), request.session.session_key or "")
    return render(request, "account/browsers.html", {"browsers": listed})


@require_POST
@login_required
def browser_end(request: HttpRequest) -> HttpResponse:
    """Sign out in one other browser."""
    if session_end(cast(User, request.user), request.POST.get("browser", "")):
        messages.success(request, gettext("Signed out there."))
    else:
        messages.info(request, gettext("You were not signed in there any more."))
    return redirect("browsers")


@require_POST
@login_required
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End the learner's sessions in every other browser."""
    ended = sessions_end(cast(User, request.user), keep=request.session.session_key or "")
    said = ngettext("Signed out in one other place.", "Signed out in %(count)d other places.", ended)
    messages.success(request, said % {"count": ended} if ended else gettext("You were signed in only here."))
    return redirect("browsers")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def bring_along(request: HttpRequest) -> HttpResponse:
    """Asked once, after a guest has signed in: whether their talks come along."""
    user, guest = cast(User, request.user), guest_left(request)
    onward = get_next_redirect_url(request) or landing(user)
    if guest is None or guest.pk == user.pk:
        guest_forget(request)
        return redirect(onward)
    if request.method == "POST":
        if request.POST.get("answer") == "yes":
            guest_join(guest, user)
            messages.success(request, gettext("Your talks came along."))
        guest_forget(request)
        return redirect(onward)
    context = {"talks": belongings_count(guest), "next": get_next_redirect_url(request) or ""}
    return render(request, "account/bring_along.html", context)
