"""``make messages``: bring locale/ru up to date with what is marked, and compile it.

What is new stands there without a translation, what is gone is gone; the tests refuse a file with gaps.
"""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.languages.extraction import CODE, TEMPLATES, marked
from tests.project.tree import ROOT

FOLDER = ROOT / "locale" / "ru" / "LC_MESSAGES"
CATALOGUES = (TEMPLATES, CODE)
# Django knows more about plurals than it needs; three forms are those of the CLDR for whole numbers.
PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
HEADER = f"""msgid ""
msgstr ""
"Language: ru\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {PLURALS}\\n"

"""


def po_of(name: str) -> Path:
    return FOLDER / f"{name}.po"


def mo_of(name: str) -> Path:
    return FOLDER / f"{name}.mo"


def known(name: str) -> Catalog:
    """What is translated so far."""
    with po_of(name).open("rb") as file:
        return read_po(file, locale="ru")


def wanted(name: str) -> Catalog:
    """What is marked, with the translations that are known."""
    old = known(name) if po_of(name).exists() else Catalog(locale="ru")
    new = Catalog(locale="ru", fuzzy=False)
    for each in marked():
        if each.catalogue == name:
            new.add(
                each.text, locations=[(each.path, 0)], context=each.context, flags=_flags(name, each.text)
            )
    for message in new:
        if message.id and (before := old.get(_key(message.id), message.context)) and before.string:
            message.string = before.string
    return new


def po_text(catalogue: Catalog) -> str:
    """Without dates and line numbers, so that it changes only where something was changed."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, omit_header=True, sort_by_file=False, include_lineno=False)
    return HEADER + out.getvalue().decode()


def mo_bytes(name: str) -> bytes:
    """The catalogue as GNU gettext compiles it: a table of sorted texts, a table of their translations."""
    header = "".join(line[1:-1].replace("\\n", "\n") for line in HEADER.splitlines() if line.startswith('"'))
    pairs = {b"": header.encode()}
    for message in known(name):
        if message.id:
            context = f"{message.context}\4" if message.context else ""
            pairs[(context + "\0".join(_strings(message.id))).encode()] = "\0".join(
                _strings(message.string)
            ).encode()
    ids = sorted(pairs)
    at = 7 * 4 + 16 * len(ids)  # the head and both tables
    tables, body = b"", b""
    for texts in (ids, [pairs[identity] for identity in ids]):
        for text in texts:
            tables += struct.pack("<II", len(text), at + len(body))
            body += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(ids), 7 * 4, 7 * 4 + 8 * len(ids), 0, at)
    return head + tables + body


def _flags(name: str, text: str | tuple[str, str]) -> list[str]:
    whole = text if isinstance(text, str) else " ".join(text)
    return ["python-format"] if name == TEMPLATES and "%(" in whole else []


def _key(identity: str | tuple[str, ...]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in CATALOGUES:
        catalogue = wanted(name)
        po_of(name).write_text(po_text(catalogue), encoding="utf-8", newline="\n")
        mo_of(name).write_bytes(mo_bytes(name))
        gaps = [message for message in catalogue if message.id and not all(_strings(message.string))]
        sys.stdout.write(
            f"{po_of(name).relative_to(ROOT)}: {len(catalogue)} texts, {len(gaps)} to translate\n"
        )


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
