"""A codebook as it stands in a file: texts with their places, not yet checked against each other.

Readers of YAML, CSV and XLSX make a Draft; `building` turns it into a Codebook.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cfir_coder.codebooks.faults import Faults, Place, Written, did_you_mean

HEADER_TEXTS = ("codebook", "name", "version", "source", "extends")
CODE_TEXTS = (
    "id",
    "name",
    "abbreviation",
    "kind",
    "parent",
    "definition",
    "include",
    "exclude",
    "typical_valence",
    "reverse_rated",
    "color",
)
CODE_ENTRIES = ("examples", "cfir_2009")
CODE_CUES = ("cues", "exclusions")
CODE_KEYS = (*CODE_TEXTS, *CODE_ENTRIES, *CODE_CUES)
CUE_KEYS = ("cue", "weight", "scope")
PRECEDENCE_KEYS = ("prefer", "over", "when", "reason")


@dataclass(frozen=True, slots=True)
class DraftCue:
    """A cue as written, with its weight and scope when they are told."""

    pattern: Written
    weight: Written | None = None
    scope: Written | None = None


@dataclass(slots=True)
class DraftCode:
    """One code; a key that the file doesn't give is absent, which matters to a codebook that extends another."""

    at: Place
    texts: dict[str, Written] = field(default_factory=dict)
    entries: dict[str, list[Written]] = field(default_factory=dict)
    cues: dict[str, list[DraftCue]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """What the key holds; empty when it isn't given."""
        written = self.texts.get(key)
        return written.text if written else ""

    def place(self, key: str) -> Place:
        """Where the key's value stands, or else the code."""
        written = self.texts.get(key)
        return written.at if written else self.at


@dataclass(slots=True)
class Draft:
    """One file."""

    at: Place
    header: dict[str, Written] = field(default_factory=dict)
    lists: dict[str, list[Written]] = field(default_factory=dict)
    codes: list[DraftCode] = field(default_factory=list)
    precedence: list[dict[str, Written]] = field(default_factory=list)


def unknown_key(key: Written, known: tuple[str, ...], faults: Faults, *, what: str = "key") -> None:
    """Note a key that no codebook has."""
    otherwise = "Known here: " + ", ".join(known) + "."
    faults.add(key.at, f'unknown {what} "{key.text}". {did_you_mean(key.text, known, otherwise)}')
