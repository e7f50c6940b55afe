"""Which codes count as what when coders are judged, and which of them a coder could give at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cfir_coder.coders.judging import Mark
from cfir_coder.coders.learned_file import taught_codes
from cfir_coder.coders.registry import MACHINES
from cfir_coder.model.codebook import INDUCTIVE, Codebook
from cfir_coder.model.coding import CoderKind, Coding
from cfir_coder.study import Study
from cfir_coder.text import counted

NAMED = 5
"""Codes that a note names."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Codes as a level tells them: as they are, as their construct, or as their domain.

    books: of several codebooks that have a code the first counts.
    """

    level: str
    books: Sequence[Codebook]

    def rolled(self, code: str) -> str | None:
        """What a code counts as; None for a code without domain, where domains are told.

        Beside the framework no code has a construct or domain: as a construct it counts as itself.
        """
        if self.level == "code":
            return code
        book = next((each for each in self.books if code in each.by_id), None)
        outside = book is None or code.startswith(f"{INDUCTIVE}.")
        if self.level == "domain":
            domain = None if book is None or outside else book.domain_of(code)
            return domain.id if domain else None
        construct = None if book is None or outside else book.topmost_construct_of(code)
        return construct.id if construct else code

    def marks(self, codings: Sequence[Coding]) -> list[Mark]:
        """Codings at the level; those that fall together there are one, and those without a domain are left out."""
        marks: dict[tuple[str, int, int, str], Mark] = {}
        for one in codings:
            code = self.rolled(one.code)
            if code is None:
                continue
            mark = Mark(one.text_hash, one.start, one.end, code, one.confidence or 1.0)
            key = (mark.text_hash, mark.start, mark.end, mark.code)
            if key not in marks or marks[key].confidence < mark.confidence:
                marks[key] = mark
        return [marks[key] for key in sorted(marks)]

    def without_domain(self, codings: Sequence[Coding]) -> tuple[str, ...]:
        """A note on the codings that a level of domains leaves out; nothing where there are none."""
        left = Counter(one.code for one in codings if self.rolled(one.code) is None)
        if not left:
            return ()
        return (f"left out, as their code belongs to no domain: {counted(left.total(), 'coding')} ({_named(left)}).",)


def codes_to_give(study: Study, coder: str, texts: Collection[str], given: Sequence[Coding]) -> set[str]:
    """The codes that a coder could give in some texts: those of its codebooks there that it has something to know by.

    A machine knows a code by what the codebook says of it, or because people taught it. Whatever a coder gave
    somewhere it could give. given: what it gave.
    """
    books = study.codebooks()
    used = {one.codebook for one in study.coverage() if one.coder == coder and one.text_hash in texts}
    codes = [code for key in sorted(used & books.keys()) for code in books[key].codes] or study.codebook(coder).codes
    machine = MACHINES.get(coder.partition("-")[0]) if _is_machine(study, coder) else None
    known = {code.id for code in codes if machine is None or machine.knows(code)}
    return known | {one.code for one in given} | _taught(study, coder)


def never_given(gold: Sequence[Mark], could: Collection[str], reference: str, coder: str) -> tuple[str, ...]:
    """A note on what the reference coded and the other coder had no code for; nothing where there is nothing.

    could: the codes that the coder could give, at the level of the reference's.
    """
    lacking = Counter(one.code for one in gold if one.code not in could)
    if not lacking:
        return ()
    have = "has" if lacking.total() == 1 else "have"
    return (
        f"{lacking.total()} of the {counted(len(gold), 'coding')} of {reference} {have} a code that {coder} never "
        f"could give, as its codebook lacks it or it never learned it: {_named(lacking)}. They count as missed.",
    )


def _is_machine(study: Study, coder: str) -> bool:
    return any(one.name == coder and one.kind is CoderKind.MACHINE for one in study.coders())


def _taught(study: Study, coder: str) -> set[str]:
    """Codes outside the framework that people taught the coder before its last run."""
    if not study.last_options(coder).get("learned"):
        return set()
    return taught_codes(study.learned() or "")


def _named(codes: Counter[str]) -> str:
    some = [f"{code} {n}" for code, n in sorted(codes.items(), key=lambda each: (-each[1], each[0]))]
    return ", ".join(some[:NAMED]) + (", ..." if len(some) > NAMED else "")
