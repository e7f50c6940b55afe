"""Make a coding sheet: a study's transcripts cut into rows, filled with what the person coded so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cfir_coder.agreement.units import sentences
from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import UsageError
from cfir_coder.exchange.documents import DocumentFinder
from cfir_coder.files import check_output
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import CoderKind, Coding, Status
from cfir_coder.model.coding_sheet import (
    MOST_CODES,
    Before,
    CodingSheet,
    Mark,
    SegmentKind,
    SheetAbout,
    SheetRow,
)
from cfir_coder.model.transcript import Span, Transcript
from cfir_coder.study import Study
from cfir_coder.study.segments import done_by_text, is_read
from cfir_coder.text import cell_text
from cfir_coder.workflow.agreement_tables import read_table
from cfir_coder.workflow.fresh import open_or_fill


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """What to put into a sheet. documents: names; none named means all. machine: whose proposals, if with_proposals."""

    study: Path
    coder: str
    output: Path
    documents: tuple[str, ...] = ()
    segments: SegmentKind = "turn"
    with_proposals: bool = False
    machine: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class SheetMade:
    """What a sheet holds: rows to code, of how many documents; codings filled in; proposals filled in; what is left."""

    path: Path
    n_rows: int
    n_documents: int
    n_own: int
    n_proposals: int
    n_unshown: int
    notes: tuple[str, ...] = ()


def write_sheet(request: SheetRequest) -> SheetMade:
    """Write the workbook of one person.

    Raises UsageError for a document that the study doesn't have, or a coder who is no person; OutputExists.
    """
    from cfir_coder.report.coding_sheet import write_coding_sheet

    if request.output.suffix.lower() != ".xlsx":
        raise UsageError(f"{request.output}: a coding sheet is a workbook. Name an .xlsx file with -o.")
    check_output(request.output, force=request.force)
    with open_or_fill(request.study) as (study, notes):
        sheet, codebook = make_sheet(study, request)
        write_coding_sheet(sheet, codebook, request.output)
    marks = [mark for row in sheet.rows for mark in row.before.marks]
    return SheetMade(
        request.output,
        n_rows=sum(not row.is_context for row in sheet.rows),
        n_documents=len(sheet.about.documents),
        n_own=sum(not mark.is_proposal for mark in marks),
        n_proposals=sum(mark.is_proposal for mark in marks),
        n_unshown=sheet.n_unshown,
        notes=notes,
    )


def named_documents(told: Iterable[str]) -> tuple[str, ...]:
    """Names of documents: told with commas, or in the column "document" of a list such as `cfir sample` writes.

    Raises UsageError for a list without that column.
    """
    names: list[str] = []
    for each in told:
        path = Path(each)
        if path.suffix.lower() == ".csv" and path.is_file():
            header, rows = read_table(path)
            if "document" not in header:
                raise UsageError(f'{path}: a list of documents has a column "document".')
            names += [row[header.index("document")] for _, row in rows]
        else:
            names += [name.strip() for name in each.split(",") if name.strip()]
    return tuple(dict.fromkeys(names))


def make_sheet(study: Study, request: SheetRequest) -> tuple[CodingSheet, Codebook]:
    """Cut the documents into rows and fill in what the person coded, and proposals if they are wanted."""
    coder = request.coder.strip()
    kinds = {each.name: each.kind for each in study.coders()}
    if not coder or kinds.get(coder, CoderKind.HUMAN) is not CoderKind.HUMAN:
        raise UsageError(f'--coder: a sheet is a person\'s; "{coder}" is none.')
    machine = (request.machine or study.last_coder()) if request.with_proposals else ""
    if machine and kinds.get(machine) is not CoderKind.MACHINE:
        raise UsageError(f'{study.path}: there is no machine coder "{machine}".')
    transcripts = chosen_documents(study.transcripts(), request.documents)
    codebook = study.codebook()
    own = [one for one in study.codings(coder=coder) if one.status is not Status.REJECTED]
    shown = [*own, *_undecided(study, codebook, coder, machine, own)]
    held = study.segments(coder)
    done = done_by_text(held)
    remarks = {(each.text_hash, each.start, each.end): each.memo for each in held}
    rows: list[SheetRow] = []
    n_unshown = 0
    for transcript in transcripts:
        here = [one for one in shown if one.text_hash == transcript.hash]
        said = _Said(done.get(transcript.hash, []), remarks)
        made, left = _rows(transcript, request.segments, here, said, CodeNames(codebook), len(rows))
        rows += made
        n_unshown += left
    about = SheetAbout(
        coder=coder,
        codebook=codebook.hash,
        segments=request.segments,
        machine=machine,
        documents={one.hash: one.document for one in transcripts},
        n_rows=len(rows),
    )
    return CodingSheet(about=about, rows=tuple(rows), n_unshown=n_unshown), codebook


def segments_of(transcript: Transcript, kind: SegmentKind) -> list[tuple[Span, str, bool]]:
    """Span, speaker and whether it is only to be read, in order; what may not be coded is one row a turn."""
    coded = {turn.index for turn in transcript.coded_turns()}
    found: list[tuple[Span, str, bool]] = []
    for turn in transcript.turns:
        is_context = turn.index not in coded
        spans = [(turn.start, turn.end)]
        if kind == "sentence" and not is_context:
            spans = list(sentences(transcript.text, turn.start, turn.end))
        trimmed = [_without_blanks(transcript.text, start, end) for start, end in spans]
        found += [(span, turn.speaker, is_context) for span in trimmed if span[0] < span[1]]
    return found


def _without_blanks(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return first, max(first, start + len(piece.rstrip()))


def chosen_documents(transcripts: Sequence[Transcript], names: Sequence[str]) -> list[Transcript]:
    """The documents named, with or without suffix, or by their participant, in any case; all when none is named.

    Raises UsageError for a name that there isn't.
    """
    finder = DocumentFinder(transcripts)
    wanted: set[str] = set()
    for name in names:
        found = finder.called(name)
        if not found:
            raise UsageError(f'the study has no document "{name}". There are: {", ".join(_names(transcripts))}.')
        wanted |= found
    return [one for one in transcripts if not names or one.hash in wanted]


def _names(transcripts: Iterable[Transcript]) -> list[str]:
    names = [one.document for one in transcripts]
    return names[:20] + (["..."] if len(names) > 20 else [])


def _undecided(study: Study, codebook: Codebook, coder: str, machine: str, own: Collection[Coding]) -> list[Coding]:
    """Proposals that the person hasn't decided on and hasn't coded the same; candidate themes are none."""
    if not machine:
        return []
    decided = {proposal for proposal, person in study.decisions() if person == coder}
    coded = {(one.text_hash, one.start, one.end, one.code) for one in own}
    return [
        one
        for one in study.codings(coder=machine)
        if one.code in codebook.by_id
        and one.id not in decided
        and (one.text_hash, one.start, one.end, one.code) not in coded
    ]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a person has said of stretches of a text: where those stand that are done, in order; remarks by place."""

    done: Sequence[Span]
    remarks: Mapping[tuple[str, int, int], str]


