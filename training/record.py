"""What networks do on authors that they haven't read, one line for each, from which docs/quality.md is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfir_coder.files import write_text

RECORD = Path(__file__).parent / "held_out.jsonl"
NAMES = ("version", "held_out", "share", "recipe", "passages", "settled_on", "transcripts")
TRIAL = ("version", "held_out", "share", "recipe")
"""What tells one network from another."""


def keep_figures(card: Mapping[str, Any]) -> None:
    """Add a network's figures, as its card gives them, in place of those that it had before it was settled anew."""
    told = {name: card[name] for name in NAMES}
    others = [each for each in kept_figures() if any(each[name] != told[name] for name in TRIAL)]
    write_text(RECORD, "".join(json.dumps(each) + "\n" for each in (*others, told)))


def kept_figures() -> list[dict[str, Any]]:
    """All of them, the oldest first."""
    return [json.loads(line) for line in RECORD.read_text(encoding="utf-8").splitlines()]
