"""What people call a code: a label that no other code has, and which code was meant by what somebody wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

from cfir_coder.codebooks.faults import did_you_mean
from cfir_coder.errors import UnknownCode
from cfir_coder.model.codebook import Code, Codebook, CodeKind


class CodeNames:
    """Labels and names of a codebook's codes.

    A label is the code's name; where several codes share it, as a domain and a subconstruct of CFIR 2022 are both
    called Innovation, what it stands under is added in brackets.
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

    def spellings(self, code: Code) -> tuple[str, ...]:
        """What people may write for a code: its name, label, abbreviation and the last part of its id."""
        every = (code.name, self.labels[code.id], code.abbreviation, code.id.rpartition(".")[2])
        return tuple(dict.fromkeys(filter(None, every)))

    def resolve(self, written: str, kind: CodeKind | None = None) -> str:
        """The id of the code that is meant by an id, or in any case by a label, a name or an abbreviation.

        kind: of two codes of one name the one of that kind is meant.
        Raises UnknownCode, with what may have been meant.
        """
        if written.strip() in self.codebook.by_id:
            return written.strip()
        key = _plain(written)
        if key in self._by_label:
            return self._by_label[key]
        found = self._by_name.get(key, [])
        found = [one for one in found if self.codebook.code(one).kind is kind] or found
        if len(found) == 1:
            return found[0]
        if found:
            ways = ", ".join(f'"{self.labels[one]}"' for one in found)
            raise UnknownCode(f'"{written}" is the name of several codes. Write {ways}.')
        if key in self._by_id:
            return self._by_id[key]
        names = [*self.labels.values(), *self.codebook.by_id]
        cased = {_plain(name): name for name in reversed(names)}
        advice = did_you_mean(key, cased, f"See `cfir codebook show {self.codebook.id}`.")
        for plain, name in cased.items():
            advice = advice.replace(f'"{plain}"', f'"{name}"')
        raise UnknownCode(f'"{written}" is no code. {advice}')

    def _above(self, code: Code) -> str:
        parent = self.codebook.by_id.get(code.parent or "")
        return parent.name if parent else code.kind.value

    @cached_property
    def _by_label(self) -> dict[str, str]:
        return {_plain(label): key for key, label in self.labels.items()}

    @cached_property
    def _by_id(self) -> dict[str, str]:
        return {_plain(key): key for key in self.codebook.by_id}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for code in self.codebook.codes:
            for name in {_plain(code.name), _plain(code.abbreviation)} - {""}:
                names[name].append(code.id)
        return names


def _plain(written: str) -> str:
    return " ".join(written.split()).casefold()
