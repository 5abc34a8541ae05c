"""By which address learners come, and whether their browsers give a microphone there."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator

from django.conf import settings

from im4talkin.doctor.findings import Finding, ill, look, well

LOCAL_NAMES = {"127.0.0.1", "localhost", "[::1]"}
TRY_SECONDS = 5.0


def address() -> Iterator[Finding]:
    """A browser gives its microphone to https pages, or to the same computer's."""
    if settings.CLASS_MODE:
        yield well(
            "The class is served over https; phones have a microphone once they trust it.",
            "Класс открыт по https: телефоны получат микрофон, как только доверятся сертификату.",
        )
    elif settings.PROFILE == "server" and not names():
        yield look(
            "Only this computer is let in: set ALLOWED_HOSTS to the name by which learners come.",
            "Пускают только с этого компьютера: впишите в ALLOWED_HOSTS имя, по которому заходят ученики.",
        )
    elif settings.PROFILE != "server":
        yield well(
            "It answers on this computer only, where browsers give the microphone. For phones: make class.",
            "Открыто только на этом компьютере, здесь браузер даёт микрофон. Для телефонов: make class.",
        )
    elif not any(origin.startswith("https://") for origin in settings.CSRF_TRUSTED_ORIGINS):
        yield look(
            f"Learners come by {', '.join(names())}: put a proxy that speaks https before it, and set "
            "CSRF_TRUSTED_ORIGINS=https://…, or forms and microphones do not work.",
            f"Ученики заходят через {', '.join(names())}: поставьте перед сервером прокси с https и задайте "
            "CSRF_TRUSTED_ORIGINS=https://…, иначе не работают формы и микрофон.",
        )


def over_https() -> Iterator[Finding]:
    """Go there as a browser would."""
    for name in names():
        if name.startswith((".", "*")):
            continue  # a family of names
        url = f"https://{name}/healthz"
        try:
            with urllib.request.urlopen(url, timeout=TRY_SECONDS):
                pass
        except (urllib.error.URLError, OSError) as error:
            yield _not_reached(name, getattr(error, "reason", error))
        else:
            yield well(
                f"https://{name} answers, and its certificate is trusted: browsers give the microphone.",
                f"https://{name} отвечает, сертификату можно доверять: браузеры дают микрофон.",
            )


def _not_reached(name: str, reason: object) -> Finding:
    if isinstance(reason, ssl.SSLError):
        return look(
            f"The certificate of https://{name} is not trusted here: on devices that do not trust it either, "
            "browsers give no microphone.",
            f"Сертификату https://{name} здесь не доверяют: там, где ему тоже не доверяют, браузер не даст "
            "микрофон.",
        )
    return ill(
        f"https://{name} does not answer from here: see that the proxy runs, and that the name leads to it.",
        f"https://{name} отсюда не отвечает: проверьте, что прокси запущен и имя ведёт на него.",
    )


def names() -> list[str]:
    """What this server is called by others."""
    return sorted(set(settings.ALLOWED_HOSTS) - LOCAL_NAMES)
