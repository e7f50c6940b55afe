"""The files that a run of the coder leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cfir_coder.errors import TableError
from cfir_coder.files import make_folder
from cfir_coder.report.csv_file import write_csv
from cfir_coder.report.workbook import write_workbook

if TYPE_CHECKING:
    import pandas as pd

WORKBOOK = "matrices.xlsx"
MOST_ROWS = 100_000
"""Rows of a sheet of the workbook; a longer table is in its CSV file only, and the first sheet says so."""
CSV_ONLY = ("codebook", "text_hash", "coding_id", "prefix", "suffix")
"""Columns of codings.csv that serve programs; the sheet goes without them."""
NOTES = {
    "codings": "One row is one code on one span by one coder. Offsets are Unicode code points of the transcript's "
    "text, the end exclusive. status proposed: a machine's coding that nobody has decided on. confidence (0-1) is "
    "how sure the machine is of the code; band: explicit when words of the codebook's cues say it, suggested when it "
    "was understood without them; evidence tells which cue fired where, and which words decided the valence. "
    "codings.csv has what programs need besides: codebook, text_hash, coding_id, prefix, suffix.",
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
    "inductive_codes": "Candidate themes beside the codebook, in the participants' words; no matrix "
    "counts them. Keep one with `cfir codebook adopt`. near_codes and stability are told when the encoder coded: the "
    "mean chance of the likeliest constructs, and how well a theme comes back without some transcripts (0-1).",
    "silent": "Stretches that may be worth coding, each with the likeliest code, of which the machine wasn't sure "
    "enough to propose it. They are in no other table.",
}
"""What each table holds, by the name of its file without suffix."""
TABLE_FILES = (*(f"{name}.csv" for name in NOTES), WORKBOOK)
"""Every file that a run may leave; silent.csv only where the coder can tell."""


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as CSV, and all of them as sheets of one workbook; return the files.

    All of them are replaced or none is; a table of an earlier run that isn't written now is removed.
    Raises TableError when a file can't be replaced, as when it is open in another program.
    """
    make_folder(folder)
    with TemporaryDirectory(prefix=".tables-", dir=folder) as staging:
        written, former = Path(staging, "new"), Path(staging, "old")
        former.mkdir()
        for name, frame in tables.items():
            write_csv(frame, written / f"{name}.csv")
        sheets = {name: _for_a_sheet(name, frame) for name, frame in tables.items()}
        write_workbook(sheets, written / WORKBOOK, notes=_notes(tables), most_rows=MOST_ROWS)
        names = [*(f"{name}.csv" for name in tables), WORKBOOK]
        _exchange(folder, written, former, names)
    return [folder / name for name in names]


def _exchange(folder: Path, written: Path, former: Path, names: list[str]) -> None:
    """Put the new files in place of the old ones; on any failure put the old ones back."""
    moved: list[str] = []
    try:
        for name in dict.fromkeys([*names, *TABLE_FILES]):
            if (folder / name).is_dir():
                raise IsADirectoryError(EISDIR, "a folder has its name")
            if (folder / name).exists():
                (folder / name).rename(former / name)
            moved.append(name)
            if name in names:
                (written / name).replace(folder / name)
    except BaseException as error:
        for put_back in moved:
            with suppress(FileNotFoundError):
                (folder / put_back).unlink()
            if (former / put_back).exists():
                (former / put_back).rename(folder / put_back)
        if isinstance(error, OSError):
            reason = f"{folder / name} can't be replaced ({error.strerror}). Close or move it and run again."
            raise TableError(reason) from error
        raise


def _for_a_sheet(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=list(CSV_ONLY), errors="ignore") if name == "codings" else frame


def _notes(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """What each sheet holds, who coded, and with which codebook."""
    told = {name: NOTES.get(name, "") for name in tables}
    if "codings" in tables:
        pairs = tables["codings"][["coder", "coder_kind"]].drop_duplicates()
        coders = sorted(f"{name} ({kind})" for name, kind in pairs.itertuples(index=False))
        told["coded by"] = ", ".join(coders) or "nobody: there are no codings."
        told["coded with"] = ", ".join(sorted(set(tables["codings"]["codebook"]) - {""})) or "no codebook told"
    return told
