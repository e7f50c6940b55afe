"""A results folder: its tables, its run.json, and the promise not to replace what a person edited."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from cfir_coder.errors import OutputExists
from cfir_coder.files import write_text

RUN = "run.json"


def recorded(folder: Path) -> dict[str, Any]:
    """What run.json of a results folder says; nothing where there is none, or none that can be read."""
    try:
        told = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def edited_files(folder: Path) -> list[str]:
    """Names of the files in a results folder that differ from what the last run wrote there.

    A folder without run.json was never written by a run: its tables are taken for somebody's own.
    """
    written = recorded(folder).get("files", {})
    return [
        path.name
        for path in sorted([*folder.glob("*.csv"), *folder.glob("*.xlsx")])
        if written.get(path.name) != file_hash(path)
    ]


def refuse_to_replace_edits(folder: Path, names: Iterable[str], *, force: bool) -> None:
    """Raise OutputExists when one of the files to be written was edited since the last run."""
    mine = set(names)
    edited = [name for name in edited_files(folder) if name in mine]
    if edited and not force:
        raise OutputExists(
            f"{folder}: {', '.join(edited)} changed since cfir wrote it and may hold your edits. "
            "Choose another -o, or say --force to replace it."
        )


def put_edits_aside(folder: Path, names: Iterable[str]) -> list[str]:
    """Rename those of the files to be written that were edited since the last run; a line for each."""
    mine = set(names)
    told = []
    for path in [folder / name for name in edited_files(folder) if name in mine]:
        aside, number = path.with_stem(f"{path.stem}.edited"), 1
        while aside.exists():
            number += 1
            aside = path.with_stem(f"{path.stem}.edited-{number}")
        path.rename(aside)
        told.append(f"{path} was edited and is written anew; what stood in it is kept as {aside.name}.")
    return told


def write_run(folder: Path, record: dict[str, Any], files: Iterable[Path]) -> None:
    """Write run.json: what was run, with what, and the SHA-256 of every file written."""
    hashes = {path.name: file_hash(path) for path in sorted(files)}
    text = json.dumps(record | {"files": hashes}, indent=2, ensure_ascii=False)
    write_text(folder / RUN, text + "\n")


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    return sha256(path.read_bytes()).hexdigest()
