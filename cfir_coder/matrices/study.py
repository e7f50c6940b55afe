"""Every table of a study, by the name of its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfir_coder.matrices.cases import case_matrix, cases_by_codes, wide_case_matrix
from cfir_coder.matrices.choose import without_candidates
from cfir_coder.matrices.constructs import facilitator_barrier_matrix
from cfir_coder.matrices.inductive import inductive_table
from cfir_coder.matrices.themes import theme_table
from cfir_coder.matrices.transcripts import transcript_table
from cfir_coder.matrices.waist import coding_table
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Band, Coding, Endorsement
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.model.transcript import Transcript

if TYPE_CHECKING:
    import pandas as pd

SILENT_COLUMNS = (
    "document", "participant", "site", "role", "speaker", "turn", "start", "end", "quote",
    "code", "code_name", "confidence", "band", "valence", "evidence",
)  # fmt: skip
"""What the table of silent stretches tells."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a study's tables are made of.

    unread: (document, reason) of every file that couldn't be read; candidates: emergent themes.
    silent: what the coder thought of and wasn't sure enough to propose; None where no coder tells.
    """

    codings: Sequence[Coding]
    transcripts: Sequence[Transcript]
    participants: Sequence[Participant]
    codebook: Codebook
    unread: Sequence[tuple[str, str]] = ()
    candidates: Sequence[CandidateTheme] = ()
    endorsements: Sequence[Endorsement] = ()
    silent: Sequence[Coding] | None = None


def study_tables(gathered: Gathered, *, coder: str | None = None) -> dict[str, pd.DataFrame]:
    """Every table that a run writes, by the name of its file without suffix.

    coder: whose codings the matrices count; needed only where several kinds of coders are gathered. codings
    holds everybody's. Candidate themes stand in codings, themes and inductive_codes, and count in no matrix.
    """
    transcripts, people, codebook = gathered.transcripts, gathered.participants, gathered.codebook
    table = coding_table(gathered.codings, transcripts, people, codebook, gathered.endorsements)
    counted = table if coder is None else table[table["coder"] == coder]
    settled = without_candidates(counted, codebook)
    tables = {
        "codings": table,
        "transcripts": transcript_table(
            transcripts, settled, unread=gathered.unread, endorsements=gathered.endorsements
        ),
        "themes": theme_table(counted, codebook),
        "matrix_facilitators_barriers": facilitator_barrier_matrix(settled, codebook),
        "matrix_by_site": case_matrix(settled, codebook, by="site"),
        "matrix_by_site_wide": wide_case_matrix(settled, codebook, by="site"),
        "matrix_by_role": case_matrix(settled, codebook, by="role"),
        "matrix_by_role_wide": wide_case_matrix(settled, codebook, by="role"),
        "cases_by_codes": cases_by_codes(settled, codebook, transcripts, people),
        "inductive_codes": inductive_table(gathered.candidates),
    }
    if gathered.silent is not None:
        silent = coding_table(gathered.silent, transcripts, people, codebook)
        tables["silent"] = silent.assign(band=Band.SILENT.value)[list(SILENT_COLUMNS)]
    return tables
