"""What the tiny tokenizers are trained on: sentences in four languages, and all their letters."""

from __future__ import annotations

ENGLISH = (
    "Hello, how are you today?",
    "Good morning! My name is Robin, and I live in a small town by the sea.",
    "I would like a cup of tea, please.",
    "The train leaves at half past nine.",
    "My brother plays chess, and my sister reads books about the weather.",
    "Yesterday we went to the market and bought apples, bread and butter.",
    "What do you like to do in the evening?",
    "She works at a school, but she does not like to get up early.",
    "If it rains tomorrow, we will stay at home and watch a film.",
    "Could you say that again, please? I did not understand the last word.",
)
RUSSIAN = (
    "Здравствуйте, как у вас дела сегодня?",
    "Доброе утро! Меня зовут Робин, я живу в маленьком городе у моря.",
    "Чашку чая, пожалуйста.",
    "Поезд уходит в половине десятого.",
    "Вчера мы ходили на рынок и купили яблоки, хлеб и масло.",
)
SPANISH = (
    "Hola, ¿cómo estás hoy?",
    "Buenos días. Me llamo Robin y vivo en una ciudad pequeña cerca del mar.",
    "El tren sale a las nueve y media.",
)
GERMAN = (
    "Hallo, wie geht es dir heute?",
    "Guten Morgen! Ich heiße Robin und wohne in einer kleinen Stadt am Meer.",
    "Der Zug fährt um halb zehn.",
)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!'-äöüßÄÖÜáéíóúñ¿¡"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
LINES = (*ENGLISH, *RUSSIAN, *SPANISH, *GERMAN, " ".join(LETTERS), " ".join(CYRILLIC))
