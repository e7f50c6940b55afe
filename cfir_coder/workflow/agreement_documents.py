"""Which text a coder file means: by hash, then by name where only one text has it; never by length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TypeAlias

from cfir_coder.model.transcript import Transcript
from cfir_coder.text import text_hash
from cfir_coder.workflow.agreement_files import CodedRow
from cfir_coder.workflow.agreement_ledger import Ledger

Called: TypeAlias = tuple[str, str]
"""A document as a file calls it: its name, and its text's hash or ""."""


def documents_of(rows: Sequence[CodedRow], transcripts: Sequence[Transcript], ledger: Ledger) -> dict[Called, str]:
    """Text hash of each document that rows name. Those that can't be told are faults and left out."""
    first = {(row.document, row.text_hash): row.place for row in reversed(rows)}
    if not transcripts:
        return _by_name_alone(first, ledger)
    by_hash = {each.hash: each for each in transcripts}
    by_name: dict[str, set[str]] = defaultdict(set)
    for each in transcripts:
        for name in (each.document, PurePath(each.document).name):
            by_name[name].add(each.hash)
    found: dict[Called, str] = {}
    for (document, told), place in first.items():
        hashes = {told} if told in by_hash else by_name.get(document) or by_name.get(PurePath(document).name) or set()
        if len(hashes) == 1:
            (found[document, told],) = hashes
        elif hashes:
            names = " and ".join(sorted(by_hash[key].document for key in hashes))
            ledger.faults.append(
                f'{place}: "{document}" may be {names}. Write the name with its folder, or the column text_hash.'
            )
        else:
            names = ", ".join(sorted(each.document for each in transcripts)[:4])
            ledger.faults.append(
                f'{place}: "{document}" is none of the transcripts ({names}, ...). Is the file from another study?'
            )
    return found


def _by_name_alone(first: Mapping[Called, str], ledger: Ledger) -> dict[Called, str]:
    """Without texts a document is its hash, or where no file tells one its name."""
    hashes: dict[str, set[str]] = defaultdict(set)
    for document, told in first:
        hashes[document] |= {told} - {""}
    for document, told_hashes in hashes.items():
        if len(told_hashes) > 1:
            places = [place for (name, told), place in first.items() if name == document and told]
            ledger.faults.append(
                f"{document} has two texts ({'; '.join(sorted(places))}). Name the right one with --transcripts, "
                "so that quotes can be found in it."
            )
    if any(not told for told in hashes.values()):
        ledger.notes.append("no text hashes are told: documents are taken for the same by their names.")
    return {
        (document, told): next(iter(sorted(hashes[document])), text_hash(f"named {document}"))
        for document, told in first
    }
