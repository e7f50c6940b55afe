"""Files in the manner of other programs, made up here: which columns are read, and as what."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfir_coder.study import Study
from tests.exchange.made import (
    ACCESS,
    BELIEVE,
    BUS,
    CLINIC,
    COUNTY,
    FAR,
    FINANCING,
    FUNDING,
    JUDGE,
    LEADERS,
    MONEY,
    P01,
    TRAINING,
    coded,
    make_study,
    run,
    write_csv,
    write_docx,
    write_xlsx,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "coder_files"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path / "study")


def imported(study: Path, file: Path, *options: str) -> str:
    result = run("import", file, "--study", study, *options)
    assert result.exit_code == 0, result.output
    return str(result.output)


def test_dedoose_excerpts_are_read_code_by_code(study: Path, tmp_path: Path) -> None:
    header = [
        *("Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Date", "Excerpt Copy", "Codes Applied Combined"),
        *("Code: Outer Setting\\Financing Applied", "Code: Outer Setting\\Financing Range"),
        "Code: Available Resources\\Funding Applied",
    ]
    start = P01.index(CLINIC)
    told = f"{start}-{start + len(CLINIC)}"
    rows = [
        ["P01.docx", told, "ana", "1/2/2026", CLINIC, "Financing, Funding", True, told, True],
        ["P02.docx", "40-67", "ana", "1/2/2026", BUS, "", False, None, False],
    ]

    said = imported(study, write_xlsx(tmp_path / "excerpts.xlsx", header, rows))

    assert coded(study) == [("P01.txt", CLINIC, FUNDING, "ana"), ("P01.txt", CLINIC, FINANCING, "ana")]
    assert "Dedoose excerpts" in said
    with Study.open(study) as opened:
        assert len(opened.coverage()) == 2


def test_dedoose_codes_in_one_cell_are_parted_where_each_is_a_code(study: Path, tmp_path: Path) -> None:
    header = ["Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined"]

    imported(
        study, write_csv(tmp_path / "e.csv", header, [["P01", "Page 1: 2-9", "ana", CLINIC, "Financing, Funding"]])
    )

    assert coded(study) == [("P01.txt", CLINIC, FUNDING, "ana"), ("P01.txt", CLINIC, FINANCING, "ana")]


@pytest.mark.parametrize(
    "header",
    [
        "Color,Comment,Document group,Document name,Code,Beginning,End,Weight,Segment,Area,Coverage %,Author,Created",
        "Color,Komentarz,Grupa dokumentów,Nazwa dokumentu,Kod,Początek,Koniec,Waga,Fragment,Objętość,Obszar %,Autor,"
        "Data utworzenia",
    ],
)
def test_maxqda_segments_are_read_in_english_and_polish(study: Path, tmp_path: Path, header: str) -> None:
    rows = [
        ["●", "no grant", "Courts", "P01", "Outer Setting > Financing", 2, 2, 0, CLINIC, 27, 0.1, "Ana", "2 Jan 2026"],
        ["●", "", "Courts", "P01", "Available Resources > Funding", 4, 4, 0, MONEY, 23, 0.1, "Ana", ""],
        ["●", "", "Courts", "P01", "Culture", 4, 4, 0, BELIEVE, 23, 0.1, "Ana", ""],
    ]

    said = imported(study, write_xlsx(tmp_path / "segments.xlsx", header.split(","), rows), "--coder", "ana")

    with Study.open(study) as opened:
        codings = opened.codings()
    assert [(one.start, one.code, one.memo) for one in codings] == [
        (P01.index(CLINIC), FINANCING, "no grant"),
        (P01.index(BELIEVE), "inner_setting.culture", ""),
        (P01.rindex(MONEY), FUNDING, ""),
    ]
    assert '"Ana" is imported as ana.' in said
    assert "the order of the file" in (tmp_path / "segments-to-check.csv").read_text(encoding="utf-8-sig")


def test_an_old_excel_workbook_is_read_as_a_new_one(study: Path) -> None:
    """MAXQDA exports .xls."""
    result = run("import", FIXTURES / "maxqda.xls", "--study", study, "--coder", "ana", "-o", study / "list.csv")

    assert result.exit_code == 0, result.output
    with Study.open(study) as opened:
        told = [(one.start, one.code, one.memo) for one in opened.codings()]
    assert told == [(P01.index(CLINIC), FINANCING, "no grant"), (P01.index(FAR), FUNDING, "")]


def test_what_is_only_called_xls_says_how_to_mend_it(study: Path, tmp_path: Path) -> None:
    (tmp_path / "page.xls").write_text("<html><table><tr><td>Code</td></tr></table></html>", encoding="utf-8")
    cut = (FIXTURES / "maxqda.xls").read_bytes()[:2000]
    (tmp_path / "cut.xls").write_bytes(cut)

    for name in ("page.xls", "cut.xls"):
        result = run("import", tmp_path / name, "--study", study, "--coder", "ana")

        assert result.exit_code == 1
        assert f"{name} isn't an old Excel workbook (.xls), or is damaged" in result.stderr
        assert "Open it in Excel or LibreOffice and save it as .xlsx." in result.stderr
    assert coded(study) == []


def test_atlas_ti_quotations_carry_several_codes_in_a_cell(study: Path, tmp_path: Path) -> None:
    header = ["ID", "Quotation Name", "Document", "Quotation Content", "Comment", "Codes", "Reference", "Created by"]

    rows = [["1:1", "Nobody paid", "P01", CLINIC, "", "● Financing\n● Funding", "4 - 4", "ana"]]
    imported(study, write_xlsx(tmp_path / "quotations.xlsx", header, rows))

    assert coded(study) == [("P01.txt", CLINIC, FUNDING, "ana"), ("P01.txt", CLINIC, FINANCING, "ana")]


def test_qualcoder_categories_tell_codes_of_one_name_apart(study: Path, tmp_path: Path) -> None:
    header = ["File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Category"]
    rows = [
        ["P01.txt", "ana", FAR, "ctid:1", "Innovation Deliverers", "why?", "Engaging", "My folder"],
        ["P01.txt", "ana", "", "imid:2", "Culture", "", "", ""],
    ]

    result = run("import", write_csv(tmp_path / "codes.csv", header, rows), "--study", study)

    assert coded(study) == [("P01.txt", FAR, "process.engaging.innovation_deliverers", "ana")]
    assert result.exit_code == 1
    assert "an area of a picture, not of a text" in (tmp_path / "codes-to-check.csv").read_text(encoding="utf-8-sig")


def test_taguette_highlights_need_to_be_told_whose_they_are(study: Path, tmp_path: Path) -> None:
    rows = [["1", "P01.txt", "Financing", CLINIC], ["2", "P02.txt", "Financing", COUNTY]]
    file = write_csv(tmp_path / "highlights.csv", ["id", "document", "tag", "content"], rows)

    result = run("import", file, "--study", study)

    assert (result.exit_code, result.stderr) == (
        1,
        "error: highlights.csv, line 2: the file doesn't tell who coded this. Say --coder NAME.\n",
    )
    imported(study, file, "--coder", "ben")
    assert coded(study) == [("P01.txt", CLINIC, FINANCING, "ben"), ("P02.txt", COUNTY, FINANCING, "ben")]


def test_columns_of_another_name_are_told(study: Path, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "t.csv", ["Quelle", "Zitat", "Kategorie"], [["P01", CLINIC, "Financing"]], delimiter=";"
    )
    told = ("--column", "document=Quelle", "--column", "quote=Zitat", "--column", "code=Kategorie", "--coder", "ana")

    imported(study, file, *told)

    assert coded(study) == [("P01.txt", CLINIC, FINANCING, "ana")]


def test_a_wide_sheet_has_a_column_for_each_code(study: Path, tmp_path: Path) -> None:
    header = ["document", "text", "Financing", "High-level Leaders", "note"]
    rows = [["P01", CLINIC, "barrier -2", "", "sad"], ["P01", JUDGE, 0, "x", "glad"], ["P02", BUS, None, None, "?"]]

    said = imported(study, write_xlsx(tmp_path / "wide.xlsx", header, rows), "--coder", "ana")

    with Study.open(study) as opened:
        told = [(one.quote, one.code, one.valence, one.strength, one.memo) for one in opened.codings()]
        assert len(opened.coverage()) == 2
    assert told == [(JUDGE, LEADERS, None, None, "glad"), (CLINIC, FINANCING, "barrier", -2, "sad")]
    assert "a column for each code" in said


def test_several_code_columns_hold_a_code_each(study: Path, tmp_path: Path) -> None:
    header = ["document", "text", "Code 1", "Code 2"]

    imported(study, write_csv(tmp_path / "c.csv", header, [["P01", CLINIC, "Financing", "Funding"]]), "--coder", "ana")

    assert coded(study) == [("P01.txt", CLINIC, FUNDING, "ana"), ("P01.txt", CLINIC, FINANCING, "ana")]


def test_word_comments_name_codes_and_their_authors_are_the_coders(study: Path, tmp_path: Path) -> None:
    comments = [
        (CLINIC, "Ana", "Financing, barrier -2: the grant ended"),
        (TRAINING, "Ben", f"{ACCESS} (barrier)\nHe sounded tired."),
        (FAR, "Ben", "Great quote!"),
        (JUDGE, "Ana", "#High-level Leaders; facilitator"),
    ]

    result = run("import", write_docx(tmp_path / "P01.docx", P01, comments), "--study", study)

    with Study.open(study) as opened:
        told = [(one.quote, one.code, one.valence, one.strength, one.memo, one.coder) for one in opened.codings()]
    assert told == [
        (JUDGE, LEADERS, "facilitator", None, "", "Ana"),
        (CLINIC, FINANCING, "barrier", -2, "the grant ended", "Ana"),
        (TRAINING, ACCESS, "barrier", None, "He sounded tired.", "Ben"),
    ]
    assert result.exit_code == 1
    assert "Great quote!" in (tmp_path / "P01-to-check.csv").read_text(encoding="utf-8-sig")


def test_a_comment_that_nearly_names_a_code_is_refused(study: Path, tmp_path: Path) -> None:
    file = write_docx(tmp_path / "P01.docx", P01, [(CLINIC, "Ana", "Finacing, barrier"), (FAR, "Ana", "Culture")])

    result = run("import", file, "--study", study)

    assert result.exit_code == 1
    assert result.stderr == (
        'error: P01.docx, comment 1 by Ana: "Finacing, barrier" names no code. Did you mean outer_setting.financing?\n'
    )
    assert coded(study) == []


def test_a_table_of_agreement_is_no_table_of_codings(study: Path, tmp_path: Path) -> None:
    header = ["Code", "Source", "Source Folder", "Source Size", "Kappa", "Agreement (%)"]

    result = run("import", write_csv(tmp_path / "kappa.csv", header, [["a", "b", "c", 1, 1, 1]]), "--study", study)

    assert result.exit_code == 1
    assert "a table of agreement, as NVivo's coding comparison: it holds no quotes." in result.stderr
    assert "a table of document, quote, code and coder, or the transcripts as .docx" in result.stderr
