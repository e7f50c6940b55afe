"""Which coder does the work, and what it may use; the list of those there are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.coders.registry import MACHINES
from cfir_coder.errors import UsageError
from cfir_coder.model.llm import LlmSettings
from cfir_coder.study import SETTINGS, StudySettings, read_settings

if TYPE_CHECKING:
    import pandas as pd


TOP_K = 2
"""Codes of one stretch at most, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class LlmRequest:
    """What the command line says of a language model; None means what study.toml says, or the default."""

    endpoint: str | None = None
    model: str | None = None
    in_flight: int | None = None
    allow_remote: bool = False

    def settings(self, settings: StudySettings) -> LlmSettings:
        """The study's settings, with what was asked for in their place."""
        asked = {"endpoint": self.endpoint, "model": self.model, "in_flight": self.in_flight}
        return settings.llm.model_copy(update={name: value for name, value in asked.items() if value is not None})

    def approval(self, settings: StudySettings) -> str:
        """Who allowed another machine to be asked; empty unless the command line asks for it too.

        Raises UsageError when it asks and the study names nobody.
        """
        told = settings.remote.approval.strip()
        if self.allow_remote and not told:
            raise UsageError(
                f"--allow-remote needs the approval by name in {SETTINGS} of the study: write "
                '[remote] and below it approval = "who allowed it, number, date". Nothing was sent.'
            )
        return told if self.allow_remote else ""


def refuse_stray_llm_options(coder: str, asked: LlmRequest) -> None:
    """Raise UsageError when options of the language model go with another coder."""
    if coder.partition("-")[0] != "llm" and asked != LlmRequest():
        raise UsageError(
            f'--endpoint, --model, --in-flight and --allow-remote belong to --coder llm, not to "{coder}".'
        )


def refuse_idle_top_k(coder: str, asked: int | None, min_confidence: float | None) -> None:
    """Raise UsageError when --top-k would change nothing.

    asked: None when it wasn't given. min_confidence: None: the coder's own bars.
    """
    if asked is None:
        return
    if coder != "encoder":
        raise UsageError(f'--top-k belongs to --coder encoder, which ranks the codes of a stretch, not to "{coder}".')
    if asked > TOP_K and min_confidence is None:
        raise UsageError(
            f"--top-k {asked} needs --min-confidence: by the encoder's own bars a stretch has {TOP_K} codes at most. "
            "--min-confidence 0 gives every stretch its likeliest."
        )


def coder_list(asked: LlmRequest, home: Path = Path()) -> pd.DataFrame:
    """The machine coders: coder, proposes, needs, available (yes or no), details: what there is, or what is missing.

    home: a study folder, whose settings count. A language model's server is looked for on this machine only.
    """
    import pandas as pd

    settings = asked.settings(read_settings(home) or StudySettings())
    rows = []
    for entry in MACHINES.values():
        is_there, told = entry.look(settings)
        rows.append((entry.name, entry.proposes, entry.needs, "yes" if is_there else "no", told))
    return pd.DataFrame(rows, columns=["coder", "proposes", "needs", "available", "details"])
