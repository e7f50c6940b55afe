"""Which code of the codebook a file means: by id, name or path of names, by a told alias; never a new one unasked."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import ExchangeError, UsageError
from cfir_coder.model.codebook import INDUCTIVE, Codebook
from cfir_coder.text import counted, slug

_PATH = re.compile(r"\s*(?:>|\\|/|::|→|»)\s*")
_LIST = (re.compile(r"\s*\n\s*"), re.compile(r"\s*;\s*"), re.compile(r"\s*\|\s*"), re.compile(r"\s*,\s*"))
"""What parts several codes in one cell, the surest first."""
_BULLET = re.compile(r"^[•●○◦▪*#-]+\s*")
SUGGESTIONS = 3
LIKE = 0.7
"""How alike a code's name is to be suggested."""


@dataclass
class CodeFinder:
    """Finds codes by what coders and other programs call them, and remembers what was taken for what.

    aliases: what a code is called now, by what it was called. is_inductive: an unknown name is a code of the coder's
    own, `inductive.<coder>.<name>`, instead of a fault.
    """

    codebook: Codebook
    aliases: Mapping[str, str] = field(default_factory=dict)
    is_inductive: bool = False
    renamed: Counter[tuple[str, str]] = field(default_factory=Counter)
    used_aliases: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._names = CodeNames(self.codebook)
        for code in self.codebook.codes:
            for name in (code.id, *self._names.spellings(code)):
                if code.id not in self._by_key[code_key(name)]:
                    self._by_key[code_key(name)].append(code.id)
        self._aliases = {}
        for old, new in self.aliases.items():
            named = [new] if new.startswith(f"{INDUCTIVE}.") else self._candidates(new, ())
            if len(named) != 1:
                raise UsageError(f'--alias "{old}={new}": {self._ambiguous(new, named) or self._unknown(new)}')
            self._aliases[code_key(old)] = named[0]

    def knows(self, written: str) -> bool:
        """Whether some words name exactly one code, or are a told alias."""
        return code_key(written) in self._aliases or len(self._candidates(written, ())) == 1

    def knows_whole(self, written: str, parts: Sequence[str]) -> bool:
        """Whether some words name one code although they look like several: by an alias, or by a name, not a path,
        of which not every part is a code.
        """
        key = code_key(written)
        is_name = len(self._by_key.get(key, ())) == 1 and not all(map(self.knows, parts))
        return key in self._aliases or is_name

    def find_all(self, written: str, coder: str, above: Sequence[str] = ()) -> tuple[str, ...]:
        """The ids of the code, or of the several codes, in a cell.

        A cell is taken for several codes only when it is none as a whole and each part of it is one.
        Raises ExchangeError, without a place in front, with the nearest codes.
        """
        bare = _BULLET.sub("", written.strip())
        if self._is_one(bare, above):
            return (self._find(bare, coder, above),)
        for parting in _LIST:
            parts = [_BULLET.sub("", part) for part in parting.split(bare) if part.strip()]
            if len(parts) > 1 and all(self._is_one(part, above) for part in parts):
                return tuple(dict.fromkeys(self._find(part, coder, above) for part in parts))
        return (self._find(bare, coder, above),)

    def notes(self) -> list[str]:
        """What was taken for what, by name or alias."""
        return [
            f'"{old}" was taken for {new} ({counted(n, "coding")}).' for (old, new), n in sorted(self.renamed.items())
        ]

    def _is_one(self, written: str, above: Sequence[str]) -> bool:
        return code_key(written) in self._aliases or len(self._candidates(written, above)) == 1

    def _find(self, written: str, coder: str, above: Sequence[str]) -> str:
        code = self._resolved(written, coder, above)
        if code != written:
            self.renamed[written, code] += 1
        return code

    def _resolved(self, written: str, coder: str, above: Sequence[str]) -> str:
        if written in self.codebook.by_id:
            return written
        if alias := self._aliases.get(code_key(written)):
            return alias
        found = self._candidates(written, above)
        if len(found) == 1:
            return found[0]
        own = f"{INDUCTIVE}.{slug(coder) or 'coder'}."
        if written.casefold().startswith(f"{INDUCTIVE}."):
            rest = written.casefold().removeprefix(f"{INDUCTIVE}.")
            return f"{INDUCTIVE}.{rest}" if f"{INDUCTIVE}.{rest}".startswith(own) else own + rest
        if found:
            raise ExchangeError(self._ambiguous(written, found))
        if self.is_inductive and slug(written):
            return own + ".".join(filter(None, map(slug, _PATH.split(written))))
        raise ExchangeError(self._unknown(written))

    def _candidates(self, written: str, above: Sequence[str]) -> list[str]:
        """Ids that some words may mean: the whole as a name, else the last part of a path below the others."""
        key = code_key(written)
        if written in self.codebook.by_id:
            return [written]
        if found := self._below(self._by_key.get(key, []), above):
            return found
        *parents, last = _PATH.split(written.strip())
        return self._below(self._by_key.get(code_key(last), []), parents) if parents else []

    def _below(self, codes: Sequence[str], groups: Sequence[str]) -> list[str]:
        """The codes that stand below every group that is itself a code; a folder of another name says nothing."""
        known = [set(self._by_key[code_key(group)]) for group in groups if code_key(group) in self._by_key]
        return [
            code for code in codes if all({one.id for one in self.codebook.ancestors(code)} & group for group in known)
        ]

    def _ambiguous(self, written: str, found: Sequence[str]) -> str:
        """What to say of words that may be several codes; nothing where they are none."""
        if not found:
            return ""
        paths = ", ".join(f'{one} ("{self._names.label(one)}")' for one in found)
        return f'"{written}" may be {paths}. Write its id or whole name, or say which with --alias "{written}=ID".'

    def _unknown(self, written: str) -> str:
        return f'the codebook has no code "{written}". {self._advice(written)}'

    def _advice(self, written: str) -> str:
        near = self.nearest(written)
        if not near:
            return 'See `cfir codebook show`; tell a renamed one with --alias "OLD=NEW", or say --inductive.'
        return f'Did you mean {" or ".join(near)}? Tell a renamed one with --alias "{written}={near[0]}".'

    def nearest(self, written: str, likeness: float = LIKE) -> list[str]:
        """Ids of the codes whose names are most like some words, the likest first; none when nothing is like them.

        likeness: 0-1, that a name has to have at least, by difflib's ratio.
        """
        *_, last = _PATH.split(written.strip())
        wanted = [code_key(written), code_key(last)]
        near = [each for key in wanted for each in difflib.get_close_matches(key, list(self._by_key), 5, likeness)]
        return list(dict.fromkeys(code for key in near for code in self._by_key[key]))[:SUGGESTIONS]


def code_key(name: str) -> str:
    """A code's name without case, spaces and marks; "&" is "and"."""
    return "".join(re.findall(r"\w+", name.casefold().replace("&", " and ").replace("_", " "))) or name.strip()
