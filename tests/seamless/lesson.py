"""What the taught model knows: the committed clips, and some sentences."""

from __future__ import annotations

from tests.ml.speech_clips import LINE, OTHER, SHORT

SLIP = "I missed last train home."
RUSSIAN = "Подождите, пожалуйста."
MEANT = "Wait, please."

# (clip, language of the transcript, transcript)
HEARD = [
    ("line", "eng", LINE),
    ("slip", "eng", SLIP),
    ("other", "eng", OTHER),
    ("short", "eng", SHORT),
    ("yes", "eng", "Yes."),
    ("sorry", "eng", "Sorry?"),
    ("slower", "eng", "Slower, please."),
    ("stop", "eng", "Let's stop here."),
    ("help", "eng", "I don't know."),
    ("russian", "rus", RUSSIAN),
    ("russian", "eng", MEANT),
]
# (language, text, language, text)
WRITTEN = [
    ("eng", "Where do you live, and what is your job?", "rus", "Где вы живёте и кем работаете?"),
    ("eng", "That is a good story.", "rus", "Хорошая история."),
    ("eng", "I see. Thank you for telling me.", "rus", "Понятно. Спасибо, что рассказали."),
    ("eng", "What did you do then?", "rus", "Что вы сделали потом?"),
    ("eng", "That sounds good to me.", "rus", "По-моему, звучит хорошо."),
    ("rus", RUSSIAN, "eng", MEANT),
]
