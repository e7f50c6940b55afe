"""The figures of networks on authors that they haven't read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training import record
from training.record import NAMES, keep_figures, kept_figures


def card(version: str, held_out: list[str], f1: float) -> dict[str, Any]:
    told = {"version": version, "held_out": held_out, "share": 1.0, "transcripts": {"construct F1": f1}}
    return dict.fromkeys(NAMES) | told | {"name": "cfir-encoder"}


def test_a_network_that_is_settled_anew_keeps_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "RECORD", tmp_path / "held_out.jsonl")
    record.RECORD.touch()

    for version, held_out, f1 in (("0.6", ["a"], 0.5), ("0.7", ["a"], 0.6), ("0.7", ["b"], 0.7), ("0.7", ["a"], 0.8)):
        keep_figures(card(version, held_out, f1))

    told = [(each["version"], each["held_out"], each["transcripts"]["construct F1"]) for each in kept_figures()]
    assert told == [("0.6", ["a"], 0.5), ("0.7", ["b"], 0.7), ("0.7", ["a"], 0.8)]
