"""What networks do on authors that they haven't read, one line for each, from which docs/quality.md is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RECORD = Path(__file__).parent / "held_out.jsonl"
NAMES = ("version", "held_out", "share", "recipe", "passages", "settled_on", "transcripts")


def keep_figures(card: Mapping[str, Any]) -> None:
    """Add a network's figures, as its card gives them."""
    with RECORD.open("a", encoding="utf-8") as file:
        file.write(json.dumps({name: card[name] for name in NAMES}) + "\n")


def kept_figures() -> list[dict[str, Any]]:
    """All of them, the oldest first."""
    return [json.loads(line) for line in RECORD.read_text(encoding="utf-8").splitlines()]
