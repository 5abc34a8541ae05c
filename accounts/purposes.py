"""What a learner may agree to, in the words that are shown. Raise ``version`` when the meaning changes:
an answer to an older text no longer counts, and the learner is asked again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    code: str
    version: int
    title: str
    text: str
    title_ru: str
    text_ru: str


PRACTISE = "practise"
KEEP_RECORDINGS = "keep_recordings"
TEACHER_MAY_LISTEN = "teacher_may_listen"
TEACHER_SEES_PROGRESS = "teacher_sees_progress"

PURPOSES: dict[str, Purpose] = {
    purpose.code: purpose
    for purpose in (
        Purpose(
            code=PRACTISE,
            version=1,
            title="Hear me while we talk",
            text="To answer, this server listens to your voice. Recordings are not kept.",
            title_ru="Слушать меня во время разговора",
            text_ru="Чтобы ответить, сервер этой школы слушает ваш голос. Записи не хранятся.",
        ),
        Purpose(
            code=KEEP_RECORDINGS,
            version=1,
            title="Keep my recordings",
            text="Your recordings stay on this server so that you can listen to them later. "
            "If you take this back, they are deleted.",
            title_ru="Хранить мои записи",
            text_ru="Записи остаются на этом сервере, чтобы вы могли послушать их потом. "
            "Если вы передумаете, они будут удалены.",
        ),
        Purpose(
            code=TEACHER_SEES_PROGRESS,
            version=1,
            title="My teacher sees how I get on",
            text="The teachers of your class see which talks you finished, how many minutes you talked, and "
            "phrases you used. They see no other word of yours.",
            title_ru="Учитель видит, как идут дела",
            text_ru="Учителя вашего класса видят, какие разговоры закончены, сколько минут вы говорили и "
            "какие "
            "выражения из темы прозвучали. Других ваших слов они не видят.",
        ),
        Purpose(
            code=TEACHER_MAY_LISTEN,
            version=1,
            title="My teacher may listen",
            text="The teachers of your class may listen to recordings you keep. Each time is written "
            "down, and "
            "you can see it.",
            title_ru="Учитель может слушать",
            text_ru="Учителя вашего класса могут слушать записи, которые вы храните. Каждый раз отмечается, "
            "и вы это видите.",
        ),
    )
}
