"""What people call a code: a label that no other code has, and which code was meant by what somebody wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

from cfir_coder.codebooks.faults import did_you_mean
from cfir_coder.errors import UnknownCode
from cfir_coder.model.codebook import Code, Codebook


class CodeNames:
    """Labels and names of a codebook's codes.

    A label is the code's name; where several codes share it (as "Funding" and its like do in CFIR 2022), what it
    stands under is added in brackets.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    @cached_property
    def labels(self) -> dict[str, str]:
        """By id, in the order of the codebook; no two are alike, in any case."""
        shared = Counter(_plain(code.name) for code in self.codebook.codes)
        labels = {
            code.id: code.name if shared[_plain(code.name)] == 1 else f"{code.name} ({self._above(code)})"
            for code in self.codebook.codes
        }
        twice = Counter(_plain(label) for label in labels.values())
        return {key: label if twice[_plain(label)] == 1 else f"{label} [{key}]" for key, label in labels.items()}

    def label(self, code_id: str) -> str:
        """The label of a code; of one that the codebook doesn't have, its id."""
        return self.labels.get(code_id, code_id)

    def resolve(self, written: str) -> str:
        """The id of the code that is meant by an id, a label, a name or an abbreviation, in any case.

        Raises UnknownCode, with what may have been meant.
        """
        key = _plain(written)
        exact = self._exact.get(key)
        if exact is not None:
            return exact
        found = self._by_name.get(key, [])
        if len(found) == 1:
            return found[0]
        if found:
            ways = ", ".join(f'"{self.labels[one]}"' for one in found)
            raise UnknownCode(f'"{written}" is the name of several codes. Write {ways}.')
        names = [*self.labels.values(), *self.codebook.by_id]
        cased = {_plain(name): name for name in reversed(names)}
        advice = did_you_mean(key, cased, f"See `cfir codebook show {self.codebook.id}`.")
        for plain, name in cased.items():
            advice = advice.replace(f'"{plain}"', f'"{name}"')
        raise UnknownCode(f'"{written}" is no code. {advice}')

    def _above(self, code: Code) -> str:
        parent = self.codebook.by_id.get(code.parent or "")
        return parent.name if parent else code.id

    @cached_property
    def _exact(self) -> dict[str, str]:
        ids = {_plain(key): key for key in self.codebook.by_id}
        return {_plain(label): key for key, label in self.labels.items()} | ids

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for code in self.codebook.codes:
            for name in {_plain(code.name), _plain(code.abbreviation)} - {""}:
                names[name].append(code.id)
        return names


def _plain(written: str) -> str:
    return " ".join(written.split()).casefold()
