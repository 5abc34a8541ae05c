"""The desk of teachers and operators: Django's admin, entered by our own sign-in page.

So its limits are the same, and so is the second step.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.mfa import second_step_missing

HIDDEN = frozenset({"account", "mfa", "socialaccount"})  # each person sees to these on their own pages


class Desk(admin.AdminSite):
    site_header = _("im4talkin: the desk")
    site_title = _("The desk")
    index_title = ""

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        many = isinstance(model_or_iterable, Iterable)
        models = model_or_iterable if many else [model_or_iterable]
        shown = [model for model in models if model._meta.app_label not in HIDDEN]
        super().register(shown, *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not second_step_missing(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        onward = get_next_redirect_url(request) or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(onward)
        if self.has_permission(request):
            return redirect(onward)
        if second_step_missing(request.user):
            return redirect("mfa_activate_totp")
        raise PermissionDenied

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("sign-out")  # which asks first, and takes the same POST
