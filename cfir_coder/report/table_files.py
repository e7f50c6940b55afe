"""The files that a run of the coder leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.report.csv_file import write_csv
from cfir_coder.report.workbook import write_workbook

if TYPE_CHECKING:
    import pandas as pd

WORKBOOK = "matrices.xlsx"
NOTES = {
    "codings": "One row is one code on one span by one coder. Offsets are Unicode code points of the transcript's "
    "text, the end exclusive. status proposed: a machine's coding that nobody has decided on. confidence (0-1) is "
    "how sure the machine is of the code; evidence tells which cue fired where, and which words decided the valence.",
    "transcripts": "What was read, and what couldn't be. coded_share: participants' words inside at least one "
    "coding (0-1).",
    "themes": "One row per theme (or construct coded as such) and valence. Participants and sites are counted once.",
    "matrix_facilitators_barriers": "Codings, participants and sites of each construct by valence. Codings add up "
    "to the totals; participants and sites are counted anew in each total, so they needn't.",
    "matrix_by_site": "Construct by site and valence, one line each. Codings of unknown site stand under (not told).",
    "matrix_by_site_wide": "Codings: constructs in rows, a column for each site and valence, with totals.",
    "matrix_by_role": "Construct by role and valence, one line each.",
    "matrix_by_role_wide": "Codings: constructs in rows, a column for each role and valence, with totals.",
    "cases_by_codes": "One row per participant: attributes, then 0 or 1 per code, then how often (_n), for R or SPSS.",
    "inductive_codes": "Candidate themes beside the codebook, in the participants' words. Keep one with "
    "`cfir codebook adopt`.",
}
"""What each table holds, by the name of its file without suffix."""
TABLE_FILES = (*(f"{name}.csv" for name in NOTES), WORKBOOK)


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as CSV, and all of them as sheets of one workbook; return the files.

    Each file is whole or not touched.
    """
    files = []
    for name, frame in tables.items():
        files.append(folder / f"{name}.csv")
        write_csv(frame, files[-1])
    files.append(folder / WORKBOOK)
    write_workbook(tables, files[-1], notes={name: NOTES[name] for name in tables})
    return files
