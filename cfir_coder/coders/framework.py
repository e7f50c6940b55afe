"""A codebook as the encoder sees it: codes that a head knows, themes below them, and codes of the user's own.

A code that no head knows is told by what the codebook says of it: its name, definition and examples, as vectors of
general sense. No training is needed for it, and none of its meaning is more than those words carry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfir_coder.model.codebook import Codebook, CodeKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

GROUPING = (CodeKind.DOMAIN, CodeKind.SUBDOMAIN)
ROLLED_UP = ("codes_2022",)
"""Heads whose subconstructs are parts of one construct, like Funding. CFIR 2009 rates those of Readiness, Climate and
Engaging each by itself (Damschroder et al. 2009: 39 constructs)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the codebook says of a code, one text: its definition or an example."""

    code: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Framework:
    """head: codes_2022 or codes_2009. columns: the head's outputs, as codes of this codebook, "" for none.

    A column of a domain has no code: only what stands below it is proposed.
    families: by code of a column, what it counts for: of 2022 the highest construct above it, of 2009 itself.
    themes: by code that a head knows, the codes below it that no head knows. own: codes with no such code above them.
    unlisted: the head's outputs of which this codebook knows nothing.
    """

    head: str
    columns: tuple[str, ...]
    families: dict[str, str]
    themes: dict[str, tuple[str, ...]]
    own: tuple[str, ...]
    unlisted: tuple[int, ...] = ()


def framework_of(codebook: Codebook, outputs: dict[str, Sequence[str]]) -> Framework:
    """Find the head that knows most codes of a codebook. outputs: codes by head; 2009 codes by their last part."""
    paths = [code.id for code in codebook.codes]
    found = {
        "codes_2022": {path: path for path in paths},
        "codes_2009": {path.rsplit(".", 1)[-1]: path for path in paths},
    }
    known = {head: sum(code in found[head] for code in outputs[head]) for head in found}
    head = max(known, key=lambda name: known[name])
    told = [found[head].get(code, "") for code in outputs[head]]
    columns = tuple("" if code and codebook.by_id[code].kind in GROUPING else code for code in told)
    themes: dict[str, list[str]] = {}
    own = []
    for code in codebook.codes:
        if code.id in columns or not (code.definition or code.examples):
            continue
        above = next((each for each in codebook.ancestors(code.id) if each.id in columns), None)
        if above is not None:
            themes.setdefault(above.id, []).append(code.id)
        elif code.kind not in GROUPING:
            own.append(code.id)
    families = {code: _family(codebook, code) if head in ROLLED_UP else code for code in columns if code}
    unlisted = tuple(index for index, code in enumerate(told) if not code)
    below_known = {above: tuple(below) for above, below in themes.items()}
    return Framework(head, columns, families, below_known, tuple(own), unlisted)


def _family(codebook: Codebook, code: str) -> str:
    constructs = [each.id for each in codebook.ancestors(code) if each.kind is CodeKind.CONSTRUCT]
    return constructs[-1] if constructs else code


def told_of(codebook: Codebook, codes: Sequence[str]) -> list[Told]:
    """The definition and the examples of each code."""
    texts = []
    for identity in codes:
        code = codebook.by_id[identity]
        if code.definition:
            texts.append(Told(code.id, "definition", f"{code.name}: {code.definition}"))
        texts += [Told(code.id, "example", example) for example in code.examples]
    return texts
