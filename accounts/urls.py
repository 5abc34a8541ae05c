"""Addresses of everything about people. Names that begin with ``account_``, ``mfa_`` or ``socialaccount_``
are allauth's, which looks its pages up by them."""

from __future__ import annotations

from allauth.account.views import password_reset_done, password_reset_from_key_done
from allauth.mfa.base import views as step_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as app_views
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from accounts import account_views, privacy_views, sign_in_views, views
from accounts.account_views import account_only, second_step_page

_sign_in, _sign_up = sign_in_views.SignIn.as_view(), sign_in_views.SignUp.as_view()

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", _sign_in, name="sign-in"),
    path("sign-in/", _sign_in, name="account_login"),
    path("sign-in/closed/", sign_in_views.closed, name="account_inactive"),
    path("sign-in/code/", step_views.authenticate, name="mfa_authenticate"),
    path("sign-in/again/", account_views.Again.as_view(), name="account_reauthenticate"),
    path("sign-in/again/code/", step_views.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/forgotten/", account_views.Forgotten.as_view(), name="account_reset_password"),
    path("sign-in/forgotten/sent/", password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sign-in/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        sign_in_views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("sign-in/new-password/", password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("sign-in/<str:token>/", views.sign_in_by_link, name="sign-in-link"),
    path("sign-up/", _sign_up, name="sign-up"),
    path("sign-up/", _sign_up, name="account_signup"),
    path("sign-up/check-mail/", sign_in_views.check_mail, name="account_email_verification_sent"),
    path("sign-up/confirm/<str:key>/", sign_in_views.confirm, name="account_confirm_email"),
    path("sign-up/invited/<str:token>/", sign_in_views.invited, name="invited"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("sign-out/elsewhere/", account_views.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("choices/", views.choices, name="choices"),
    path("choices/learning/", views.learning, name="learning"),
    path("account/e-mail/", account_only(account_views.Address.as_view()), name="account_email"),
    path("account/password/", account_only(account_views.Password.as_view()), name="account_change_password"),
    path(
        "account/password/first/",
        account_only(account_views.FirstPassword.as_view()),
        name="account_set_password",
    ),
    path("account/browsers/", account_views.browsers, name="browsers"),
    path("account/browsers/end/", account_views.browser_end, name="browser-end"),
    path("account/bring-along/", account_views.bring_along, name="bring-along"),
    path("account/second-step/", second_step_page(step_views.index), name="mfa_index"),
    path("account/second-step/app/", second_step_page(app_views.activate_totp), name="mfa_activate_totp"),
    path(
        "account/second-step/app/off/",
        second_step_page(app_views.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/second-step/codes/",
        second_step_page(code_views.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-step/codes/new/",
        second_step_page(code_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-step/codes/file/",
        second_step_page(code_views.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("privacy/", privacy_views.privacy_page, name="privacy"),
    path("privacy/export/", privacy_views.export, name="privacy-export"),
    path("privacy/erase/", privacy_views.erase, name="privacy-erase"),
    path("privacy/receipts/<str:number>/", privacy_views.receipt_page, name="privacy-receipt"),
    path("privacy/receipts/<str:number>.txt", privacy_views.receipt_text, name="privacy-receipt-text"),
]

if settings.SOCIAL:
    from allauth.socialaccount import views as service_views
    from allauth.urls import build_provider_urlpatterns

    urlpatterns += [
        path("sign-in/with/", include(build_provider_urlpatterns())),
        path("sign-in/with/cancelled/", service_views.login_cancelled, name="socialaccount_login_cancelled"),
        path("sign-in/with/trouble/", service_views.login_error, name="socialaccount_login_error"),
        path("sign-up/with/", service_views.signup, name="socialaccount_signup"),
        path("account/linked/", account_only(service_views.connections), name="socialaccount_connections"),
    ]
