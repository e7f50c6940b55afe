"""Make a study folder; verify a study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cfir_coder.readers import read_folder
from cfir_coder.study import Study, check_study, init_study, read_settings


@dataclass(frozen=True, slots=True)
class Checked:
    """What was verified, and what is wrong with it."""

    n_transcripts: int
    n_codings: int
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()


def make_study(folder: Path) -> list[Path]:
    """Scaffold a study folder; return the files made."""
    return init_study(folder)


def verify_study(path: Path) -> Checked:
    """Check that quotes, codes and texts of a study fit each other and the files on disk."""
    with Study.open(path) as study:
        sources = _sources(study)
        notes: tuple[str, ...] = ()
        on_disk = None
        if sources is None:
            notes = ("the transcripts are not where they were coded, so texts were not compared with files.",)
        else:
            on_disk = {one.document: one.hash for one in read_folder(sources).transcripts}
        problems = check_study(study, on_disk)
        return Checked(len(study.documents()), len(study.codings()), tuple(problems), notes)


def _sources(study: Study) -> list[Path] | None:
    """The files that the study was coded from; None when they aren't where they were."""
    folder = study.path.parent
    settings = read_settings(folder)
    if settings is not None:
        named = [folder / settings.transcripts]
    else:
        named = [Path(path) for path in study.last_options().get("paths", [])]
    for beside in (Path(), folder, folder.parent):
        paths = [beside / path for path in named]
        if paths and all(path.exists() for path in paths):
            return paths
    return None
