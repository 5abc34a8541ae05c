"""Which models are fetched from where, in which version, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """A repository of the hub. ``revision`` is a commit; empty: the one that the first download finds."""

    repository: str
    revision: str
    parameters: str  # how many, in words
    gigabytes: float  # about, to say before the hub is asked


SEAMLESS = {
    "large": Published(
        "facebook/seamless-m4t-v2-large", "5f8cc790b19fc3f67a61c105133b20b34e3dcb76", "2.3 billion", 9.3
    ),
    # No commit of this one could be verified where this was written.
    "medium": Published("facebook/hf-seamless-m4t-medium", "", "1.2 billion", 4.9),
}

# What transformers reads. The repositories also hold the weights in fairseq's format, as much again.
WANTED = (
    "config.json",
    "generation_config.json",
    "preprocessor_config.json",
    "processor_config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "sentencepiece.bpe.model",
    "special_tokens_map.json",
    "added_tokens.json",
    "model.safetensors.index.json",
    "model*.safetensors",
    "LICENSE*",
    "README.md",  # names the licence
)

LICENCE = """\
The weights of SeamlessM4T come from Meta under the licence CC BY-NC 4.0
(https://creativecommons.org/licenses/by-nc/4.0/):
- not for commercial use: no paid school, no subscription, no advertising;
- who passes them on, or what was trained from them, names Meta, this licence and what was changed.
A commercial service needs other engines; docs/engines-gpu.md tells how to put them in."""