def _rows(
    transcript: Transcript,
    kind: SegmentKind,
    codings: Sequence[Coding],
    said: _Said,
    names: CodeNames,
    first: int,
) -> tuple[list[SheetRow], int]:
    """The rows of a transcript, and how many codings no row has room for."""
    segments = segments_of(transcript, kind)
    spans = [span for span, _, is_context in segments if not is_context]
    by_row: dict[Span, list[Coding]] = defaultdict(list)
    n_unshown = 0
    for coding in codings:
        overlaps = [min(end, coding.end) - max(start, coding.start) for start, end in spans]
        most = max(overlaps, default=0)
        if most > 0:
            by_row[spans[overlaps.index(most)]].append(coding)
        else:
            n_unshown += 1
    rows = []
    for place, (span, speaker, is_context) in enumerate(segments, first + 1):
        start, end = span
        here = [] if is_context else sorted(by_row[span], key=lambda one: (one.coder_kind.value, one.start, one.code))
        n_unshown += max(0, len(here) - MOST_CODES)
        remark = said.remarks.get((transcript.hash, start, end), "")
        memos = "; ".join(dict.fromkeys(one.memo for one in here[:MOST_CODES] if one.memo and not _is_machine(one)))
        row = SheetRow(
            place=place,
            document=transcript.document,
            text_hash=transcript.hash,
            start=start,
            end=end,
            speaker=speaker,
            text=cell_text(transcript.text[start:end]),
            is_context=is_context,
            before=Before(
                marks=tuple(_mark(one) for one in here[:MOST_CODES]),
                memo=cell_text((remark or memos).strip()),
                done=not is_context and is_read(transcript.text, start, end, said.done),
            ),
            note=cell_text("\n".join(_notes(here, span, names))),
        )
        rows.append(row)
    return rows, n_unshown


def _mark(coding: Coding) -> Mark:
    return Mark(
        id=coding.id,
        code=coding.code,
        valence=coding.valence,
        strength=coding.strength,
        start=coding.start,
        end=coding.end,
        is_proposal=_is_machine(coding),
    )


def _notes(codings: Sequence[Coding], span: Span, names: CodeNames) -> list[str]:
    """What the columns can't tell: a passage that isn't the row, a proposal, what there is no room for."""
    notes = []
    for slot, one in enumerate(codings, 1):
        proposed = ""
        if _is_machine(one):
            sure = "" if one.confidence is None else f" (confidence {one.confidence:.2f})"
            proposed = f"proposed by {one.coder}{sure}"
        quote = f"on “{' '.join(one.quote.split())}”" if (one.start, one.end) != span else ""
        told = ", ".join(filter(None, (proposed, quote)))
        if slot > MOST_CODES:
            notes.append(f"no room: {names.label(one.code)}{f', {told}' if told else ''}")
        elif told:
            notes.append(f"{slot}: {told}")
    return notes


def _is_machine(coding: Coding) -> bool:
    return coding.coder_kind is CoderKind.MACHINE
