"""Two made interviews, what ana and ben coded in them, and the commands that put it together."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app

TEXT = (
    "Interviewer: How did it go? 🙂\n\nP01: The judge backed us from day one. Then the money ran out. 👍 Nobody paid "
    "for the clinic. We had no training at all.\n\nInterviewer: And now?\n\nP01: The clinic is far away. "
    "The staff believe in it.\n"
)
JUDGE, MONEY, CLINIC = "The judge backed us from day one.", "Then the money ran out.", "Nobody paid for the clinic."
TRAINING, FAR, BELIEVE = "We had no training at all.", "The clinic is far away.", "The staff believe in it."
LEADERS, FUNDING, ACCESS = (
    "individuals.roles.high_level_leaders",
    "inner_setting.available_resources.funding",
    "inner_setting.access_to_knowledge_information",
)
COLUMNS = ("document", "start", "end", "quote", "code", "valence", "strength", "coder")
Row = dict[str, Any]


def row(
    quote: str, code: str, valence: str = "", strength: Any = "", text: str = TEXT, document: str = "P01.txt"
) -> Row:
    start = text.index(quote)
    told = (document, start, start + len(quote), quote, code, valence, strength)
    return dict(zip(COLUMNS, told, strict=False))


ANA = [row(JUDGE, LEADERS, "facilitator", 2), row(MONEY, FUNDING, "barrier", -2), row(TRAINING, ACCESS, "barrier", -1)]
BEN = [row(JUDGE, LEADERS, "facilitator", 1), row(MONEY + " 👍", FUNDING, "facilitator", 1), row(BELIEVE, ACCESS)]


def write(path: Path, rows: list[Row], coder: str = "", columns: tuple[str, ...] = COLUMNS) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        table.writeheader()
        table.writerows([{"coder": coder or path.stem} | each for each in rows])
    return str(path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "P01.txt").write_text(TEXT, encoding="utf-8", newline="")
    (tmp_path / "transcripts" / "P02.txt").write_text(TEXT.replace("P01", "P02"), encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, typed: str | None = None) -> Any:
    return CliRunner().invoke(app, list(arguments), prog_name="cfir", input=typed)


def merge(*files: str, options: tuple[str, ...] = ("--transcripts", "transcripts")) -> Any:
    return run("merge", *files, *options, "-o", "merged")


def listed(name: str = "disagreements.csv") -> list[Row]:
    with Path("merged", name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def written(path: str = "merged") -> dict[str, bytes]:
    names = ("codings.csv", "coverage.csv", "disagreements.csv", "agreement.csv", "agreement.json")
    return {name: Path(path, name).read_bytes() for name in names}


def merged(folder: Path) -> Any:
    return merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN))


def fill(decisions: dict[str, Row]) -> None:
    rows = listed()
    for one in rows:
        one.update(decisions.get(one["type"] + one["ana_code"], {}))
    write(Path("merged", "filled.csv"), rows, columns=tuple(rows[0]))
