"""The study's adapter: corrections of the encoder's heads, and heads for codes that it doesn't know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.framework import Framework
from cfir_coder.coders.learned_examples import Example, Looked, ReadTurn, coded_sentences, examples_of
from cfir_coder.coders.learned_fit import Correction, correct_shares, correct_yes_no
from cfir_coder.coders.learned_valence import Leaning
from cfir_coder.coders.meaning import Heads, sigmoid
from cfir_coder.model.codebook import Codebook

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

HOLD = 200.0
"""Precision of the prior of each weight; with 384 features of variance 1 a code's logit moves by about 1.4 at most."""
HOLD_CODED = 200.0
HOLD_OWN = 30.0
"""For a code that starts from nothing; it has to move further."""
HOLD_BIAS = 10.0
LEAST_PASSAGES = 3
"""Passages that a code which no head knows must have, in at least LEAST_TRANSCRIPTS, to be learned."""
LEAST_TRANSCRIPTS = 2


@dataclass(frozen=True, slots=True)
class Adapter:
    """head: which head of codes is corrected. own: corrections by code, from nothing. leaning: of valence, if any."""

    head: str
    coded: Correction
    codes: Correction
    own: Mapping[str, Correction] = field(default_factory=dict)
    leaning: Leaning | None = None

    def own_alone(self) -> Adapter:
        """Only what was learned of the study's own codes; constructs stay as they were."""
        return replace(self, coded=self.coded.nothing(), codes=self.codes.nothing())

    def heads(self, before: Heads) -> Heads:
        """The heads, corrected: they are linear, so what is learned is new weights."""
        arrays = dict(before.arrays)
        corrected = [("coded", self.coded), (self.head, self.codes)]
        if self.leaning:
            corrected.append(("valence", self.leaning.head))
        for name, told in corrected:
            arrays[f"{name}.weight"] = told.scale * arrays[f"{name}.weight"] + told.weights
            arrays[f"{name}.bias"] = told.scale * arrays[f"{name}.bias"] + told.bias
        return Heads(arrays)

    def chances(self) -> Callable[[Floats], Mapping[str, Floats]]:
        """From (n, 384) features to (n,) chances of each code of the study's own."""
        return lambda features: {
            code: sigmoid(features @ told.weights[0] + told.bias[0]) for code, told in self.own.items()
        }


def fit_adapter(
    heads: Heads,
    framework: Framework,
    codebook: Codebook,
    looked: Sequence[Looked],
    turns: Mapping[str, Sequence[ReadTurn]],
) -> Adapter:
    """Fit the corrections to what people coded. turns: by text hash."""
    import numpy as np

    sentences = [coded_sentences(one, turns[one.text_hash]) for one in looked]
    vectors = [vector for some, _ in sentences for vector in some]
    truth = np.array([each for _, some in sentences for each in some], float)
    features = heads.features(np.array(vectors, np.float32))
    old = heads.logits("coded", features)[:, 0]
    coded = correct_yes_no(features, old, truth, hold=HOLD_CODED, hold_bias=0.01)
    examples = [example for one in looked for example in examples_of(one, turns[one.text_hash])]
    codes = _correct_codes(heads, framework, codebook, [one for one in examples if one.given or one.refused])
    own = {code: _own(heads, code, codebook, examples) for code in own_codes(framework, codebook, looked)}
    return Adapter(framework.head, coded, codes, own)


def taught(decider: Decider, adapter: Adapter, settings: Mapping[str, Any]) -> Decider:
    """The decider as the study's coders taught it."""
    leanings = adapter.leaning.codes if adapter.leaning else {}
    return decider.adapted(adapter.heads(decider.heads), settings, adapter.chances(), leanings)


def own_codes(framework: Framework, codebook: Codebook, looked: Sequence[Looked]) -> list[str]:
    """Codes that no head knows, with enough passages to learn from, in the codebook's order."""
    passages: dict[str, set[tuple[str, int, int]]] = {}
    for one in looked:
        for coding in one.codings:
            passages.setdefault(coding.code, set()).add((one.text_hash, coding.start, coding.end))
    return [
        code.id
        for code in codebook.codes
        if code.id not in framework.columns
        and len(found := passages.get(code.id, set())) >= LEAST_PASSAGES
        and len({text for text, _, _ in found}) >= LEAST_TRANSCRIPTS
        and any(code.id in one.codes_seen and not one.one_by_one for one in looked)
    ]


def _correct_codes(heads: Heads, framework: Framework, codebook: Codebook, examples: Sequence[Example]) -> Correction:
    """Correct the head of constructs; a theme speaks for the construct above it."""
    import numpy as np

    column = {code: index for index, code in enumerate(framework.columns) if code}
    features = heads.features(np.array([one.vector for one in examples], np.float32).reshape(len(examples), -1))
    old = heads.logits(framework.head, features)
    shares, refused = np.zeros_like(old), np.zeros_like(old)
    seen = np.zeros(old.shape, bool)
    for row, one in enumerate(examples):
        known = {_column(code, column, codebook) for code in one.given} - {None}
        for index in sorted(each for each in known if each is not None):
            shares[row, index] = 1 / len(known)
        for code in one.refused & column.keys():
            refused[row, column[code]] = 1
        seen[row] = [not code or code in one.codes_seen for code in framework.columns]
        seen[row] |= (shares[row] > 0) | (refused[row] > 0)
    return correct_shares(features, old, shares, seen, refused, hold=HOLD, hold_bias=HOLD_BIAS)


def _column(code: str, column: Mapping[str, int], codebook: Codebook) -> int | None:
    if code in column:
        return column[code]
    if code not in codebook.by_id:
        return None
    return next((column[each.id] for each in codebook.ancestors(code) if each.id in column), None)


def _own(heads: Heads, code: str, codebook: Codebook, examples: Sequence[Example]) -> Correction:
    """A head for one code from nothing; only what was seen with a codebook that has it speaks against it."""
    import numpy as np

    telling = [
        one
        for one in examples
        if code in one.given or code in one.refused or (code in one.codes_seen and not one.one_by_one)
    ]
    features = heads.features(np.array([one.vector for one in telling], np.float32))
    truth = np.array([code in one.given for one in telling], float)
    return correct_yes_no(features, np.zeros(len(truth)), truth, hold=HOLD_OWN, hold_bias=0.01)
