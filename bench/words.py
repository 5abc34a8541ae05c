"""Where the words of a recording end: forced alignment in a process of its own.

``python -m bench.words`` reads JSON lines ``{"text", "pcm": base64}`` and answers each with the sample
offsets at which its words end.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Sequence

from bench.clips import RATE, Clip

ALIGNER = (sys.executable, "-m", "bench.words")
FRAME = RATE // 100


class AlignerFailed(Exception):
    """The aligner ended before its work was done: nobody knows where pauses fit."""


def word_ends(clips: list[Clip], command: Sequence[str] = ALIGNER) -> list[list[int]]:
    """For each clip the samples at which its words end; empty where it cannot be aligned."""
    lines = [
        json.dumps({"text": clip.text, "pcm": base64.b64encode(clip.pcm.tobytes()).decode()})
        for clip in clips
    ]
    done = subprocess.run(
        list(command),
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(found) != len(clips):
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise AlignerFailed(
            f"The aligner ended with code {done.returncode} after {len(found)} of {len(clips)} recordings "
            f"({last}). Without it nobody can hesitate: put that right, or add --no-pauses."
        )
    return found


def align(text: str, pcm: bytes) -> list[int]:
    from pocketsphinx import Decoder

    decoder = Decoder(
        lm=None,
        fsgusefiller=True,
        fsgusealtpron=True,
        bestpath=False,
        beam=1e-150,
        pbeam=1e-150,
        wbeam=1e-150,
        loglevel="FATAL",
    )
    words = re.sub(r"[^a-z' ]", " ", text.lower().replace("’", "'")).split()
    if any(decoder.lookup_word(word) is None for word in words):
        return []
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    segments = [s for s in decoder.seg() if not s.word.startswith(("<", "["))]
    return [segment.end_frame * FRAME for segment in segments]


def main() -> None:
    for line in sys.stdin:
        row = json.loads(line)
        try:
            found = align(row["text"], base64.b64decode(row["pcm"]))
        except RuntimeError:
            found = []
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
