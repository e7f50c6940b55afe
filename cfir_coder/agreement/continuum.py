"""The u-alpha family over documents laid end to end: of single codes, and of a domain's codes among each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from cfir_coder.agreement.columns import CodingColumns
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.measure import Measure, undefined
from cfir_coder.agreement.rolling import target
from cfir_coder.agreement.unitizing import UnitAlphas, unit_alphas
from cfir_coder.errors import UsageError

U_ALPHAS = ("u_alpha", "bar_u_alpha", "cu_alpha", "k_u_alpha")
"""u-alpha; |u-alpha, coded against not; cu-alpha, which code where two coders coded; (k)u-alpha, one code of these."""
OF_ONE_CODE = "one code alone has no other to be told from; see its domain"
NOT_THERE = "nobody gave the code in the documents that every coder has seen"
OF_A_DOMAIN = "told of single codes"


def u_alphas(comparison: Comparison, codes: Iterable[str]) -> dict[str, dict[str, Measure]]:
    """The family of each code, and of each domain that has several of them; by code or domain, then by name.

    On the documents that every coder who looked for the codes has seen, uncoded text included: to u-alpha a stretch
    without units is a value. cu-alpha and (k)u-alpha take a domain's codes for values that exclude each other; where a
    coder gave two of them to one stretch they are undefined. Source: see `unitizing`.
    """
    spans = comparison.columns.joined()
    domains: dict[str, list[str]] = defaultdict(list)
    found = {}
    for code in codes:
        domains[target(comparison.codebook, code, "domain")].append(code)
        alone = _family(comparison, spans, (code,))
        whole = alone if isinstance(alone, Measure) else alone.whole
        found[code] = dict(zip(U_ALPHAS, (whole, whole, undefined(OF_ONE_CODE), undefined(OF_ONE_CODE)), strict=True))
    for domain, own in domains.items():
        if len(own) > 1:
            among = _family(comparison, spans, own)
            if isinstance(among, Measure):
                found[domain] = dict.fromkeys(U_ALPHAS, among)
            else:
                told = (among.whole, among.binary, among.coded, undefined(OF_A_DOMAIN))
                found[domain] = dict(zip(U_ALPHAS, told, strict=True))
            for code in own:
                alone = undefined(NOT_THERE)
                found[code]["k_u_alpha"] = among if isinstance(among, Measure) else among.by_value.get(code, alone)
    return found


def _family(comparison: Comparison, spans: CodingColumns, codes: Collection[str]) -> UnitAlphas | Measure:
    """Every alpha of a continuum in which those codes are the values; a Measure that says why there is none."""
    import numpy as np

    coders = [name for name in comparison.names if all(comparison.knew(name, code) for code in codes)]
    if len(coders) < 2:
        return undefined("fewer than two coders looked for the code")
    at, bases = 0, {}
    for text in comparison.transcripts:
        if all(comparison.saw(name, text.hash, code) for name in coders for code in codes):
            bases[text.hash] = at
            at += len(text.text)
    if not bases:
        return undefined("no document was seen by every coder who looked for the code")
    own = spans.where(np.isin(spans.code, [spans.codes.index(code) for code in codes if code in spans.codes]))
    units = [
        (own.coders[coder], own.codes[code], bases[key] + start, bases[key] + end)
        for coder, code, document, start, end in zip(
            *(each.tolist() for each in (own.coder, own.code, own.document, own.start, own.end)), strict=True
        )
        if (key := own.documents[document]) in bases and own.coders[coder] in coders
    ]
    try:
        return unit_alphas(units, at, coders)
    except UsageError:
        return undefined("a coder gave two of these codes to one stretch, so they don't exclude each other")
