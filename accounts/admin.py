"""Accounts on the desk. Consents are shown, never edited: they are the learner's own answers. Nothing that
was said is shown here."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.invites import DAYS, MOST_DAYS, MOST_USES, invite_create
from accounts.models import Consent, Invite, LearnerProfile, User
from accounts.people import password_link, teacher_make, teacher_unmake
from accounts.selectors import name_of
from accounts.services import TEACHERS, person_deactivate, user_delete


class LearnerProfileInline(admin.StackedInline):
    model = LearnerProfile
    can_delete = False


class RoleFilter(admin.SimpleListFilter):
    title, parameter_name = _("role"), "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        names = {
            "operator": _("operator"),
            "teacher": _("teacher"),
            "learner": _("learner"),
            "guest": _("guest"),
        }
        return list(names.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        kinds = {
            "operator": Q(is_superuser=True),
            "teacher": Q(is_superuser=False, is_staff=True),
            "learner": Q(is_staff=False, is_guest=False),
            "guest": Q(is_guest=True),
        }
        wanted = kinds.get(self.value() or "")
        return queryset.filter(wanted) if wanted else queryset


@admin.register(User)
class PeopleAdmin(UserAdmin):
    """Who is here, in which role. Passwords are chosen by their owners: there is a link for that."""

    inlines = [LearnerProfileInline]
    list_display = ["called", "email", "role", "is_active", "last_login", "date_joined"]
    list_display_links = ["called"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["first_name", "last_name", "email", "username"]
    ordering = ["-date_joined"]
    readonly_fields = ["role", "last_login", "date_joined", "is_guest"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["first_name", "last_name", "email", "role", "is_active", "is_guest"]}),
        (_("Rights"), {"classes": ["collapse"], "fields": ["is_staff", "is_superuser", "groups"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "usable_password", "password1", "password2"]})]
    actions = ["make_teacher", "unmake_teacher", "close", "reopen", "password_links", "second_step_off"]

    @admin.display(description=_("name"), ordering="first_name")
    def called(self, user: User) -> str:
        return name_of(user)

    @admin.display(description=_("role"))
    def role(self, user: User) -> str:
        if user.is_superuser:
            return gettext("operator")
        if user.is_staff:
            teaches = user.groups.filter(name=TEACHERS).exists()
            return gettext("teacher") if teaches else gettext("has a desk")
        return gettext("guest") if user.is_guest else gettext("learner")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever may change people could make themselves an operator.
        return bool(request.user.is_superuser) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # manage.py person_add and invitations: nobody chooses a password for somebody else

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002
        return self.response_post_save_change(request, self.get_object(request, id))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            person_deactivate(obj)

    @admin.action(description=_("Make teachers"), permissions=["change"])
    def make_teacher(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.filter(is_guest=False):
            teacher_make(user)

    @admin.action(description=_("Make learners again"), permissions=["change"])
    def unmake_teacher(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            teacher_unmake(user)

    @admin.action(description=_("Close (nothing is deleted)"), permissions=["change"])
    def close(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.exclude(pk=request.user.pk or 0):  # nobody locks themselves out by a slip
            person_deactivate(user)

    @admin.action(description=_("Open again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        queryset.update(is_active=True)

    @admin.action(description=_("Show links that choose a password"), permissions=["change"])
    def password_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.filter(is_guest=False, is_active=True)[:20]:
            link = request.build_absolute_uri(password_link(user))
            messages.info(request, f"{name_of(user)}: {link}")

    @admin.action(description=_("Take the second step away"), permissions=["change"])
    def second_step_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        Authenticator.objects.filter(user__in=queryset).delete()

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        user_delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            user_delete(user)


class InviteForm(forms.ModelForm):
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, initial=DAYS, label=_("good for days"))
    most_uses = forms.IntegerField(
        min_value=1, max_value=MOST_USES, initial=1, label=_("for how many people")
    )

    class Meta:
        model = Invite
        fields = ["most_uses"]


@admin.register(Invite)
class InviteAdmin(admin.ModelAdmin):
    """A link is shown once, when it is made; a lost one is replaced by a new one."""

    form = InviteForm
    list_display = ["made_at", "made_by", "uses", "most_uses", "expires_at", "is_good"]
    list_select_related = ["made_by"]

    @admin.display(description=_("good"), boolean=True)
    def is_good(self, invite: Invite) -> bool:
        return invite.uses < invite.most_uses and invite.expires_at > timezone.now()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invite]:
        invites = super().get_queryset(request)
        return invites if request.user.is_superuser else invites.filter(made_by=request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Invite, form: Any, change: bool) -> None:
        days, uses = form.cleaned_data["days"], form.cleaned_data["most_uses"]
        made_by = request.user if isinstance(request.user, User) else None
        invite, path = invite_create(made_by=made_by, uses=uses, days=days)
        obj.pk = invite.pk  # what the desk goes on to speak of
        text = gettext("Copy the link now, it is shown only once: %(link)s")
        messages.warning(request, text % {"link": request.build_absolute_uri(path)})


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    list_display = ["user", "purpose", "given", "version", "at"]
    list_filter = ["purpose", "given"]
    list_select_related = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Not one by one, but together with the person: an account must be erasable.
        match = request.resolver_match
        return match is not None and (match.url_name or "").startswith("accounts_user_")
