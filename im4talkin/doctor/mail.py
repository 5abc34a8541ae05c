"""Mail: sign-up and forgotten passwords need it; pupils of a class do not."""

from __future__ import annotations

from collections.abc import Iterator
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from im4talkin.doctor.findings import Finding, ill, look, well


def mail(to: str | None) -> Iterator[Finding]:
    """Tells where mail goes; with an address it sends one."""
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        if settings.PROFILE == "server":
            yield look(
                "Mail is only printed here: set EMAIL_HOST, or nobody can confirm an address.",
                "Почта только печатается на экране: задайте EMAIL_HOST, иначе адрес не подтвердить.",
            )
        return
    if to is None:
        yield look(
            "Mail was not tried: add --mail-to with your address.",
            "Почта не проверена: добавьте --mail-to и свой адрес.",
        )
        return
    try:
        send_mail("im4talkin", "This mail was sent by the doctor. Mail works.", None, [to])
    except (SMTPException, OSError) as error:
        yield ill(
            f"Mail could not be sent ({type(error).__name__}): see EMAIL_HOST, EMAIL_PORT and the password.",
            f"Письмо не ушло ({type(error).__name__}): проверьте EMAIL_HOST, EMAIL_PORT и пароль.",
        )
        return
    yield well("A test mail was sent: see whether it arrives.", "Пробное письмо отправлено: проверьте почту.")
