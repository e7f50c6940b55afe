"""Read transcripts and say who speaks, by everything that is told: files, participants.csv, corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from cfir_coder.errors import TranscriptError
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import (
    JoinResult,
    ReadResult,
    Unlabelled,
    correct_speakers,
    join_participants,
    read_folder,
    read_participants,
)

Corrections = Mapping[str, Mapping[str, str]]
"""What people said of speakers: by document, by label."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Transcripts with every participant named, and what a person should know of the reading."""

    read: ReadResult
    joined: JoinResult

    @property
    def transcripts(self) -> tuple[Transcript, ...]:
        """What was read, joined with the participants."""
        return self.joined.transcripts

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes of reading and joining."""
        return (*self.read.notes, *self.joined.notes)

    @property
    def unread(self) -> tuple[tuple[str, str], ...]:
        """Files that couldn't be read, with the reason."""
        return tuple((path.name, reason) for path, reason in self.read.failures)


def read_sources(
    paths: Sequence[Path],
    *,
    participants: Path | None = None,
    interviewer: Sequence[str] = (),
    unlabelled: Unlabelled = "document",
    corrections: Corrections | None = None,
) -> Sources:
    """Read files and folders, put corrections over what was found, and join the participants.

    Raises ParticipantsError, and TranscriptError for a correction of a label that nobody has.
    """
    read = read_folder(paths, interviewer=interviewer, unlabelled=unlabelled)
    told = [_corrected(transcript, corrections or {}) for transcript in read.transcripts]
    return Sources(read, join_participants(told, read_participants(participants) if participants else ()))


def participants_beside(paths: Sequence[Path], name: str = "participants.csv") -> Path | None:
    """The table of participants in the folders, or beside the files; None when there is none."""
    tables = ((path if path.is_dir() else path.parent) / name for path in paths)
    return next((table for table in tables if table.is_file()), None)


def nothing_read(paths: Sequence[Path], read: ReadResult) -> TranscriptError:
    """The error to raise when no file could be read."""
    if not read.failures:
        where = ", ".join(str(path) for path in paths)
        return TranscriptError(f"{where}: there are no transcripts here. Put files such as .txt, .docx or .vtt there.")
    reasons = "; ".join(f"{path.name}: {reason}" for path, reason in read.failures[:5])
    more = f" and {len(read.failures) - 5} more" if len(read.failures) > 5 else ""
    return TranscriptError(f"no transcript could be read. {reasons}{more}")


def _corrected(transcript: Transcript, corrections: Corrections) -> Transcript:
    for document, told in corrections.items():
        if transcript.document == document or PurePath(transcript.document).name == document:
            return correct_speakers(transcript, told)
    return transcript
