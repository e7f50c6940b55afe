"""Options that say what is called otherwise: "old=new"."""

from __future__ import annotations

from collections.abc import Sequence

from cfir_coder.errors import UsageError


def pairs_told(told: Sequence[str], option: str) -> list[tuple[str, str]]:
    """Both sides of every "old=new"; of --coder the last sign parts them, as a name may hold one. Raises UsageError."""
    found = []
    for each in told:
        old, mark, new = each.rpartition("=") if option == "--coder" else each.partition("=")
        if not mark or not old.strip() or not new.strip():
            raise UsageError(f'{option} {each}: write it as {option} "old=new".')
        found.append((old.strip(), new.strip()))
    return found
