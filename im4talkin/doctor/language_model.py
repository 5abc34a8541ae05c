"""The server with the language model: whether it answers, and whether it answers in time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.conf import settings

from conversations.engines import engines
from im4talkin.doctor.findings import Finding, ill, look, well
from im4talkin.language_model import DIALECTS
from ml.chat import Message
from ml.errors import EngineError

LATE_SECONDS = 1.5  # to the first word: beyond it a learner notices the pause
ASKED = (Message("user", "Say hello in one short sentence."),)


def language_model() -> Iterator[Finding]:
    """Nothing where no model is to speak."""
    backend = settings.SPEECH_ENGINES.get("partner", {}).get("BACKEND")
    if backend not in {names["partner"] for names in DIALECTS.values()}:
        return
    begun = time.monotonic()
    try:
        model = engines().get("partner").model
        first = next(iter(model.stream(ASKED, most_tokens=24)), "")
    except EngineError as error:
        why, why_ru = WHY.get(error.code, WHY["model.broken"])
        yield ill(
            f"The language model does not answer ({error.code}): {why} Until then lines are written.",
            f"Языковая модель не отвечает ({error.code}): {why_ru} Пока звучат написанные реплики.",
        )
        return
    seconds = time.monotonic() - begun
    if not first or seconds > LATE_SECONDS:
        yield look(
            f"The language model needs {seconds:.1f} s to its first word: learners will wait.",
            f"Языковой модели нужно {seconds:.1f} с до первого слова: ученикам придётся ждать.",
        )
    else:
        yield well(
            f"The language model answers, the first word after {seconds:.1f} s.",
            f"Языковая модель отвечает, первое слово через {seconds:.1f} с.",
        )


WHY = {
    "engine.missing": (
        "its client is missing; run pip install -r requirements-llm.txt, and unset HF_HUB_OFFLINE.",
        "нет её клиента; выполните pip install -r requirements-llm.txt и уберите HF_HUB_OFFLINE.",
    ),
    "model.unreachable": (
        "nobody is there at LLM_BASE_URL; is the server running?",
        "по адресу LLM_BASE_URL никого нет; запущен ли сервер?",
    ),
    "model.slow": (
        "its first word took too long; is it on a GPU, and not loading?",
        "первого слова пришлось ждать слишком долго; работает ли она на видеокарте?",
    ),
    "model.key": ("it refuses the key; set LLM_API_KEY.", "ключ не подошёл; задайте LLM_API_KEY."),
    "model.name": (
        "it does not have that model; set LLM_MODEL to one it lists.",
        "такой модели у неё нет; укажите в LLM_MODEL одну из имеющихся.",
    ),
    "model.request": (
        "it refuses the request; does LLM_DIALECT fit?",
        "запрос отклонён; верно ли указан LLM_DIALECT?",
    ),
    "model.garbled": (
        "what answers there is no model server; look at LLM_BASE_URL.",
        "по этому адресу отвечает не сервер модели; проверьте LLM_BASE_URL.",
    ),
    "model.broken": ("look into its log.", "посмотрите в её журнал."),
}
