"""participants.csv: who took part, at which site, in which role, in which transcript."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from cfir_coder.errors import ParticipantsError, TranscriptError
from cfir_coder.model.case import Participant
from cfir_coder.readers.decoding import decode
from cfir_coder.readers.header import attribute_name
from cfir_coder.readers.opening import read_bytes
from cfir_coder.text import canonical_text, one_line

LIMIT = 8 * 1024 * 1024
"""Bytes of a participants' table."""

SPEAKER = "speaker"
"""The attribute that keeps the label under which somebody speaks, one per transcript, parted by `;`."""

_SPELLINGS: Mapping[str, str] = {
    "participant": "participant participant_id participantid id pid participant_no participant_number",
    "site": "site site_name",
    "role": "role job_role",
    "transcript": "transcript transcripts transcript_file file filename file_name document",
    "speaker": "speaker label speaker_label",
}
_NAMES = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings.split()}


def read_participants(path: Path) -> tuple[Participant, ...]:
    """Read the table, one or more rows for each participant, in order of id.

    Columns by name in any case: participant, site, role, transcript, speaker, any further attribute. Commas,
    semicolons or tabs; several transcripts of one person are several rows, or names parted by `;` or `|`.
    Raises ParticipantsError with the line.
    """
    try:
        text = canonical_text(decode(read_bytes(path, limit=LIMIT)).text)
    except TranscriptError as exc:
        raise ParticipantsError(f"{path} {exc}") from exc
    rows = list(_rows(path, text))
    merged: dict[str, Participant] = {}
    lines: dict[str, int] = {}
    for line, participant in rows:
        key = participant.id.casefold()
        if key in merged:
            merged[key] = _merged(path, merged[key], participant, lines[key], line)
        else:
            merged[key], lines[key] = participant, line
    return tuple(sorted(merged.values(), key=lambda participant: participant.id))


def _rows(path: Path, text: str) -> Iterable[tuple[int, Participant]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), [])
        columns = _columns(path, header)
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, _participant(path, reader.line_num, columns, row)
    except csv.Error as exc:
        raise ParticipantsError(f"{path}, line {reader.line_num}: {exc}. Save the table again as CSV (UTF-8).") from exc


def _delimiter(text: str) -> str:
    """The mark that parts most columns in the first line that isn't blank."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(",;\t", key=first.count)


def _columns(path: Path, header: list[str]) -> list[str]:
    names = [attribute_name(cell) for cell in header]
    columns = [_NAMES.get(name, name) for name in names]
    if "participant" not in columns:
        found = ", ".join(cell.strip() for cell in header if cell.strip()) or "none"
        raise ParticipantsError(
            f'{path}: no column "participant" (found: {found}). Name the column of ids "participant".'
        )
    doubled = sorted({name for name in columns if name and columns.count(name) > 1})
    if doubled:
        raise ParticipantsError(f'{path}: two columns are "{doubled[0]}". Rename one of them.')
    return columns


def _participant(path: Path, line: int, columns: list[str], row: list[str]) -> Participant:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        raise ParticipantsError(
            f"{path}, line {line}: {len(row)} cells, {len(columns)} columns. Put commas in a cell in quotes."
        )
    cells = {name: one_line(cell) for name, cell in zip(columns, row, strict=False) if name}
    identity = cells.pop("participant", "")
    if not identity:
        raise ParticipantsError(f"{path}, line {line}: no participant. Give the row an id, or delete it.")
    names = tuple(name.strip() for name in cells.pop("transcript", "").replace("|", ";").split(";") if name.strip())
    speaker = cells.pop(SPEAKER, "")
    attributes = {name: value for name, value in cells.items() if value and name not in ("site", "role")}
    if speaker:
        attributes[SPEAKER] = ";".join([speaker] * max(1, len(names)))
    return Participant(
        id=identity,
        site=cells.get("site", ""),
        role=cells.get("role", ""),
        attributes=attributes,
        transcripts=names,
    )


def _merged(path: Path, first: Participant, second: Participant, first_line: int, line: int) -> Participant:
    """Put two rows of one participant together; they may add to each other but not contradict."""
    for name in ["site", "role", *sorted(first.attributes.keys() | second.attributes.keys())]:
        one, other = first.attribute(name), second.attribute(name)
        if one and other and one.casefold() != other.casefold() and name not in (SPEAKER, "date"):
            raise ParticipantsError(
                f'{path}, line {line}: participant "{second.id}" has {name} "{other}", but "{one}" in line '
                f"{first_line}. Make them the same, or give two people two ids."
            )
    if first == second:
        raise ParticipantsError(f'{path}, line {line}: participant "{second.id}" stands twice. Delete one row.')
    attributes = {**second.attributes, **first.attributes}
    speakers = [each.attributes.get(SPEAKER, ";" * (max(1, len(each.transcripts)) - 1)) for each in (first, second)]
    if any(speakers):
        attributes[SPEAKER] = ";".join(speakers)
    return first.model_copy(
        update={
            "site": first.site or second.site,
            "role": first.role or second.role,
            "attributes": attributes,
            "transcripts": (*first.transcripts, *second.transcripts),
        }
    )
