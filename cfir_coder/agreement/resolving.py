"""Which code of the codebook a coder meant: by id, then by name, told whenever it isn't the id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cfir_coder.codebooks.faults import did_you_mean
from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import AgreementError
from cfir_coder.model.codebook import INDUCTIVE, Codebook


@dataclass(frozen=True)
class CodeResolver:
    """Resolves codes as coders write them.

    aliases: what a code is called now, by what it was called, in any case; `matches`: inductive codes that were
    found to be one ("inductive.ana.trust": "inductive.trust").
    """

    codebook: Codebook
    aliases: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, written: str, coder: str) -> str:
        """The id of a code.

        An inductive code that the codebook doesn't have stays the coder's own, until it is matched.
        Raises AgreementError, with what it may have been, for an unknown or ambiguous one.
        """
        key = written.strip().casefold()
        renamed = self._renamed.get(key)
        if renamed is not None:
            return self._known(renamed)
        if written in self.codebook.by_id:
            return written
        if key.startswith(f"{INDUCTIVE}."):
            return self._inductive(key, coder)
        return self._named(written, f'the codebook has no code "{written}"')

    def _named(self, written: str, unknown: str) -> str:
        """The one code of a name. Raises AgreementError, for an unknown one with those words."""
        found = self._by_name.get(written.strip().casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise AgreementError(f'"{written}" is the name of several codes: {", ".join(found)}. Write its id.')
        raise AgreementError(f"{unknown}. {self._advice(written)}")

    def _inductive(self, key: str, coder: str) -> str:
        if key in self.codebook.by_id:
            return key
        mine = self.own_name(key, coder)
        return self.matches.get(mine, mine)

    def own_name(self, written: str, coder: str) -> str:
        """What an inductive code is called as long as it is the coder's own; one that is matched keeps its name."""
        key = written.strip().casefold()
        own = f"{INDUCTIVE}.{coder.casefold()}."
        return key if key.startswith(own) or key in self.matches.values() else own + key.removeprefix(f"{INDUCTIVE}.")

    def _known(self, code: str) -> str:
        return (
            code if code in self.codebook.by_id else self._named(code, f'the alias "{code}" is no code of the codebook')
        )

    def _advice(self, written: str) -> str:
        ends = (code.rpartition(".")[2] for code in self.codebook.by_id)
        names = [*self.codebook.by_id, *(code.name for code in self.codebook.codes), *ends]
        return did_you_mean(written, names, "See `cfir codebook show`; tell a renamed one with --alias OLD=NEW.")

    @cached_property
    def _renamed(self) -> dict[str, str]:
        return {old.casefold(): new for old, new in self.aliases.items()}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Ids by name, and by the last part of the id, in any case."""
        names: dict[str, list[str]] = defaultdict(list)
        called = CodeNames(self.codebook)
        for code in self.codebook.codes:
            for name in {spelling.casefold() for spelling in called.spellings(code)}:
                names[name].append(code.id)
        return names
