"""Makes ``tests/browser/speech``: what the tests say. Run once where ``flite`` and ``sox`` are installed:
``python -m tests.browser.make_speech``. The voice slt comes from CMU ARCTIC, free for any use."""

from __future__ import annotations

import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "speech"
LINES = {
    "first_time": "Yes, all the way. It's my first time.",
    "all_the_time": "All the time. Especially when I speak English.",
    "notes": "I'd look at my notes.",
    "own_words": "The green bicycle is standing behind the old supermarket.",
    "interrupt": "Wait a moment please, I would like to say something about that.",
    "shaking": "Before an exam. My hands were shaking.",
    "hello": "Hello!",
    "lunch": "Not really. I had a big lunch today.",
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in LINES.items():
        raw = FOLDER / "raw.wav"
        subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(raw)], check=True)
        target = str(FOLDER / f"{name}.wav")
        subprocess.run(["sox", str(raw), "-r", "16000", "-c", "1", "-b", "16", target], check=True)
        raw.unlink()


if __name__ == "__main__":
    main()
