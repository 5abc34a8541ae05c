"""Who somebody is, by address and password."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.contrib.auth.base_user import AbstractBaseUser


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]
    """Knows accounts only. Somebody who signed up and has not confirmed yet is none: were their password
    right where the address is new, and wrong where it is taken, it would tell which addresses are taken."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        user: AbstractBaseUser
        for user in filter_users_by_email(email, prefer_verified=True, for_login=True):
            if not getattr(user, "is_guest", True) and self._check_password(user, password):
                return user
        return None
