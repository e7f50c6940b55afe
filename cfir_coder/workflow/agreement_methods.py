"""A paragraph for a methods section, filled with what was actually measured."""

from __future__ import annotations

from cfir_coder import __version__
from cfir_coder.agreement.clusters import RESAMPLES
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.measuring import Measured
from cfir_coder.model.coding import Coder, CoderKind
from cfir_coder.text import counted

RULES = {
    "dominant": "a unit counts as coded when a span covers half of it or more, or half of the span or more lies in it",
    "any": "a unit counts as coded when a span covers one character of it",
    "majority": "a unit counts as coded when half of its characters are covered",
}
MISSING = "documents and codes that a coder hasn't looked at are missing for that coder, not uncoded"


def methods_paragraph(comparison: Comparison, leaf: Measured) -> str:
    """Who coded what, what was rated, which coefficients with which intervals, and what came out."""
    parts = (
        _coders(comparison),
        _unit(leaf),
        _coefficients(leaf),
        _when(comparison),
        _result(leaf),
        f"Computed with cfir {__version__}, codebook {comparison.codebook.label}.",
    )
    return " ".join(part for part in parts if part)


def _coders(comparison: Comparison) -> str:
    shared = comparison.shared_documents()
    everybody = sum(all((name, key) in comparison.seen for name in comparison.names) for key in shared)
    names = ", ".join(map(_named, comparison.coders))
    told = f"{counted(len(comparison.coders), 'coder')} ({names}) coded {counted(len(shared), 'document')}"
    told += " in common" if len(comparison.coders) == 2 else f", each at least two of them, {everybody} all of them"
    some = sum(key in set(shared) for _, key in comparison.only)
    limited = f"; in {some} cases a coder looked for some of the codes only" if some else ""
    return f"{told}{limited}."


def _named(coder: Coder) -> str:
    return coder.name if coder.kind is CoderKind.HUMAN else f"{coder.name}, {coder.kind.value}"


def _unit(leaf: Measured) -> str:
    settings = leaf.settings
    if settings.unit == "span":
        return f"Spans of one code were matched at an intersection over union of {settings.like:g} or more; {MISSING}."
    whose = "including interviewers" if settings.with_interviewer else "excluding interviewers"
    rule = "" if settings.unit == "character" else f"; {RULES[settings.rule]}"
    return (
        f"The unit of agreement was the {settings.unit} ({whose}){rule}; each code was rated as coded or not coded, "
        f"and {MISSING}."
    )


def _coefficients(leaf: Measured) -> str:
    if leaf.settings.unit == "span":
        return "Agreement is F1 of matched spans (Holsti, 1969), not corrected for chance, as there are no negatives."
    kappa = ", Cohen's kappa" if len(leaf.coders) == 2 else ""
    return (
        "Agreement is Krippendorff's alpha (nominal), with percent agreement, positive and negative agreement"
        f"{kappa} and Gwet's AC1 beside it; {_interval(leaf)}."
    )


def _interval(leaf: Measured) -> str:
    methods = sorted({one.method for one in leaf.codes if one.method})
    words = {"jackknife": "jackknife with Student's t", "bootstrap": f"bootstrap with {RESAMPLES} resamples"}
    if methods:
        return f"95 % intervals take documents as independent ({' or '.join(words[each] for each in methods)})"
    if any(one.no_interval and "too few" in one.no_interval for one in leaf.codes):
        return "with so few documents no intervals are given; the range over documents is"
    return "no interval could be computed"


def _when(comparison: Comparison) -> str:
    if any(coder.kind is CoderKind.CONSENSUS for coder in comparison.coders):
        return "The consensus is among the coders, so this is no reliability."
    return "Reliability was measured before adjudication."


def _result(leaf: Measured) -> str:
    overall = leaf.overall
    codes = counted(overall.n_codes, "code")
    if leaf.settings.unit == "span":
        value = overall.matched.value
        return f"Over {codes} F1 of matched spans was {value:.2f}." if value is not None else ""
    if overall.pooled_kappa.value is None:
        return ""
    pooled = f"Over {codes} pooled kappa (De Vries et al., 2008) was {overall.pooled_kappa.value:.2f}"
    alphas = overall.alphas
    if overall.median_alpha is None:
        return f"{pooled}."
    return f"{pooled}; alpha by code had a median of {overall.median_alpha:.2f} ({alphas[0]:.2f} to {alphas[-1]:.2f})."
