"""What is wrong with a codebook file, and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from cfir_coder.errors import CodebookError


class Place(NamedTuple):
    """Where something stands: "study.yaml, line" 14, or "study.xlsx, sheet codes, row" 3."""

    unit: str
    number: int

    def __str__(self) -> str:
        return f"{self.unit} {self.number}"


class Written(NamedTuple):
    """A piece of text and where it stands."""

    text: str
    at: Place


class Faults:
    """Every fault of one codebook, in the order of the file whatever the order of finding."""

    def __init__(self) -> None:
        self._found: list[tuple[Place, str]] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, at: Place, message: str) -> None:
        """Note a fault: what is wrong, then how to mend it."""
        self._found.append((at, message))

    def texts(self) -> list[str]:
        """One line a fault, file by file in the order they were met, top to bottom."""
        units = list(dict.fromkeys(at.unit for at, _ in self._found))
        ordered = sorted(self._found, key=lambda fault: (units.index(fault[0].unit), fault[0].number))
        return list(dict.fromkeys(f"{at}: {message}" for at, message in ordered))

    def error(self, file: str) -> CodebookError:
        """The error that carries them all; its message is the first one and the count of the others."""
        faults = self.texts()
        more = len(faults) - 1
        told = f" (and {more} more: see `cfir codebook check {file}`)" if more else ""
        return CodebookError(faults[0] + told, faults)


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Offer the nearest known word, or else the way to mend it."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.75)
    return f'Did you mean "{near[0]}"?' if near else otherwise
