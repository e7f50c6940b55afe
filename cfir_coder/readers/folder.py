"""Many files at once: one that can't be read is told and never stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cfir_coder.errors import TranscriptError
from cfir_coder.files import RESULTS
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers.opening import DEFAULT_LIMIT
from cfir_coder.readers.reading import READERS, Unlabelled, read_transcript
from cfir_coder.readers.tables import NoConversation
from cfir_coder.text import first_few

_RESULT_FOLDERS = frozenset([RESULTS, "results", "__macosx", "__pycache__"])
_OURS = frozenset(
    [
        "participants.csv",
        "participants.xlsx",
        "study.toml",
        "study.db",
        "run.json",
        "thumbs.db",
        "desktop.ini",
    ]
)
_NEAR_FORMATS = frozenset(
    """.doc .docm .dot .dotx .pages .wpd .wps .rtfd .epub .odf .fodt .sbv .ass .ttml .tex""".split()
)
"""Extensions of what is likely a transcript, in a format that must be saved anew."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """transcripts in order of their files; failures: (file, reason); notes: what a person should know."""

    transcripts: tuple[Transcript, ...]
    failures: tuple[tuple[Path, str], ...] = ()
    notes: tuple[str, ...] = ()


def read_folder(
    paths: Sequence[Path],
    *,
    interviewer: Sequence[str] = (),
    unlabelled: Unlabelled = "document",
    limit: int = DEFAULT_LIMIT,
) -> ReadResult:
    """Read files and everything in folders below, in sorted order.

    A folder's participants.csv, study.toml, README, hidden files and result folders are no transcripts; a
    file that is named itself is always tried. Of files with the same text the first is kept.
    """
    files = _unique(pair for path in paths for pair in transcript_files(path))
    transcripts: list[Transcript] = []
    failures: list[tuple[Path, str]] = []
    notes: list[str] = []
    other_tables: list[str] = []
    names: dict[str, Path] = {}
    first_of_text: dict[str, str] = {}
    for path, name in files:
        document = name if name not in names else path.as_posix()
        try:
            transcript = read_transcript(
                path, document=document, interviewer=interviewer, unlabelled=unlabelled, limit=limit
            )
        except TranscriptError as exc:
            if isinstance(exc.__cause__, NoConversation) and path not in paths:
                other_tables.append(document)
            else:
                failures.append((path, str(exc)))
            continue
        names[document] = path
        twin = first_of_text.setdefault(transcript.hash, document)
        if twin != document:
            notes.append(f"{document} has the same text as {twin} and was left out.")
            continue
        transcripts.append(transcript)
    notes += _same_stems(transcripts) + _left_out(paths, other_tables)
    return ReadResult(tuple(transcripts), tuple(failures), tuple(notes))


def transcript_files(path: Path) -> Iterator[tuple[Path, str]]:
    """The files at a path that may be transcripts, with the names they go by, in sorted order."""
    if not path.is_dir():
        yield path, path.name
        return
    for file in _below(path):
        if _is_candidate(file):
            yield file, file.relative_to(path).as_posix()


def _below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir():
            if (
                entry.name.casefold() not in _RESULT_FOLDERS
                and not (entry / "run.json").exists()
                and not entry.is_symlink()
            ):
                yield from _below(entry)
        else:
            yield entry


def _is_candidate(file: Path) -> bool:
    name = file.name.casefold()
    if name in _OURS or file.stem.casefold() == "readme":
        return False
    return file.suffix.lower() in READERS or file.suffix.lower() in _NEAR_FORMATS


def _unique(files: Iterator[tuple[Path, str]]) -> list[tuple[Path, str]]:
    seen: dict[Path, tuple[Path, str]] = {}
    for path, name in files:
        seen.setdefault(path.absolute(), (path, name))
    return sorted(seen.values(), key=lambda pair: (pair[1].casefold(), pair[1], str(pair[0])))


def _same_stems(transcripts: Sequence[Transcript]) -> list[str]:
    by_stem: dict[str, list[str]] = {}
    for transcript in transcripts:
        by_stem.setdefault(transcript.document.rsplit(".", 1)[0].casefold(), []).append(transcript.document)
    return [
        f"{' and '.join(names)} may be one interview in two formats; both were read."
        for names in by_stem.values()
        if len(names) > 1
    ]


def _left_out(paths: Sequence[Path], other_tables: Sequence[str]) -> list[str]:
    """Name what lies in the folders and is no format of a transcript, once."""
    others = sorted(
        set(other_tables)
        | {
            file.name
            for path in paths
            if path.is_dir()
            for file in _below(path)
            if not _is_candidate(file) and file.name.casefold() not in _OURS and file.stem.casefold() != "readme"
        }
    )
    if not others:
        return []
    shown = first_few(others, 5)
    count = (
        "1 file is no transcript and was" if len(others) == 1 else f"{len(others)} files are no transcripts and were"
    )
    return [f"{count} left out: {shown}."]
