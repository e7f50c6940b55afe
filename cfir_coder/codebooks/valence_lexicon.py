"""Read the groups of valence cues."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cfir_coder.codebooks.packaged import codebooks_folder
from cfir_coder.errors import CodebookError, CueError
from cfir_coder.model.cue import parse_cue
from cfir_coder.model.valence import Effect, ValenceGroup, ValenceLexicon

LEXICON = "valence/valence-en.yaml"
_KEYS = {"name", "effect", "weight", "strength", "turned", "certain", "seen", "cues"}
_NUMBERS = ("start", "mixed_from", "told_from")


def load_valence_lexicon(path: Path | None = None) -> ValenceLexicon:
    """The packaged valence cues, or those of a file.

    Raises CodebookError with every fault, each with its group.
    """
    return _packaged() if path is None else _read(path)


@cache
def _packaged() -> ValenceLexicon:
    return _read(codebooks_folder() / LEXICON)


def _read(path: Path) -> ValenceLexicon:
    try:
        told = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CodebookError(f"{path.name} can't be read: {error}") from error
    if not isinstance(told, Mapping) or not isinstance(told.get("groups"), list):
        raise CodebookError(f'{path.name} holds no valence cues. It needs "valence", "version" and "groups".')
    faults: list[str] = []
    groups = [
        group
        for number, each in enumerate(told["groups"], 1)
        if (group := _group(each, f"{path.name}, group {number}", faults)) is not None
    ]
    faults += _doubles(groups, path.name)
    lexicon = None
    try:
        lexicon = ValenceLexicon(
            id=str(told.get("valence", path.stem)),
            version=str(told.get("version", "")),
            groups=tuple(groups),
            **{key: told[key] for key in _NUMBERS if key in told},
        )
    except ValidationError as error:
        faults += [f"{path.name}: {fault}" for fault in _told(error)]
    if faults or lexicon is None:
        raise CodebookError(f"{path.name} has {len(faults)} faults", faults)
    return lexicon


def _doubles(groups: list[ValenceGroup], place: str) -> list[str]:
    names = [group.name for group in groups]
    return [f'{place}: two groups are called "{name}".' for name in sorted({x for x in names if names.count(x) > 1})]


def _group(told: Any, place: str, faults: list[str]) -> ValenceGroup | None:
    if not isinstance(told, Mapping):
        faults.append(f"{place}: a group has a name, an effect and cues.")
        return None
    name = str(told.get("name", ""))
    place = f'{place} "{name}"'
    faults += [f'{place}: unknown key "{key}". Known: {", ".join(sorted(_KEYS))}.' for key in told.keys() - _KEYS]
    cues = []
    for pattern in told.get("cues") or ():
        if not isinstance(pattern, str):
            faults.append(f'{place}: the cue {pattern!r} is no text for YAML. Put it in quotes ("no", "12").')
            continue
        try:
            cues.append(parse_cue(pattern))
        except CueError as error:
            faults.append(f"{place}: {error}")
    effects = [effect.value for effect in Effect]
    if told.get("effect") not in effects:
        faults.append(f'{place}: unknown effect "{told.get("effect")}". Known: {", ".join(effects)}.')
        return None
    try:
        return ValenceGroup(
            name=name,
            effect=Effect(told["effect"]),
            cues=tuple(cues),
            **{key: told[key] for key in ("weight", "strength", "turned", "certain", "seen") if key in told},
        )
    except ValidationError as error:
        faults += [f"{place}: {fault}" for fault in _told(error)]
        return None


def _told(error: ValidationError) -> list[str]:
    """Each fault that pydantic found, in a line."""
    return [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
