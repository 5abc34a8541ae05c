"""Coming in: by address and password, by an invitation, by a mail's link; and going."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress, Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, PasswordResetFromKeyView
from allauth.core.internal.httpkit import add_query_params
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic.edit import FormView

from accounts.adapter import INVITE, invite_in, landing
from accounts.arriving import HOME, arrival
from accounts.doors import guest_return, guest_step_aside, is_account
from accounts.invites import InviteProblem, invite_of
from accounts.models import User
from accounts.sign_in_forms import SignUpForm
from accounts.sign_up import ConfirmProblem, address_confirm, address_of_key, sign_up_begin

UNPROCESSABLE = 422
STATUS = {"unknown": 404, "expired": 410, "used": 410, "taken": 409, "foreign": 403}
secret_fields = sensitive_post_parameters("password", "password1", "oldpassword")


class Amiss:
    """Mixed into a view with a form: what cannot be kept comes back as such."""

    def form_invalid(self, form: Any) -> HttpResponse:
        view = cast(Any, self)
        response: HttpResponse = view.render_to_response(
            view.get_context_data(form=form), status=UNPROCESSABLE
        )
        return response


@method_decorator(never_cache, name="dispatch")
class SignIn(Amiss, LoginView):  # type: ignore[misc]
    """A guest who signs in steps aside only when the password is right."""

    template_name = "account/login.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_account(request.user):
            return redirect(get_next_redirect_url(request) or landing(request.user))
        return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.user.is_authenticated:
            guest_step_aside(self.request)
        return cast(HttpResponse, super().form_valid(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "problem": "",
            "guests": settings.GUESTS,
            "links": settings.PROFILE == "embedded",  # the start of such a server prints one
        }


@method_decorator([never_cache, rate_limit(action="signup"), secret_fields], name="dispatch")
class SignUp(Amiss, FormView):  # type: ignore[type-arg]
    """A new account; a guest becomes it, and goes on being one until the mail's link is opened."""

    form_class = SignUpForm
    template_name = "account/signup.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_account(request.user):
            return redirect("home")
        if not may_sign_up(request):
            return render(request, "account/signup_closed.html", {"mode": settings.SIGNUP}, status=403)
        guest_return(request)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        return {"name": user.first_name if isinstance(user, User) else ""}

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        request, written = self.request, form.cleaned_data
        guest = request.user if isinstance(request.user, User) else None
        address = sign_up_begin(
            guest=guest,
            email=written["email"],
            password=written["password1"],
            name=written["name"],
            invite=invite_in(request),
        )
        if guest is None:
            login = Login(user=address.user, email=address.email, signup=True)
            return cast(HttpResponse, perform_login(request, login))
        update_session_auth_hash(request, guest)
        send_verification_email_to_address(request, address, signup=True)
        return redirect("account_email_verification_sent")


def may_sign_up(request: HttpRequest) -> bool:
    return settings.SIGNUP == "open" or (settings.SIGNUP == "invite" and invite_in(request) is not None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_mail(request: HttpRequest) -> HttpResponse:
    """Says which address the mail went to; POST sends it again. The same whether or not it has an account."""
    address = _awaited(request)
    if address is None:
        return redirect("home" if request.user.is_authenticated else "sign-in")
    if request.method == "POST":
        if send_verification_email_to_address(request, address, signup=True):
            messages.success(request, gettext("Sent once more."))
        else:
            messages.info(request, gettext("A mail left a moment ago. Wait a minute before the next one."))
        return redirect("account_email_verification_sent")
    return render(request, "account/verification_sent.html", {"address": address.email})


def _awaited(request: HttpRequest) -> EmailAddress | None:
    """The address that whoever asks has written and not confirmed."""
    user: Any = request.user
    if not user.is_authenticated:
        login = unstash_login(request, peek=True)
        user = login.user if login else None
        if login and user is None and login.email:  # a taken address, of which the page says nothing
            return EmailAddress(user=None, email=login.email)
    if user is None:
        return None
    return cast("EmailAddress | None", user.emailaddress_set.filter(verified=False).order_by("-pk").first())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """A mail's link. Opening it only asks, since mail programs open links by themselves."""
    try:
        address = address_of_key(key, request.user)
        if request.method != "POST":
            return render(request, "account/email_confirm.html", {"address": address.email})
        response = address_confirm(request, address)
    except (ConfirmProblem, InviteProblem) as problem:
        kind = "invite" if isinstance(problem, InviteProblem) else "confirm"
        return link_problem(request, kind, problem.code)
    if response is not None:
        return response
    if request.user.is_authenticated and request.user.pk == address.user_id:
        request.session.set_expiry(None)  # no guest's any more
        return redirect(arrival(address.user))
    return _sign_in_then(arrival(address.user))


@never_cache
@require_safe
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation is remembered in this browser, and the sign-up opens."""
    try:
        request.session[INVITE] = invite_of(token).pk
    except InviteProblem as problem:
        return link_problem(request, "invite", problem.code)
    return _private(redirect("sign-up"))


def link_problem(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A link that does nothing, and what to do instead."""
    context = {"problem": f"{kind}.{code}"}
    return _private(render(request, "account/link_problem.html", context, status=STATUS[code]))


class NewPassword(Amiss, PasswordResetFromKeyView):  # type: ignore[misc]
    """A mail's link by which a new password is chosen."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        if context.get("token_fail"):
            return link_problem(self.request, "reset", "used")
        return cast(HttpResponse, super().render_to_response(context, **kwargs))


def _sign_in_then(page: str) -> HttpResponse:
    """Another browser than that of the sign-up: it signs in, and goes on to the page."""
    query = {} if page == HOME else {"next": reverse(page)}
    return redirect(add_query_params(reverse("sign-in"), query))


def _private(response: HttpResponse) -> HttpResponse:
    """The page's address is a secret. Not for a page with a form: its browser would send it as from nowhere,
    and it would be refused; other sites learn nothing of ours anyway (SECURE_REFERRER_POLICY)."""
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """For somebody whose account was closed."""
    return render(request, "account/account_inactive.html", status=403)
