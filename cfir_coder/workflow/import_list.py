"""The list that an import leaves: every row whose quote doesn't stand word for word, imported or not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cfir_coder.errors import OutputExists
from cfir_coder.exchange import LeftOut
from cfir_coder.exchange.locating import Found
from cfir_coder.exchange.placing import Outcome
from cfir_coder.files import check_output, replacing
from cfir_coder.study import IMPORT, Study

VERBATIM = (Found.AT_OFFSETS, Found.MENDED, Found.EXACT)
"""Quotes that nobody has to look at."""
MOST_PLACES = 10
"""Possible places that a row of the list names."""
COLUMNS = (
    *("found", "imported", "why", "document", "start", "end", "quote", "text", "code", "valence", "strength"),
    *("coder", "memo", "speaker", "places", "row"),
)
"""text: the words as they stand in the transcript. places: where else the quote may stand. row: in the coder's file."""


def listed_rows(outcomes: Sequence[Outcome], left_out: Sequence[LeftOut]) -> list[dict[str, Any]]:
    """The rows of the list, in the order of the files; ambiguous and lost quotes have no start and end."""
    rows = [
        _row(outcome) for outcome in outcomes if outcome.located is not None and outcome.located.how not in VERBATIM
    ]
    for each in left_out:
        told = {"found": "no coding", "imported": "no", "why": each.reason, "document": each.document}
        told |= {"quote": each.quote, "memo": each.written, "coder": each.coder, "row": each.place}
        rows.append(dict.fromkeys(COLUMNS, "") | told)
    return rows


def _row(outcome: Outcome) -> dict[str, Any]:
    told, located = outcome.told, outcome.located
    text = outcome.transcript.text
    placed = located is not None and located.how.is_placed
    start, end = located.span if located and placed else ("", "")
    return {
        "found": located.how.value if located else "",
        "imported": "yes" if placed else "no",
        "why": located.why if located else "",
        "document": outcome.transcript.document,
        "start": start,
        "end": end,
        "quote": told.quote or "",
        "text": text[int(start) : int(end)] if placed else "",
        "code": "; ".join(outcome.codes),
        "valence": told.valence.value if told.valence else "",
        "strength": "" if told.strength is None else told.strength,
        "coder": told.coder,
        "memo": told.memo,
        "speaker": told.speaker,
        "places": "" if placed or located is None else _places(located.places),
        "row": told.place,
    }


def _places(places: Sequence[tuple[int, int]]) -> str:
    shown = "; ".join(f"{start}-{end}" for start, end in places[:MOST_PLACES])
    return shown + ("; ..." if len(places) > MOST_PLACES else "")


class ImportList:
    """The list's file: replaced only if it is as an import wrote it."""

    def __init__(self, path: Path, study: Study, *, force: bool) -> None:
        self.path = path
        self._is_ours = path.is_file() and _hash(path.read_bytes()) in _written(study)
        self._force = force

    def content_hash(self, rows: Sequence[dict[str, Any]]) -> str:
        """SHA-256 of the file that these rows make; empty without rows."""
        return _hash(_content(rows)) if rows else ""

    @contextmanager
    def replacing(self, rows: Sequence[dict[str, Any]]) -> Iterator[None]:
        """Write the list when the block ends well; raises OutputExists when somebody edited the one that is there."""
        content = _content(rows)
        check_output(self.path, force=True)
        if self.path.exists() and not self._is_ours and not self._force and self.path.read_bytes() != content:
            raise OutputExists(
                f"{self.path} exists and may hold your edits. Import it too if you filled it in, "
                "choose another -o, or say --force."
            )
        with replacing(self.path) as temporary:
            temporary.write_bytes(content)
            yield

    def remove(self) -> None:
        """Take an earlier list away when there is nothing to check any more and nobody edited it."""
        if self._is_ours:
            self.path.unlink(missing_ok=True)


def _content(rows: Sequence[dict[str, Any]]) -> bytes:
    import pandas as pd

    from cfir_coder.report import write_csv

    with TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        write_csv(pd.DataFrame(rows, columns=list(COLUMNS), dtype=object), path)
        return path.read_bytes()


def _written(study: Study) -> set[str]:
    """Hashes of the lists that imports of this study wrote."""
    records = (json.loads(after or "{}") for _, _, what, _, after in study.log() if what == IMPORT)
    return {str(record.get("listed", "")) for record in records} - {""}


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
