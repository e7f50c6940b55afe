"""A study fresh from `cfir init`: what people coded can be taken in before any machine ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfir_coder.study import Study
from tests.exchange.made import CLINIC, FAR, FINANCING, JUDGE, LEADERS, P01, P02, coded, run
from tests.exchange.test_importing import ROWS, ana, row


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    assert run("init", folder).exit_code == 0
    for name, text in (("P01.txt", P01), ("P02.txt", P02)):
        (folder / "transcripts" / name).write_text(text, encoding="utf-8", newline="")
    (folder / "participants.csv").write_text("participant,site,role,transcript\nAvon-7,Avon,nurse,P02.txt\n", "utf-8")
    return folder


def test_an_import_reads_the_transcripts_that_the_study_has_yet_to_read(fresh: Path, tmp_path: Path) -> None:
    result = run("import", ana(tmp_path), "--study", fresh)

    assert result.exit_code == 0, result.output
    assert "the study was new: its transcripts were read from" in result.stderr
    assert "(2 read)" in result.stderr
    assert coded(fresh) == [("P01.txt", JUDGE, LEADERS, "ana"), ("P01.txt", CLINIC, FINANCING, "ana")]
    with Study.open(fresh) as opened:
        assert [(one.document, one.text) for one in opened.transcripts()] == [("P01.txt", P01), ("P02.txt", P02)]
        assert [(one.id, one.site) for one in opened.participants() if one.id == "Avon-7"] == [("Avon-7", "Avon")]
        assert opened.codebook().id == "my-study"


def test_an_import_with_faults_leaves_a_fresh_study_as_it_was(fresh: Path, tmp_path: Path) -> None:
    before = sorted(fresh.rglob("*"))

    result = run("import", ana(tmp_path, [*ROWS, row(JUDGE, "magic")]), "--study", fresh)

    assert result.exit_code == 1
    assert 'the codebook has no code "magic"' in result.stderr
    assert sorted(fresh.rglob("*")) == before


def test_a_fresh_study_without_transcripts_says_where_to_put_them(fresh: Path, tmp_path: Path) -> None:
    for one in (fresh / "transcripts").glob("P*.txt"):
        one.unlink()

    result = run("import", ana(tmp_path), "--study", fresh)

    assert result.exit_code == 1
    assert "transcripts" in result.stderr
    assert not (fresh / "study.db").exists()


def test_a_coding_sheet_can_be_made_and_read_back_before_any_machine_ran(fresh: Path, tmp_path: Path) -> None:
    import openpyxl

    sheet = tmp_path / "ana.xlsx"
    made = run("sheet", fresh, "--coder", "ana", "--segments", "sentence", "-o", sheet)
    book = openpyxl.load_workbook(sheet)
    rows = book["Coding"]
    header = [cell.value for cell in rows[1]]
    texts = {rows.cell(number, header.index("text") + 1).value: number for number in range(2, rows.max_row + 1)}
    rows.cell(texts[FAR], header.index("code 1") + 1, FINANCING)
    rows.cell(texts[FAR], header.index("done") + 1, "yes")
    book.save(sheet)

    result = run("import", sheet, "--study", fresh)

    assert (made.exit_code, result.exit_code) == (0, 0), made.output + result.output
    assert coded(fresh) == [("P01.txt", FAR, FINANCING, "ana")]
