"""Makes ``bench/speech``: clear synthetic voices reading the sentences of the bench topic.

Run once, where ``flite`` and ``sox`` are installed: ``python -m bench.make_speech``. The clips are
committed, so that a bench needs neither program. Licence: the voices slt and rms come from
CMU ARCTIC, free for any use; the sentences are ours.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "speech"
VOICES = ("slt", "rms")
SENTENCES = """
I usually get up at seven.
My brother works in a hospital near the river.
It depends on the weather and on how I feel.
We went to the market yesterday.
I would rather stay at home tonight.
She told me a story that I will never forget.
Can you help me with this?
The train was late again this morning.
If I had more time I would learn to paint.
I like cooking for my friends.
There is a small garden behind our house.
You should ask your teacher about that.
He has never been to the sea.
I am looking for a cheap room.
Everybody laughed when the music stopped.
It takes about an hour by bus.
My first job was in a bakery.
I think we should leave before it gets dark.
Thank you, that is very kind of you.
The children are playing in the yard.
I forgot my keys on the kitchen table.
What would you do in my place?
He speaks too fast for me.
Nothing is better than a cup of tea in the evening.
""".strip().splitlines()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    clips = []
    for number, text in enumerate(SENTENCES):
        name = f"{number:02d}.wav"
        voice = VOICES[number % len(VOICES)]
        raw = FOLDER / "raw.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(raw)], check=True)
        subprocess.run(
            ["sox", str(raw), "-r", "16000", "-c", "1", "-b", "16", str(FOLDER / name)], check=True
        )
        raw.unlink()
        clips.append({"audio": name, "text": text, "speaker": voice})
    with (FOLDER / "scores.jsonl").open("w", encoding="utf-8") as out:
        for clip in clips:
            out.write(json.dumps(clip) + "\n")


if __name__ == "__main__":
    main()
