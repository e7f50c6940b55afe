"""Agreement in groups of documents, and over rounds of coding, with a hint on when coding twice may stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from cfir_coder.agreement.code_agreement import THRESHOLDS
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.measuring import Measured, measure_agreement
from cfir_coder.agreement.settings import Settings
from cfir_coder.errors import UsageError
from cfir_coder.text import counted

NOT_TOLD = "(not told)"
MOST_NAMED = 4
"""Codes that a hint names."""


def agreement_in_groups(comparison: Comparison, attribute: str, settings: Settings) -> dict[str, Measured]:
    """Agreement on leaf codes by an attribute of participants, or document by document.

    Raises UsageError when no participant has the attribute.
    """
    from cfir_coder.matrices.choose import natural_key

    grouped: dict[str, set[str]] = defaultdict(set)
    for key, group in _groups(comparison, attribute).items():
        grouped[group].add(key)
    if set(grouped) == {NOT_TOLD}:
        raise UsageError(
            f'no participant has "{attribute}". Choose site, role, document or another column of the participants.'
        )
    return {
        group: measure_agreement(comparison.within(grouped[group]), settings)
        for group in sorted(grouped, key=natural_key)
    }


def _groups(comparison: Comparison, attribute: str) -> dict[str, str]:
    """Group of each shared document by text hash."""
    shared = comparison.shared_documents()
    if attribute == "document":
        return {key: comparison.documents[key] for key in shared}
    people = {person.id: person for person in comparison.participants}
    values: dict[str, set[str]] = {}
    for text in comparison.transcripts:
        spoke = [people[each.participant] for each in text.speakers if each.participant in people]
        values[text.hash] = {person.attribute(attribute) for person in spoke} - {""}
    return {key: " and ".join(sorted(values.get(key, ()))) or NOT_TOLD for key in shared}


def stopping_hint(rounds: Mapping[str, Measured]) -> list[str]:
    """Whether coders may stop coding twice: in two rounds in a row no code's interval falls below .667.

    rounds: in their order. Codes with too few coded units in one of the two rounds aren't judged.
    """
    notes = []
    if NOT_TOLD in rounds:
        notes.append("documents that tell no round count in none.")
    names = [name for name in rounds if name != NOT_TOLD]
    if len(names) < 2:
        return [*notes, "a stopping rule needs two rounds or more."]
    last = names[-2:]
    judged = [{one.code: one for one in rounds[name].codes if "rare" not in one.flags} for name in last]
    codes = sorted(judged[0].keys() & judged[1].keys())
    every = {one.code for name in last for one in rounds[name].codes}
    where = f"rounds {last[0]} and {last[1]}"
    rare = (
        f" {len(every) - len(codes)} of {counted(len(every), 'code')} too rare to be judged."
        if len(every) > len(codes)
        else ""
    )
    if not codes:
        return [*notes, f"{where}: no code has enough coded units in both, so it can't be told whether to stop."]
    low, unknown = [], []
    for code in codes:
        ends = [each[code].measures["krippendorff_alpha"].ci95 for each in judged]
        if any(end is not None and end[0] < THRESHOLDS[0] for end in ends):
            low.append(code)
        elif None in ends:
            unknown.append(code)
    if not low and not unknown and len(codes) * 2 < len(every):
        return [
            *notes,
            f"{where}: the interval of alpha begins at .667 or above for what can be judged "
            f"({counted(len(codes), 'code')}), but that is the smaller part.{rare} Code more twice before you stop.",
        ]
    if not low and not unknown:
        return [
            *notes,
            f"{where}: the interval of alpha begins at .667 or above for every code that can be judged ({len(codes)}). "
            f"Coding twice may stop if the codebook didn't change after round {last[0]}.{rare}",
        ]
    told = []
    if low:
        told.append(f"the interval of alpha begins below .667 for {_named(low)}")
    if unknown:
        whys = sorted({each[code].no_interval or "" for code in unknown for each in judged} - {""})
        told.append(
            f"there is no interval for {_named(unknown)} ({'; '.join(whys) or 'a round needs 6 documents or more'})"
        )
    return [*notes, f"not yet ({where}): {'; '.join(told)}.{rare}"]


def _named(codes: list[str]) -> str:
    more = f" and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else ""
    return ", ".join(codes[:MOST_NAMED]) + more
