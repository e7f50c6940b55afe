"""A codebook: domains, constructs and themes, and the cues that find them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from cfir_coder.errors import UnknownCode
from cfir_coder.model.base import Model
from cfir_coder.model.coding import Valence
from cfir_coder.model.cue import Cue, Part, Term

INDUCTIVE = "inductive"
"""First part of the id of every code that stands beside the framework."""


class CodeKind(StrEnum):
    """Domain > subdomain, which only groups > construct (a subconstruct is one below another) > theme."""

    DOMAIN = "domain"
    SUBDOMAIN = "subdomain"
    CONSTRUCT = "construct"
    THEME = "theme"


class Code(Model):
    """One code.

    id: a path of lower-case words (`outer_setting.policies_laws`); a code is known by it, never by its name.
    parent: the id one level up; None for a domain and for inductive codes that stand alone.
    typical_valence: how a theme mostly works; no coding is forced to it.
    cfir_2009: ids of the 2009 framework's constructs that cover the same ground.
    cues propose the code; exclusions forbid it in the clause where they match.
    """

    id: str
    name: str
    kind: CodeKind
    parent: str | None = None
    abbreviation: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    typical_valence: Valence | None = None
    reverse_rated: bool = False
    cfir_2009: tuple[str, ...] = ()
    color: str = ""
    cues: tuple[Cue, ...] = ()
    exclusions: tuple[Cue, ...] = ()


class Precedence(Model):
    """Which of two codes stands when both are found in one clause.

    The codes below `over` yield too. when: the rule holds only where this part stands in the clause.
    """

    prefer: str
    over: str
    when: Part | None = None
    when_pattern: str = ""
    reason: str = ""


class Codebook(Model):
    """Codes in the order of the file, with the lists and rules that their cues share."""

    id: str
    name: str
    version: str
    source: str = ""
    extends: str | None = None
    codes: tuple[Code, ...]
    lists: dict[str, tuple[Term, ...]] = {}
    precedence: tuple[Precedence, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 over everything in the codebook."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def label(self) -> str:
        """What a coding records: id, version and the first twelve digits of the hash."""
        return f"{self.id} {self.version} {self.hash[:12]}"

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """Codes by id."""
        return {code.id: code for code in self.codes}

    @cached_property
    def repeated_names(self) -> frozenset[str]:
        """Names that more than one code has."""
        names = Counter(code.name for code in self.codes)
        return frozenset(name for name, times in names.items() if times > 1)

    def code(self, code_id: str) -> Code:
        """The code of that id.

        Raises UnknownCode.
        """
        try:
            return self.by_id[code_id]
        except KeyError:
            raise UnknownCode(
                f'codebook "{self.id}" has no code "{code_id}". See `cfir codebook show {self.id}`.'
            ) from None

    def ancestors(self, code_id: str) -> Iterator[Code]:
        """The code itself, its parent, and so on up to its domain."""
        code: Code | None = self.code(code_id)
        while code is not None:
            yield code
            code = self.by_id.get(code.parent) if code.parent else None

    def domain_of(self, code_id: str) -> Code | None:
        """The domain above a code; None for an inductive code beside the framework."""
        return next((code for code in self.ancestors(code_id) if code.kind is CodeKind.DOMAIN), None)

    def construct_of(self, code_id: str) -> Code | None:
        """The nearest construct: the code itself, or for a theme the construct that it stands under."""
        return next((code for code in self.ancestors(code_id) if code.kind is CodeKind.CONSTRUCT), None)

    def topmost_construct_of(self, code_id: str) -> Code | None:
        """The construct that stands highest: for a subconstruct the one that it is a part of."""
        above = [code for code in self.ancestors(code_id) if code.kind is CodeKind.CONSTRUCT]
        return above[-1] if above else None

    def children(self, code_id: str) -> tuple[Code, ...]:
        """The codes one level below, in order."""
        return tuple(code for code in self.codes if code.parent == code_id)

    def is_below(self, code_id: str, other_id: str) -> bool:
        """Whether a code is another one or stands somewhere below it."""
        return any(code.id == other_id for code in self.ancestors(code_id))
