"""Open a study to put people's codings into; one fresh from `cfir init` gets its transcripts first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cfir_coder.codebooks import load_codebook
from cfir_coder.errors import StudyNotFound
from cfir_coder.study import DATABASE, Study, StudySettings, read_settings, study_file
from cfir_coder.workflow.sources import Sources, nothing_read, participants_beside, read_sources


@contextmanager
def open_or_fill(path: Path) -> Iterator[tuple[Study, tuple[str, ...]]]:
    """The study at a place, with notes on what was read into it for that; used in a `with` block.

    A folder with study.toml and no study yet gets one of the transcripts, participants and codebook that `cfir code`
    would read there. When the block raises, that study is taken away again.
    Raises StudyNotFound, and what reading the folder raises.
    """
    settings = _settings_of_fresh(path)
    if settings is None:
        with Study.open(path) as study:
            yield study, ()
        return
    file = path / DATABASE
    sources = _read(path, settings)
    beside = path / settings.codebook
    codebook = load_codebook(beside if beside.is_file() else settings.codebook)
    try:
        with Study.open_or_create(file) as study:
            study.add_sources(sources.transcripts, sources.joined.participants, codebook)
            yield study, _notes(path / settings.transcripts, sources)
    except BaseException:
        for suffix in ("", "-wal", "-shm"):
            file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)
        raise


def _settings_of_fresh(path: Path) -> StudySettings | None:
    """What study.toml says, where there is no study yet; None otherwise."""
    if not path.is_dir():
        return None
    try:
        study_file(path)
    except StudyNotFound:
        return read_settings(path)
    return None


def _read(folder: Path, settings: StudySettings) -> Sources:
    paths = (folder / settings.transcripts,)
    sources = read_sources(
        paths,
        participants=participants_beside([folder, *paths], settings.participants),
        interviewer=settings.interviewers,
        unlabelled=settings.unlabelled,
        corrections=settings.speakers,
    )
    if not sources.transcripts:
        raise nothing_read(paths, sources.read)
    return sources


def _notes(folder: Path, sources: Sources) -> tuple[str, ...]:
    read = f"the study was new: its transcripts were read from {folder} ({len(sources.transcripts)} read)."
    unread = [f"{name} was not read: {reason}" for name, reason in sources.unread]
    return (read, *unread, *sources.notes)
