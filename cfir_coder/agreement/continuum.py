"""u-alpha of one code over documents laid end to end."""

from __future__ import annotations

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.measure import Measure, undefined
from cfir_coder.agreement.unitizing import unit_alphas


def u_alpha_of_code(comparison: Comparison, code: str) -> Measure:
    """u-alpha on the documents that every coder who looked for the code has seen, uncoded text included.

    A document that one of them hasn't seen is left out: to u-alpha a stretch without units is a value.
    """
    coders = [name for name in comparison.names if comparison.knew(name, code)]
    if len(coders) < 2:
        return undefined("fewer than two coders looked for the code")
    texts = [one for one in comparison.transcripts if all(comparison.saw(name, one.hash, code) for name in coders)]
    if not texts:
        return undefined("no document was seen by every coder who looked for the code")
    at, bases = 0, {}
    for text in texts:
        bases[text.hash] = at
        at += len(text.text)
    spans = comparison.columns.where(comparison.columns.code == comparison.codes.index(code)).joined()
    units = [
        (spans.coders[coder], code, bases[key] + start, bases[key] + end)
        for coder, document, start, end in zip(
            spans.coder.tolist(), spans.document.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True
        )
        if (key := spans.documents[document]) in bases
    ]
    return unit_alphas(units, at, coders).whole
