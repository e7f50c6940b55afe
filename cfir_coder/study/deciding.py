"""A person's decisions on a machine's proposals, inside a change of the study.

An accepted proposal stays where it is and, beside it, becomes a coding of the person, who answers for it from then on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
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


def accepted_as(proposal: Coding, person: str, *, memo: str, at: datetime | None = None) -> Coding:
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
    cursor: sqlite3.Cursor,
    person: Coder,
    verdict: Verdict,
    decision: Status,
    *,
    memo: str,
    at: datetime,
    becomes: Coding | None = None,
) -> None:
    """Keep a decision: the person's coding comes (or goes, if it came from the proposal), the log tells.

    becomes: the coding that an accepted proposal becomes, where the person changed valence or strength.
    """
    proposal, own = verdict.proposal, verdict.own
    before = cursor.execute("SELECT status FROM codings WHERE id = ?", (proposal.id,)).fetchone()[0]
    after: str = decision.value
    if decision is Status.ACCEPTED and own is None:
        coding = becomes or accepted_as(proposal, person.name, memo=memo)
        coding = coding.model_copy(update={"created_at": at})
        after = coding_log(coding)
        cursor.executemany(f"INSERT INTO codings ({COLUMN_LIST}) VALUES ({PLACEHOLDERS})", coding_rows([coding]))
    if decision is Status.REJECTED and own is not None:
        remove(cursor, own, at=at)
    keep_decision(cursor, person.name, proposal.id, decision, memo=memo, at=at)
    what = "accept" if decision is Status.ACCEPTED else "reject"
    save_log(cursor, at, person.name, f"{what} proposal {proposal.id}{f': {memo}' if memo else ''}", before, after)


def withdraw(cursor: sqlite3.Cursor, coding: Coding, *, at: datetime) -> None:
    """Take a person's coding back; if it came from a proposal, that is rejected by this person now."""
    remove(cursor, coding, at=at)
    if not coding.is_from_proposal:
        return
    rows = cursor.execute(
        'SELECT id FROM codings JOIN decisions ON id = proposal WHERE text_hash = ? AND start = ? AND "end" = ?'
        " AND code = ? AND decisions.coder = ?",
        (coding.text_hash, coding.start, coding.end, coding.code, coding.coder),
    )
    for (proposal,) in rows.fetchall():
        keep_decision(cursor, coding.coder, proposal, Status.REJECTED, memo="", at=at)
        save_log(cursor, at, coding.coder, f"reject proposal {proposal}", None, Status.REJECTED.value)


def remove(cursor: sqlite3.Cursor, coding: Coding, *, at: datetime) -> None:
    """Delete a person's coding; the log keeps it."""
    cursor.execute("DELETE FROM codings WHERE id = ?", (coding.id,))
    save_log(cursor, at, coding.coder, f"withdraw {coding.id}", coding_log(coding), None)


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


def set_status(cursor: sqlite3.Cursor, ids: Iterable[str], status: Status, *, by: str, at: datetime) -> int:
    """Give codings another status, in nobody's name as a coder; return how many changed."""
    changed = 0
    for coding_id in ids:
        row = cursor.execute(
            "SELECT status FROM codings WHERE id = ? AND status <> ?", (coding_id, status.value)
        ).fetchone()
        if row:
            cursor.execute("UPDATE codings SET status = ? WHERE id = ?", (status.value, coding_id))
            save_log(cursor, at, by, f"set status of {coding_id}", row[0], status.value)
            changed += 1
    return changed


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
