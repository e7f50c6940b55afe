"""A person's decisions on a machine's proposals, inside a change of the study.

An accepted proposal stays where it is and, beside it, becomes a coding of the person, who answers for it from then on.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from cfir_coder.model.coding import FROM_PROPOSAL, Coder, CoderKind, Coding, Evidence, Status
from cfir_coder.study.rows import COLUMN_LIST, PLACEHOLDERS, coding_from_row, coding_log, coding_rows
from cfir_coder.study.saving import save_log


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a decision comes to: carried out or not, and what to know of it (why not, if not).

    own: the coding that the person has at the same place with the same code, if any.
    """

    proposal: Coding
    is_carried_out: bool
    remark: str = ""
    own: Coding | None = None


def accepted_as(proposal: Coding, person: str, *, memo: str, at: datetime) -> Coding:
    """The coding that a proposal becomes when a person accepts it; its evidence tells from which proposal."""
    sure = "" if proposal.confidence is None else f", confidence {proposal.confidence:.2f}"
    source = f"proposal {proposal.id} of {proposal.coder}{sure}"
    told = Evidence(kind=FROM_PROPOSAL, what=source, start=proposal.start, end=proposal.end, score=proposal.confidence)
    return proposal.model_copy(
        update={
            "coder": person,
            "coder_kind": CoderKind.HUMAN,
            "status": Status.ACCEPTED,
            "confidence": None,
            "evidence": (told,),
            "memo": memo,
            "created_at": at,
        }
    )


def judge(cursor: sqlite3.Cursor, person: Coder, proposal: Coding, decision: Status) -> Verdict:
    """Whether a decision can be carried out; changes nothing.

    Everybody decides for themselves: what somebody else decided hinders nothing.
    """
    row = cursor.execute(
        "SELECT decision FROM decisions WHERE proposal = ? AND coder = ?", (proposal.id, person.name)
    ).fetchone()
    own = _own(cursor, proposal, person.name)
    if row and row[0] == decision.value:
        return Verdict(proposal, False, f"{person.name} {decision.value} it already", own)
    if own is None or own.is_from_proposal:
        return Verdict(proposal, True, own=own)
    if decision is Status.REJECTED:
        return Verdict(proposal, False, f"{person.name} coded the same by hand; withdraw that first", own)
    return Verdict(proposal, True, f"{person.name} had coded the same by hand, which stays", own)


def carry_out(
    cursor: sqlite3.Cursor, person: Coder, verdict: Verdict, decision: Status, *, memo: str, at: datetime
) -> None:
    """Keep a decision: the person's coding comes (or goes, if it came from the proposal), the log tells."""
    proposal, own = verdict.proposal, verdict.own
    before = cursor.execute("SELECT status FROM codings WHERE id = ?", (proposal.id,)).fetchone()[0]
    after: str = decision.value
    if decision is Status.ACCEPTED and own is None:
        coding = accepted_as(proposal, person.name, memo=memo, at=at)
        after = coding_log(coding)
        cursor.executemany(f"INSERT INTO codings ({COLUMN_LIST}) VALUES ({PLACEHOLDERS})", coding_rows([coding]))
    if decision is Status.REJECTED and own is not None:
        cursor.execute("DELETE FROM codings WHERE id = ?", (own.id,))
        save_log(cursor, at, person.name, f"withdraw {own.id}", coding_log(own), None)
    keep_decision(cursor, person.name, proposal.id, decision, memo=memo, at=at)
    what = "accept" if decision is Status.ACCEPTED else "reject"
    save_log(cursor, at, person.name, f"{what} proposal {proposal.id}{f': {memo}' if memo else ''}", before, after)


def keep_decision(
    cursor: sqlite3.Cursor, person: str, proposal: str, decision: Status, *, memo: str, at: datetime
) -> None:
    """Keep what a person decided, and what the proposal's status is by everybody's decisions."""
    cursor.execute(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, ?) ON CONFLICT (proposal, coder) DO UPDATE SET"
        " decision = excluded.decision, memo = excluded.memo, at = excluded.at",
        (proposal, person, decision.value, memo, at.isoformat()),
    )
    cursor.execute(
        "UPDATE codings SET status = (SELECT min(decision) FROM decisions WHERE proposal = id) WHERE id = ?",
        (proposal,),  # "accepted" comes before "rejected"
    )


def carry_decisions(cursor: sqlite3.Cursor, before: Coding, after: Coding) -> None:
    """Keep the decisions on a proposal for its place in a corrected text."""
    cursor.execute(
        "INSERT OR IGNORE INTO decisions SELECT ?, coder, decision, memo, at FROM decisions WHERE proposal = ?",
        (after.id, before.id),
    )


def _own(cursor: sqlite3.Cursor, proposal: Coding, person: str) -> Coding | None:
    own_id = proposal.model_copy(update={"coder": person}).id
    row = cursor.execute(f"SELECT {COLUMN_LIST} FROM codings WHERE id = ?", (own_id,)).fetchone()
    return coding_from_row(row) if row else None
