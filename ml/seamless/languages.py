"""The languages of SeamlessM4T by their two-letter codes.

SeamlessM4T names a language by ISO 639-3 (with some variants of its own); the rest of im4talkin by ISO 639-1.
The list is that of the paper's table of supported languages (Seamless Communication 2023, arXiv:2308.11596),
those that have a two-letter code. Which of them a model really has is in its folder.
"""

from __future__ import annotations

from ml.errors import EngineError

_PAIRS = """
    af:afr am:amh ar:arb as:asm az:azj be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan
    de:deu el:ell en:eng es:spa et:est eu:eus fa:pes fi:fin fr:fra ga:gle gl:glg gu:guj he:heb
    hi:hin hr:hrv hu:hun hy:hye id:ind ig:ibo is:isl it:ita ja:jpn jv:jav ka:kat kk:kaz km:khm
    kn:kan ko:kor ky:kir lg:lug lo:lao lt:lit lv:lvs mk:mkd ml:mal mn:khk mr:mar ms:zlm mt:mlt
    my:mya nb:nob ne:npi nl:nld nn:nno no:nob ny:nya or:ory pa:pan pl:pol ps:pbt pt:por ro:ron
    ru:rus sd:snd sk:slk sl:slv sn:sna so:som sr:srp sv:swe sw:swh ta:tam te:tel tg:tgk th:tha
    tl:tgl tr:tur uk:ukr ur:urd uz:uzn vi:vie yo:yor zh:cmn zu:zul
"""
CODES: dict[str, str] = dict(pair.split(":") for pair in _PAIRS.split())


def seamless_code(language: str) -> str:
    """ISO 639-1 (a region behind it is left out) to the model's code; EngineError ``language.unknown``."""
    short = language.lower().replace("_", "-").partition("-")[0]
    if short not in CODES:
        raise EngineError("language.unknown", f"SeamlessM4T does not know the language {short[:8]!r}")
    return CODES[short]
