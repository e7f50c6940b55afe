"""The codebooks that come with cfir, and where they are."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cfir_coder.errors import CodebookError

CROSSWALK = "crosswalk-2009-2022.csv"
CONSTRUCTS_2009 = "cfir-2009"
"""Id of the 2009 framework's codebook."""


class CrosswalkRow(NamedTuple):
    """One pair of constructs; an empty id where one framework has nothing that fits.

    relation: how the 2022 construct comes from the 2009 one (see `codebooks.crosswalk`).
    """

    cfir_2009: str
    relation: str
    cfir_2022: str
    note: str


def codebooks_folder() -> Path:
    """Where the packaged codebooks are: inside the installed package, or beside it in a source checkout.

    Raises CodebookError when neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_codebooks", package.parent / "codebooks"):
        if (folder / CROSSWALK).is_file():
            return folder
    raise CodebookError("this installation of cfir has lost its codebooks. Install cfir_coder again.")


def packaged_path(name: str) -> Path | None:
    """The file of the packaged codebook of that id, if there is one."""
    return next((path for path in packaged_paths() if path.stem == name), None)


def packaged_paths() -> list[Path]:
    """Every packaged codebook's file, by id."""
    return sorted(codebooks_folder().glob("*.yaml"))


@cache
def crosswalk_rows() -> tuple[CrosswalkRow, ...]:
    """The packaged crosswalk, in the order of its file."""
    with (codebooks_folder() / CROSSWALK).open(encoding="utf-8-sig", newline="") as lines:
        return tuple(CrosswalkRow(**row) for row in csv.DictReader(lines))


@cache
def constructs_2009() -> frozenset[str]:
    """Ids of the 39 constructs of 2009, which `cfir_2009` may name."""
    return frozenset(row.cfir_2009 for row in crosswalk_rows() if row.cfir_2009)
