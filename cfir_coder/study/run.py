"""One call of a machine coder, and all that it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coding, Endorsement
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.model.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a machine coder, and all that it found.

    options: as the user gave them. Times are aware.
    """

    coder: str
    started_at: datetime
    finished_at: datetime
    version: str
    options: dict[str, Any]
    codebook: Codebook
    transcripts: Sequence[Transcript]
    participants: Sequence[Participant]
    codings: Sequence[Coding]
    themes: Sequence[CandidateTheme] = field(default=())
    endorsements: Sequence[Endorsement] = field(default=())
