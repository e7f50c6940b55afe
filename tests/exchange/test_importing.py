"""`cfir import`: whole or not at all, the same twice, and clear about files that don't fit."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cfir_coder.model.coding import Status
from cfir_coder.study import IMPORT, Study
from cfir_coder.text import text_hash, to_utf16
from tests.exchange.made import (
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
    state,
    write_csv,
    write_docx,
)

HEADER = ("document", "start", "end", "quote", "code", "valence", "strength", "coder")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path / "study")


def row(quote: str, code: str, valence: str = "", strength: Any = "", *, by: str = "ana", text: str = P01) -> list[Any]:
    start = text.index(quote)
    return ["P01.txt", start, start + len(quote), quote, code, valence, strength, by]


ROWS = [row(JUDGE, LEADERS, "facilitator", 2), row(CLINIC, FINANCING, "barrier", -2)]


def ana(folder: Path, rows: list[list[Any]] = ROWS, name: str = "ana.csv") -> Path:
    return write_csv(folder / name, HEADER, rows)


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# What is imported, and what is kept of it


def test_codings_are_a_persons_and_the_log_says_where_they_come_from(study: Path, tmp_path: Path) -> None:
    result = run("import", ana(tmp_path), "--study", study)

    assert result.exit_code == 0, result.output
    with Study.open(study) as opened:
        told = [(one.coder_kind, one.status, one.valence, one.strength, one.turn) for one in opened.codings()]
        log = [(who, what) for _, who, what, _, _ in opened.log()]
        record = json.loads(opened.log()[-1][4] or "")
        covered = [(one.coder, one.text_hash) for one in opened.coverage()]
    assert told == [("human", "accepted", "facilitator", 2, 1), ("human", "accepted", "barrier", -2, 1)]
    assert log == [("ana", "code"), ("ana", "code"), ("ana", IMPORT)]
    assert record["found"] == {"at its offsets": 2}
    assert list(record["files"]) == ["ana.csv"]
    assert covered == [("ana", text_hash(P01))]
    assert not (tmp_path / "ana-to-check.csv").exists()


def test_importing_the_same_file_again_changes_nothing(study: Path, tmp_path: Path) -> None:
    run("import", ana(tmp_path), "--study", study)
    before = state(study)

    result = run("import", ana(tmp_path), "--study", study)

    assert state(study) == before
    assert "0 codings by ana new, 0 changed, 2 were there already" in result.stdout


def test_a_changed_valence_is_taken_over_and_a_decision_stands(study: Path, tmp_path: Path) -> None:
    run("import", ana(tmp_path), "--study", study)
    with Study.open(study) as opened:
        first, second = opened.codings()
        opened.set_status([first.id], Status.REJECTED, by="ben", at=first.created_at or pytest.fail("no date"))

    result = run("import", ana(tmp_path, [ROWS[0], row(CLINIC, FINANCING, "mixed", 0)]), "--study", study)

    with Study.open(study) as opened:
        told = [(one.id, one.status, one.valence) for one in opened.codings()]
    assert told == [(first.id, "rejected", "facilitator"), (second.id, "accepted", "mixed")]
    assert "0 codings by ana new, 1 changed, 1 were there already" in result.stdout


def test_codings_that_a_later_file_lacks_stay_and_are_told(study: Path, tmp_path: Path) -> None:
    run("import", ana(tmp_path), "--study", study)

    result = run("import", ana(tmp_path, ROWS[:1]), "--study", study)

    assert len(coded(study)) == 2
    assert (
        "in no file now: 1 coding that the study has of the same people and documents; what stands in the study stays."
        in result.stderr
    )


def test_a_row_without_a_code_says_that_the_document_was_looked_at(study: Path, tmp_path: Path) -> None:
    run("import", ana(tmp_path, [*ROWS, ["P02.txt", "", "", "", "", "", "", "ana"]]), "--study", study)

    with Study.open(study) as opened:
        assert len(opened.codings()) == 2
        assert len(opened.coverage()) == 2


def test_documents_are_found_by_name_participant_or_as_told(study: Path, tmp_path: Path) -> None:
    rows = [["C:\\texts\\p02.docx", BUS, FINANCING], ["Avon-7", COUNTY, FINANCING], ["Interview 1", FAR, FUNDING]]
    file = write_csv(tmp_path / "t.csv", ("document", "quote", "code"), rows)

    result = run("import", file, "--study", study, "--coder", "ana", "--document", "Interview 1=P01")

    assert result.exit_code == 0, result.output
    assert [document for document, *_ in coded(study)] == ["P01.txt", "P02.txt", "P02.txt"]


def test_files_of_several_people_keep_their_names_or_are_renamed_one_by_one(study: Path, tmp_path: Path) -> None:
    file = ana(tmp_path, [row(JUDGE, LEADERS, by="Ana Lopez"), row(FAR, FUNDING, by="Ben K")])

    refused = run("import", file, "--study", study, "--coder", "ana")
    done = run("import", file, "--study", study, "--coder", "Ana Lopez=ana")

    assert refused.exit_code == 1
    assert "holds codings of 2 people (Ana Lopez, Ben K)" in refused.stderr
    assert done.exit_code == 0, done.output
    assert [who for *_, who in coded(study)] == ["ana", "Ben K"]


# Quotes that aren't sure


def test_ambiguous_and_lost_quotes_are_listed_and_a_filled_list_is_imported(study: Path, tmp_path: Path) -> None:
    rows = [
        ["P01.txt", MONEY, FUNDING],
        ["P01.txt", "Nobody said such a thing there.", FUNDING],
        ["P01.txt", FAR, FUNDING],
    ]
    file = write_csv(tmp_path / "t.csv", ("document", "quote", "code"), rows)
    list_ = tmp_path / "t-to-check.csv"

    result = run("import", file, "--study", study, "--coder", "ana")

    assert result.exit_code == 1
    assert coded(study) == [("P01.txt", FAR, FUNDING, "ana")]
    told = listed(list_)
    places = "; ".join(f"{at}-{at + len(MONEY)}" for at in (P01.index(MONEY), P01.rindex(MONEY)))
    assert [(one["found"], one["imported"], one["places"]) for one in told] == [
        ("ambiguous", "no", places),
        ("not found", "no", ""),
    ]
    told[0]["start"], told[0]["end"] = places.partition("; ")[2].split("-")
    filled = write_csv(tmp_path / "filled.csv", list(told[0]), [list(told[0].values())])
    assert run("import", filled, "--study", study).exit_code == 0
    with Study.open(study) as opened:
        assert [one.start for one in opened.codings() if one.quote == MONEY] == [P01.rindex(MONEY)]


def test_a_list_that_somebody_edited_is_not_replaced_and_nothing_is_imported(study: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "t.csv", ("document", "quote", "code"), [["P01.txt", MONEY, FUNDING]])
    run("import", file, "--study", study, "--coder", "ana")
    list_ = tmp_path / "t-to-check.csv"
    list_.write_text(list_.read_text(encoding="utf-8") + "mine\n", encoding="utf-8")
    before = state(study)
    rows = [["P01.txt", MONEY, FUNDING], ["P01.txt", "Yeah.", FUNDING]]
    write_csv(file, ("document", "quote", "code"), rows)

    result = run("import", file, "--study", study, "--coder", "ana")

    assert result.exit_code == 1
    assert "exists and may hold your edits" in result.stderr
    assert state(study) == before


def test_a_mended_file_takes_the_list_away(study: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "t.csv", ("document", "quote", "code"), [["P01.txt", MONEY, FUNDING]])
    run("import", file, "--study", study, "--coder", "ana")
    write_csv(file, ("document", "quote", "code"), [["P01.txt", FAR, FUNDING]])

    result = run("import", file, "--study", study, "--coder", "ana")

    assert result.exit_code == 0, result.output
    assert not (tmp_path / "t-to-check.csv").exists()


def test_an_edited_quote_keeps_its_old_words_in_the_memo(study: Path, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "t.csv", ("document", "quote", "code"), [["P01.txt", TRAINING.replace("no", "any"), FUNDING]]
    )

    run("import", file, "--study", study, "--coder", "ana")
    run("import", tmp_path / "t-to-check.csv", "--study", study)

    with Study.open(study) as opened:
        (coding,) = opened.codings()
    assert coding.quote == TRAINING
    assert coding.memo == '[in the coder\'s file: "We had any training at all."]'


# Files that don't fit


@pytest.mark.parametrize("unit", ["UTF-16 code units", "UTF-8 bytes", "code points with CRLF"])
def test_shifted_offsets_are_mended_by_their_quotes_and_told(study: Path, tmp_path: Path, unit: str) -> None:
    count = {
        "UTF-16 code units": lambda at: to_utf16(P01, at),
        "UTF-8 bytes": lambda at: len(P01[:at].encode()),
        "code points with CRLF": lambda at: at + P01[:at].count("\n"),
    }[unit]
    second = P01.rindex(MONEY)
    spans = [(P01.index(CLINIC), CLINIC), (second, MONEY)]
    rows = [["P01.txt", count(at), count(at + len(words)), words, FUNDING, "", "", "ana"] for at, words in spans]

    result = run("import", ana(tmp_path, rows), "--study", study)

    assert result.exit_code == 0, result.output
    assert f"ana.csv: 2 offsets in P01.txt count {unit}; turned into code points." in result.stderr
    with Study.open(study) as opened:
        assert [one.start for one in opened.codings()] == [P01.index(CLINIC), second]


def test_an_edited_text_is_found_again_quote_by_quote(study: Path, tmp_path: Path) -> None:
    edited = "A title line\n\n" + P01.replace("Nobody paid", "nobody paid")
    rows = [
        [*row(quote, code, text=edited), text_hash(edited)]
        for quote, code in ((JUDGE, LEADERS), (FAR, FUNDING), ("nobody paid for the clinic.", FINANCING))
    ]

    result = run("import", write_csv(tmp_path / "ana.csv", (*HEADER, "text_hash"), rows), "--study", study)

    assert result.exit_code == 0, result.output
    assert coded(study) == [
        ("P01.txt", JUDGE, LEADERS, "ana"),
        ("P01.txt", CLINIC, FINANCING, "ana"),
        ("P01.txt", FAR, FUNDING, "ana"),
    ]
    assert "3 offsets in P01.txt outside its text; what was quoted was searched for." in result.stderr


def test_the_same_name_with_another_text_is_refused(study: Path, tmp_path: Path) -> None:
    rows = [["P01.txt", f"{words} is something that nobody says here.", FUNDING] for words in ("This", "That", "It")]
    file = write_csv(tmp_path / "t.csv", ("document", "quote", "code"), rows)
    before = state(study)

    result = run("import", file, "--study", study, "--coder", "ana")

    assert result.exit_code == 1
    assert "t.csv: 3 of 3 quotes stand nowhere in P01.txt: was another text coded?" in result.stderr
    assert state(study) == before


def test_a_file_of_another_study_is_refused_in_one_line(study: Path, tmp_path: Path) -> None:
    rows = [["Court9.txt", FAR, FUNDING], ["Court9.txt", CLINIC, FUNDING]]
    file = write_csv(tmp_path / "t.csv", ("document", "quote", "code"), rows)

    result = run("import", file, "--study", study, "--coder", "ana")

    assert result.stderr == (
        'error: t.csv, line 2 (and 1 more rows): the study has no transcript "Court9.txt". '
        "There are: P01.txt, P02.txt. Is the file from another study? "
        'Tell another name with --document "Court9.txt=NAME".\n'
    )
    assert coded(study) == []


def test_a_code_is_known_by_the_label_that_coding_sheets_show(study: Path, tmp_path: Path) -> None:
    label = "Innovation Deliverers (Roles)"

    result = run("import", ana(tmp_path, [row(CLINIC, label)]), "--study", study)

    assert result.exit_code == 0, result.output
    assert "individuals.roles.innovation_deliverers" in [one[2] for one in coded(study)]


def test_every_fault_is_told_with_its_cell_and_the_study_is_as_before(study: Path, tmp_path: Path) -> None:
    before = state(study)
    rows = [ROWS[0], row(CLINIC, "outer_setting.finance"), row(FAR, "Innovation Deliverers"), row(TRAINING, "zzz")]

    result = run("import", ana(tmp_path, rows), "--study", study)

    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0].startswith(
        'error: ana.csv, line 3, column 5: the codebook has no code "outer_setting.finance". '
        "Did you mean outer_setting.financing"
    )
    assert 'may be individuals.roles.innovation_deliverers ("Innovation Deliverers (Roles)"), ' in lines[1]
    assert 'line 5, column 5: the codebook has no code "zzz". See `cfir codebook show`' in lines[2]
    assert state(study) == before


def test_a_renamed_code_is_told_by_an_alias(study: Path, tmp_path: Path) -> None:
    file = ana(tmp_path, [row(CLINIC, "Money"), row(FAR, "money")])

    result = run("import", file, "--study", study, "--alias", f"money={FUNDING}")

    assert result.exit_code == 0, result.output
    assert f'"Money" was taken for {FUNDING} (1 coding).' in result.stderr
    assert [code for _, _, code, _ in coded(study)] == [FUNDING, FUNDING]


def test_unknown_codes_become_the_coders_own_only_when_asked(study: Path, tmp_path: Path) -> None:
    result = run("import", ana(tmp_path, [row(FAR, "Long drives")]), "--study", study, "--inductive")

    assert result.exit_code == 0, result.output
    assert coded(study) == [("P01.txt", FAR, "inductive.ana.long_drives", "ana")]
    assert '"Long drives" was taken for inductive.ana.long_drives (1 coding).' in result.stderr


def test_doubled_rows_count_once_and_two_valences_are_refused(study: Path, tmp_path: Path) -> None:
    again = run("import", ana(tmp_path, [*ROWS, ROWS[0]]), "--study", study)
    other = run("import", ana(tmp_path, [*ROWS, row(JUDGE, LEADERS, "barrier")]), "--study", study)

    assert "1 row doubled (same span, code and coder); each counts once." in again.stderr
    assert other.exit_code == 1
    assert "with another valence or strength than in ana.csv, line 2. Keep one of them." in other.stderr
    assert len(coded(study)) == 2


def test_a_machines_rows_are_never_taken_for_a_persons(study: Path, tmp_path: Path) -> None:
    header = (*HEADER, "coder_kind")
    machine = write_csv(tmp_path / "m.csv", header, [[*row(JUDGE, LEADERS, by="cues"), "machine"]])
    both = write_csv(tmp_path / "b.csv", header, [[*ROWS[0], "human"], [*row(FAR, FUNDING, by="cues"), "machine"]])

    refused = run("import", machine, "--study", study, "--coder", "ana")
    done = run("import", both, "--study", study)

    assert 'm.csv holds only codings of the machine coder "cues"' in refused.stderr
    assert 'b.csv: 1 rows of the machine coder "cues" were left out.' in done.stderr
    assert coded(study) == [("P01.txt", JUDGE, LEADERS, "ana")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", "document,quote,code\n", "a.csv holds no codings"),
        ("a.csv", "document,words\nP01,x\n", "no column code, quote (found: document, words)"),
        ("a.csv", "document,quote,code\nP01,x\n", "line 2: 2 cells, 3 columns"),
        ("a.csv", "document,quote,code\nP01,,Culture\n", "line 2: a code without a quote"),
        ("a.csv", "document,quote,code,valence\nP01,Yeah.,Culture,good\n", '"good" is none of facilitator'),
        ("a.ods", "x", "Save it as .xlsx or .csv"),
        ("a.xlsx", "x", "isn't an Excel workbook"),
        ("a.jsonl", "{", "line 1: this isn't JSON"),
        ("a.pdf", "x", '".pdf" is no coder file'),
        ("a.docx", "x", "isn't a Word document"),
    ],
)
def test_an_unreadable_file_is_told(study: Path, tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    result = run("import", tmp_path / name, "--study", study, "--coder", "ana")

    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert coded(study) == []


def test_a_word_document_without_comments_is_told(study: Path, tmp_path: Path) -> None:
    result = run("import", write_docx(tmp_path / "P01.docx", P01, []), "--study", study)

    assert result.exit_code == 1
    assert "has no comments. Select the words of a coding and comment on them in Word." in result.stderr


def test_a_missing_file_and_a_missing_study_are_told(study: Path, tmp_path: Path) -> None:
    no_file = run("import", tmp_path / "no.csv", "--study", study)
    no_study = run("import", ana(tmp_path), "--study", tmp_path)

    assert "no.csv: there is no such file." in no_file.stderr
    assert "there is no study here" in no_study.stderr
