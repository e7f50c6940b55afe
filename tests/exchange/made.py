"""A study of two made-up interviews that nobody has coded, and files in the manner of other programs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.codebooks import load_codebook
from cfir_coder.model.case import Participant
from cfir_coder.readers import read_transcript
from cfir_coder.study import DATABASE, Study

P01 = (
    "Interviewer: How did it go? 🙂\n\n"
    "P01: The judge “backed” us from day one – really. Then the money ran out. 👍 Nobody paid for the clinic. "
    "We had no training at all.\n\n"
    "Interviewer: And now?\n\n"
    "P01: Yeah. The clinic is far away. The staff believe in it. Then the money ran out.\n"
)
P02 = "Interviewer: Yeah. And here?\n\nP02: Yeah. The bus stops at the clinic. The county pays for the clinic now.\n"
JUDGE, MONEY, CLINIC = (
    "The judge “backed” us from day one – really.",
    "Then the money ran out.",
    "Nobody paid for the clinic.",
)
TRAINING, FAR, BELIEVE = "We had no training at all.", "The clinic is far away.", "The staff believe in it."
BUS, COUNTY = "The bus stops at the clinic.", "The county pays for the clinic now."
LEADERS = "individuals.roles.high_level_leaders"
FUNDING = "inner_setting.available_resources.funding"
ACCESS = "inner_setting.access_to_knowledge_information"
FINANCING = "outer_setting.financing"
BOOK = load_codebook("cfir-2022")


def make_study(folder: Path) -> Path:
    """A study folder with the two interviews and nobody's codings."""
    folder.mkdir(parents=True)
    transcripts = []
    for name, text in (("P01.txt", P01), ("P02.txt", P02)):
        (folder / name).write_text(text, encoding="utf-8", newline="")
        transcripts.append(read_transcript(folder / name))
    people = [Participant(id="Avon-7", site="Avon", role="nurse", transcripts=("P02.txt",))]
    with Study.open_or_create(folder / DATABASE) as study:
        study.add_sources(transcripts, people, BOOK)
    return folder


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]], *, delimiter: str = ",") -> Path:
    """A table as text."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        table.writerow(header)
        table.writerows(rows)
    return path


def write_xlsx(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str = "Sheet1") -> Path:
    """A table as a workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in (header, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


def write_docx(path: Path, text: str, comments: Sequence[tuple[str, str, str]]) -> Path:
    """A Word document with comments: words, author, comment. Each paragraph is cut so that the words are a run."""
    import docx

    document = docx.Document()
    for paragraph in filter(None, text.split("\n\n")):
        written = document.add_paragraph()
        cuts = {0, len(paragraph.rstrip("\n"))}
        for words, _, _ in comments:
            at = paragraph.find(words)
            cuts |= {at, at + len(words)} if at >= 0 else set()
        edges = sorted(cuts)
        runs = [written.add_run(paragraph[start:end]) for start, end in pairwise(edges)]
        for words, author, comment in comments:
            at = paragraph.find(words)
            if at >= 0:
                inside = [run for run, start in zip(runs, edges, strict=False) if at <= start < at + len(words)]
                document.add_comment(inside, text=comment, author=author, initials=author[:1])
    document.save(str(path))
    return path


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments], prog_name="cfir")


def coded(study: Path) -> list[tuple[str, str, str, str]]:
    """Document, quote, code and coder of every coding, in order of place."""
    with Study.open(study) as opened:
        return [(one.document, one.quote, one.code, one.coder) for one in opened.codings()]


def state(study: Path) -> tuple[Any, ...]:
    """Everything that an import may change."""
    with Study.open(study) as opened:
        return opened.codings(), opened.coverage(), opened.log(), opened.coders()
