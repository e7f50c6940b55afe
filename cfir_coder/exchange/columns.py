"""Which column of a table holds what: by the names that cfir and other tools give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.coder_file import Sheet

FIELDS = (
    *("document", "quote", "code", "coder", "start", "end", "valence", "strength", "memo", "speaker", "turn"),
    *("participant", "passage", "time", "order", "range", "prefix", "suffix", "text_hash", "status", "coder_kind"),
    *("created_at", "above", "segment_id"),
)
"""What a column may hold. order: a number that grows with the place; range: two numbers, as "485-522"."""
HEADING_ROWS = 20
"""Rows at the top of a sheet in which the columns' names are looked for."""


_NUMBERED = re.compile(r"codes?_?\d+")
"""A column of several that each hold one code: "Code 1", "Code 2"."""


def _fields(**spellings: str) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({name: tuple(told.split()) for name, told in spellings.items()})


@dataclass(frozen=True, slots=True)
class Dialect:
    """The names that one tool gives to columns.

    marks: names that together prove it. fields: by what a column holds its names, the surest first.
    """

    name: str
    marks: frozenset[str]
    fields: Mapping[str, tuple[str, ...]]


DIALECTS = (
    Dialect(
        "Dedoose excerpts",
        frozenset({"excerpt_copy"}),
        _fields(
            document="media_title resource_title",
            quote="excerpt_copy",
            code="codes_applied_combined",
            coder="excerpt_creator",
            range="excerpt_range",
            memo="excerpt_memo",
        ),
    ),
    Dialect(
        "ATLAS.ti quotations",
        frozenset({"quotation_content"}),
        _fields(
            document="document document_name",
            quote="quotation_content",
            code="codes code",
            coder="created_by creator",
            memo="comment",
            order="start_position reference",
            created_at="created",
        ),
    ),
    Dialect(
        "MAXQDA coded segments",
        frozenset({"document_name", "segment"}),
        _fields(
            document="document_name",
            quote="segment",
            code="code",
            coder="author created_by",
            memo="comment",
            order="beginning begin",
        ),
    ),
    Dialect(
        "MAXQDA coded segments (Polish)",
        frozenset({"nazwa_dokumentu", "fragment"}),
        _fields(
            document="nazwa_dokumentu",
            quote="fragment",
            code="kod",
            coder="autor",
            memo="komentarz",
            order="początek",
        ),
    ),
    Dialect(
        "QualCoder codes report",
        frozenset({"codename", "coded"}),
        _fields(
            document="file filename file_name",
            participant="case",
            quote="coded",
            code="codename",
            coder="coder",
            memo="coded_memo",
            above="category",
            segment_id="id",
        ),
    ),
    Dialect(
        "QualCoder exact matches",
        frozenset({"code_name", "pos0", "pos1"}),
        _fields(
            document="file_name file filename",
            quote="text",
            code="code_name",
            coder="coder",
            memo="coded_memo",
            start="pos0",
            end="pos1",
        ),
    ),
    Dialect(
        "Taguette highlights",
        frozenset({"tag", "content"}),
        _fields(document="document", quote="content", code="tag"),
    ),
    Dialect(
        "codings, one a row",
        frozenset(),
        _fields(
            document="document doc file transcript source document_name file_name filename source_name media_title",
            quote="quote quotation excerpt coded_text segment text passage reference_text",
            code="code code_id codes code_name codename tag node",
            coder="coder coded_by user author created_by coder_name",
            start="start begin start_offset pos0",
            end="end end_offset pos1",
            valence="valence",
            strength="strength",
            memo="memo comment note",
            speaker="speaker",
            turn="turn",
            participant="participant participant_id case respondent",
            passage="context passage paragraph turn_text text",
            time="time timestamp time_stamp",
            prefix="prefix",
            suffix="suffix",
            text_hash="text_hash",
            status="status",
            coder_kind="coder_kind",
            created_at="created_at",
        ),
    ),
)
"""The most particular first. Source: what the tools' exports and their documentation show; MAXQDA's English names
are translations of the Polish ones."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table. by_field: what stands in which column, several for `above` and `code`.

    first: index of the first row below the names. header: the names as they are written.
    """

    dialect: str
    header: tuple[str, ...]
    first: int
    by_field: Mapping[str, tuple[int, ...]]

    def __contains__(self, field: str) -> bool:
        return field in self.by_field

    @property
    def used(self) -> frozenset[int]:
        """Columns that hold something known."""
        return frozenset(column for columns in self.by_field.values() for column in columns)


def column_key(name: str) -> str:
    """A column's name without case, spaces and marks: "Coded_Memo" and "coded memo" are one."""
    return "_".join(re.findall(r"\w+", name.casefold().replace("_", " ")))


def find_columns(sheet: Sheet, told: Mapping[str, str], needed: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a sheet by their names; None when no row near its top names all that are needed.

    told: names of columns by field, before any that are known. needed: of each group at least one.
    Raises ExchangeError when two columns of a name that is needed stand beside each other.
    """
    for index, row in enumerate(sheet.rows[:HEADING_ROWS]):
        header = tuple(cell.strip() for cell in row.cells)
        keys = [column_key(cell) for cell in header]
        for dialect in DIALECTS:
            if not dialect.marks <= set(keys):
                continue
            found = _by_field(sheet, header, keys, dialect, told)
            if all(any(field in found for field in group) for group in needed):
                return Columns(dialect.name, header, index + 1, MappingProxyType(found))
    return None


def _by_field(
    sheet: Sheet, header: Sequence[str], keys: Sequence[str], dialect: Dialect, told: Mapping[str, str]
) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    wanted = {field: (column_key(name),) for field, name in told.items()}
    for field, names in [*wanted.items(), *((f, n) for f, n in dialect.fields.items() if f not in wanted)]:
        name = next((name for name in names if any(k == name and i not in taken for i, k in enumerate(keys))), None)
        if name is None:
            numbered = tuple(index for index, key in enumerate(keys) if field == "code" and _NUMBERED.fullmatch(key))
            found |= {field: numbered} if numbered else {}
            taken |= set(numbered)
            continue
        columns = tuple(index for index, key in enumerate(keys) if key == name and index not in taken)
        if len(columns) > 1 and field != "above":
            raise ExchangeError(
                f'{sheet.place(sheet.rows[0])}: two columns are "{header[columns[0]]}". Rename one of them.'
            )
        found[field] = columns
        taken |= set(columns)
    return found


def check_told_columns(sheets: Sequence[Sheet], told: Mapping[str, str]) -> None:
    """Raise ExchangeError for a told column that no sheet has, or that holds nothing known."""
    unknown = sorted(set(told) - set(FIELDS))
    if unknown:
        raise ExchangeError(f"--column {unknown[0]}: what a column holds is one of {', '.join(FIELDS)}.")
    rows = [row for sheet in sheets for row in sheet.rows[:HEADING_ROWS]]
    for field, name in told.items():
        if not any(column_key(cell) == column_key(name) for row in rows for cell in row.cells):
            names = ", ".join(cell for cell in rows[0].cells if cell)[:200] if rows else "none"
            raise ExchangeError(f'--column {field}="{name}": no column has that name (found: {names}).')
