"""Accounts in the admin. Consents are shown, never edited: they are the learner's own answers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Consent, LearnerProfile, Receipt, User
from accounts.services import user_delete


class LearnerProfileInline(admin.StackedInline):
    model = LearnerProfile
    can_delete = False


@admin.register(User)
class PeopleAdmin(UserAdmin):
    inlines = [LearnerProfileInline]
    list_filter = [*UserAdmin.list_filter, "is_guest"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What is theirs alone cannot be deleted one by one, but goes with them: an account is erasable."""
        shown, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        user_delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            user_delete(user)


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
        return False


@admin.register(Receipt)
class ReceiptAdmin(admin.ModelAdmin):
    """For the operator: what was deleted, and what still has to be."""

    list_display = ["number", "kind", "purpose", "asked_at", "done_at"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
