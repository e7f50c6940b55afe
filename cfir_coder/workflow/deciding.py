"""Accept or reject what a machine proposed, in a person's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import TableError, UsageError
from cfir_coder.model.codebook import Codebook, CodeKind
from cfir_coder.model.coding import Coder, CoderKind, Coding, Status
from cfir_coder.study import Study
from cfir_coder.study.deciding import Verdict
from cfir_coder.text import one_line
from cfir_coder.workflow.sheets import chosen_documents

if TYPE_CHECKING:
    import pandas as pd

CANDIDATE = "of candidate themes: adopt one with `cfir codebook adopt`, or name it with --code"


@dataclass(frozen=True, slots=True)
class Proposals:
    """Which proposals are meant; what is empty restricts nothing. Values of one field widen the choice.

    code, construct, domain: ids, names or labels; codes below them count too. quote: words in the quote, as in
    `cfir search`. id: of codings. min_confidence, max_confidence: 0-1, both included; a proposal without a
    confidence meets neither.
    """

    code: tuple[str, ...] = ()
    construct: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    valence: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    quote: str = ""
    min_confidence: float | None = None
    max_confidence: float | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is restricted."""
        return all(getattr(self, field.name) in ((), "", None) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision: a line for each proposal meant, with outcome and remark.

    left_out: how many were left out, by reason. dry_run: nothing was changed.
    """

    table: pd.DataFrame
    machine: str
    by: str
    decision: Status
    n_done: int
    left_out: dict[str, int]
    dry_run: bool

    @property
    def line(self) -> str:
        """What happened, in one line."""
        noun = "proposal" if self.n_done == 1 else "proposals"
        verb = ("would be " if self.dry_run else "") + self.decision.value
        told = f"{self.n_done} {noun} of {self.machine} {verb} by {self.by}"
        reasons = "; ".join(f"{count} {reason}" for reason, count in self.left_out.items())
        return f"{told}; {sum(self.left_out.values())} left out ({reasons})." if reasons else f"{told}."


def decide_proposals(
    path: Path,
    chosen: Proposals,
    decision: Status,
    *,
    by: str,
    machine: str | None = None,
    memo: str = "",
    everything: bool = False,
    dry_run: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Decided:
    """Accept (or reject) the proposals meant, in one change of the study.

    machine: None means the machine coder that ran last. everything: says that no filter is meant on purpose.
    Raises UsageError when nothing restricts the choice, or for a coder who is no machine; UnknownCode and TableError
    for a name that there isn't.
    """
    if not by.strip():
        raise UsageError("say who decides: --by ana.")
    if chosen.is_everything and not everything:
        raise UsageError("that would decide on every proposal. Name some with a filter (--code ...), or say --all.")
    with Study.open(path) as study:
        name = machine or study.last_coder()
        _check_machine(study, name)
        codebook = study.codebook(name)
        found = _meant(study, study.codings(coder=name), codebook, chosen)
        candidates = [] if chosen.code or chosen.id else [one for one in found if one.code not in codebook.by_id]
        meant = [one for one in found if one not in candidates]
        person = Coder(name=by.strip(), kind=CoderKind.HUMAN)
        verdicts = study.decide(person, meant, decision, memo=memo, at=now(), dry_run=dry_run)
    verdicts += [Verdict(one, False, CANDIDATE) for one in candidates]
    left_out = Counter(one.remark for one in verdicts if not one.is_carried_out)
    return Decided(
        table=_table(verdicts, CodeNames(codebook), decision),
        machine=name,
        by=person.name,
        decision=decision,
        n_done=sum(one.is_carried_out for one in verdicts),
        left_out=dict(sorted(left_out.items())),
        dry_run=dry_run,
    )


def _check_machine(study: Study, name: str) -> None:
    kinds = {coder.name: coder.kind for coder in study.coders()}
    if kinds.get(name) is not CoderKind.MACHINE:
        machines = ", ".join(key for key, kind in kinds.items() if kind is CoderKind.MACHINE) or "none"
        what = f"{name} is no machine" if name in kinds else f'there is no coder "{name}"'
        raise UsageError(f"{study.path}: {what}; only a machine's proposals are decided on. Machines: {machines}.")


def _meant(study: Study, codings: Collection[Coding], codebook: Codebook, chosen: Proposals) -> list[Coding]:
    """The codings that meet every filter."""
    from cfir_coder.matrices.choose import rows_where
    from cfir_coder.matrices.search import compile_pattern
    from cfir_coder.matrices.waist import coding_table

    if unknown := sorted(set(chosen.id) - {one.id for one in codings}):
        raise TableError(f"no proposal of this coder has the id {unknown[0]}. See coding_id in codings.csv.")
    transcripts = study.transcripts()
    table = coding_table(codings, transcripts, study.participants(), codebook)
    columns = {name: getattr(chosen, name) for name in ("site", "role", "valence")}
    if chosen.document:
        columns["document"] = tuple(one.document for one in chosen_documents(transcripts, chosen.document))
    conditions = [f"{name}={value}" for name, values in columns.items() for value in values]
    kept = set(rows_where(table, conditions)["coding_id"])
    for kind, written in (("", chosen.code), ("construct", chosen.construct), ("domain", chosen.domain)):
        if written:
            codes = set(_codes_below(codebook, kind, written, {one.code for one in codings}))
            kept &= {one.id for one in codings if one.code in codes}
    words = compile_pattern(chosen.quote) if chosen.quote else None
    low, high = chosen.min_confidence, chosen.max_confidence
    return [
        one
        for one in codings
        if one.id in kept
        and (not chosen.id or one.id in chosen.id)
        and (words is None or words.search(one.quote))
        and (low is None or (one.confidence is not None and one.confidence >= low))
        and (high is None or (one.confidence is not None and one.confidence <= high))
    ]


def _codes_below(codebook: Codebook, kind: str, written: Iterable[str], proposed: Collection[str]) -> Iterator[str]:
    """Ids of the codes named and of those proposed that stand below them."""
    names = CodeNames(codebook)
    for name in written:
        if name in proposed and name not in codebook.by_id and not kind:
            yield name
            continue
        code = codebook.code(names.resolve(name, CodeKind(kind) if kind else None))
        if kind and code.kind is not CodeKind(kind):
            raise TableError(f'"{name}" is a {code.kind.value}, no {kind}. Say --code "{name}".')
        yield from (one for one in proposed if one in codebook.by_id and codebook.is_below(one, code.id))


def _table(verdicts: Iterable[Verdict], names: CodeNames, decision: Status) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "id": one.proposal.id,
            "document": one.proposal.document,
            "code": names.label(one.proposal.code),
            "valence": one.proposal.valence.value if one.proposal.valence else "",
            "confidence": one.proposal.confidence,
            "quote": one_line(one.proposal.quote),
            "outcome": decision.value if one.is_carried_out else "left out",
            "remark": one.remark,
        }
        for one in verdicts
    ]
    columns = ["id", "document", "code", "valence", "confidence", "quote", "outcome", "remark"]
    return pd.DataFrame(rows, columns=columns)
