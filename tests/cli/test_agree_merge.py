"""`cfir merge`: good files, and files that are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.codebooks import load_codebook
from cfir_coder.text import to_utf16
from tests.cli.made_merge import (
    ACCESS,
    ANA,
    BEN,
    COLUMNS,
    FAR,
    FUNDING,
    JUDGE,
    LEADERS,
    MONEY,
    TEXT,
    Row,
    folder,
    listed,
    merge,
    merged,
    row,
    run,
    write,
    written,
)

__all__ = ["folder"]


# Merging


def test_two_coders_are_merged_and_their_differences_listed(folder: Path) -> None:
    result = merged(folder)

    assert result.exit_code == 0, result.output
    assert [(one["type"], one["ana_code"], one["ben_code"]) for one in listed()] == [
        ("opposite valence", FUNDING, FUNDING),
        ("missed", ACCESS, ""),
        ("missed", "", ACCESS),
        ("strength", LEADERS, LEADERS),
    ]
    assert listed()[0]["quote"].startswith(
        "The judge backed us from day one. [ana> [ben> Then the money ran out. <ana] 👍 <ben]"
    )
    assert [(one["coder"], one["document"]) for one in listed("coverage.csv")] == [
        ("ana", "P01.txt"),
        ("ben", "P01.txt"),
    ]


def test_the_order_of_files_changes_nothing_and_a_second_merge_neither(folder: Path) -> None:
    ana, ben = write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN)
    merge(ana, ben)
    first = written()

    merge(ben, ana, ana)

    assert {name: written()[name] for name in first if name != "agreement.json"} == {
        name: content for name, content in first.items() if name != "agreement.json"
    }
    assert json.loads(written()["agreement.json"])["levels"] == json.loads(first["agreement.json"])["levels"]


def test_json_lines_are_read_as_well(folder: Path) -> None:
    lines = [json.dumps(one | {"coder": "ana"}) for one in ANA]
    (folder / "ana.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN))
    first = written()

    merge("ana.jsonl", "ben.csv")

    assert written()["codings.csv"] == first["codings.csv"]


def test_workbooks_are_read_as_well(folder: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*COLUMNS])
    for one in ANA:
        sheet.append([one.get(name, "ana") for name in COLUMNS])
    book.save(folder / "ana.xlsx")
    merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN))
    first = written()

    merge("ana.xlsx", "ben.csv")

    assert written()["codings.csv"] == first["codings.csv"]


def test_quotes_without_offsets_are_for_import(folder: Path) -> None:
    rows = [{key: one[key] for key in ("document", "quote", "code")} for one in ANA]

    result = merge(
        write(folder / "ana.csv", rows, columns=("document", "quote", "code")), write(folder / "ben.csv", BEN)
    )

    assert result.exit_code == 1
    assert (
        "ana.csv, line 2: a code without start and end. Import the file into a study with `cfir import`"
        in result.stderr
    )


def test_files_alone_are_merged_by_their_spans(folder: Path) -> None:
    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN), options=())

    assert result.exit_code == 0, result.output
    assert "no text hashes are told: documents are taken for the same by their names." in result.stderr
    assert listed()[0]["type"] == "opposite valence"
    assert not Path("merged", "study.db").exists()
    told = json.loads(run("agree", "merged", "--unit", "span", "--format", "json").stdout)
    funding = told["levels"]["leaf"]["codes"][FUNDING]["coefficients"]
    assert funding["matched_f1"]["value"] == 1.0
    assert funding["cohen_kappa"]["value"] is None
    assert "matched spans have no negatives" in funding["cohen_kappa"]["reason"]


def test_codes_by_name_and_renamed_codes_are_told(folder: Path) -> None:
    ana = write(folder / "ana.csv", [row(JUDGE, "High-level Leaders"), row(MONEY, "old_money")])

    result = merge(
        ana, write(folder / "ben.csv", BEN), options=("--transcripts", "transcripts", "--alias", f"old_money={FUNDING}")
    )

    assert f'"High-level Leaders" was taken for {LEADERS} (1 coding).' in result.stderr
    assert f'"old_money" was taken for {FUNDING} (1 coding).' in result.stderr


def test_inductive_codes_stay_apart_until_they_are_matched(folder: Path) -> None:
    ana = write(folder / "ana.csv", [*ANA, row(FAR, "inductive.distance")])
    ben = write(folder / "ben.csv", [*BEN, row(FAR, "inductive.far_away")])

    apart = merge(ana, ben)

    assert "inductive.ana.distance and inductive.ben.far_away lie on the same text (100%)" in apart.stderr
    assert {one["code"] for one in listed("codings.csv") if "inductive" in one["code"]} == {
        "inductive.ana.distance",
        "inductive.ben.far_away",
    }
    assert not any("inductive" in one["ana_code"] for one in listed())

    merge(
        ana, ben, options=("--transcripts", "transcripts", "--match", "inductive.ana.distance=inductive.ben.far_away")
    )

    assert {one["code"] for one in listed("codings.csv") if "inductive" in one["code"]} == {"inductive.distance"}


def test_three_coders_of_whom_one_saw_half(folder: Path) -> None:
    second = [one | {"document": "P02.txt"} for one in ANA]
    ana = write(folder / "ana.csv", ANA + second)
    ben = write(folder / "ben.csv", BEN + [one | {"document": "P02.txt"} for one in BEN])
    cem = write(folder / "cem.csv", ANA)

    assert merge(ana, ben, cem).exit_code == 0

    told = json.loads(Path("merged", "agreement.json").read_text(encoding="utf-8"))
    funding = told["levels"]["leaf"]["codes"][FUNDING]
    assert funding["units"] == 12.0
    assert funding["coded"] == {"ana": 2.0, "ben": 2.0, "cem": 1.0}
    alone = [one for one in listed() if one["document"] == "P02.txt"]
    assert {one["cem_code"] for one in alone} == {"(not seen)"}


def test_a_coder_who_is_called_like_a_decision_is_refused(folder: Path) -> None:
    write(folder / "ana.csv", ANA)
    write(folder / "own.csv", BEN)

    told = CliRunner().invoke(app, ["merge", "ana.csv", "own.csv", "--transcripts", "transcripts", "-o", "merged"])

    assert (1, False) == (told.exit_code, (folder / "merged").exists())
    assert 'a coder is called "own"' in " ".join(told.stderr.split())


def test_the_assignment_says_who_found_nothing_where(folder: Path) -> None:
    (folder / "assigned.csv").write_text("coder,document\nana,P01.txt\nana,P02.txt\nben,P01.txt\nben,P02.txt\n")
    ana, ben = (
        write(folder / "ana.csv", [*ANA, row(MONEY, FUNDING) | {"document": "P02.txt"}]),
        write(folder / "ben.csv", BEN),
    )

    merge(ana, ben, options=("--transcripts", "transcripts", "--assigned", "assigned.csv"))

    assert [one["type"] for one in listed() if one["document"] == "P02.txt"] == ["missed"]


def test_a_row_without_code_says_that_a_document_was_looked_at(folder: Path) -> None:
    looked = {"document": "P02.txt"}

    merge(write(folder / "ana.csv", [*ANA, looked]), write(folder / "ben.csv", BEN))

    assert ("ana", "P02.txt") in [(one["coder"], one["document"]) for one in listed("coverage.csv")]


# Offsets and texts


def shifted(how: Any) -> list[Row]:
    return [one | {"start": how(one["start"]), "end": how(one["end"])} for one in BEN]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (lambda at: to_utf16(TEXT, at), "UTF-16 code units"),
        (lambda at: len(TEXT[:at].encode()), "UTF-8 bytes"),
        (lambda at: at + TEXT[:at].count("\n"), "code points with CRLF"),
    ],
)
def test_offsets_in_other_units_become_code_points(folder: Path, count: Any, told: str) -> None:
    merged(folder)
    first = written()

    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", shifted(count)))

    assert f"ben.csv: offsets in P01.txt count {told}; turned into code points." in result.stderr
    assert written()["codings.csv"] == first["codings.csv"]


def test_an_edited_text_is_found_again_by_its_quotes(folder: Path) -> None:
    merged(folder)
    first = listed("codings.csv")
    edited = [one | {"start": one["start"] + 7, "end": one["end"] + 7} for one in BEN]

    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", edited))

    assert "ben.csv: quotes were found again in P01.txt: 3 moved." in result.stderr
    assert listed("codings.csv") == first


def test_another_text_of_the_same_name_is_refused_and_force_lists_what_is_lost(folder: Path) -> None:
    other = [*BEN, row("A town far from here", FUNDING, text="A town far from here, with hills.")]
    ana, ben = write(folder / "ana.csv", ANA), write(folder / "ben.csv", other)

    refused = merge(ana, ben)

    assert refused.exit_code == 1
    assert "ben.csv: 1 of 4 quotes stand nowhere in P01.txt: was another text coded?" in refused.stderr
    assert not Path("merged").exists()

    forced = merge(ana, ben, options=("--transcripts", "transcripts", "--force"))

    assert forced.exit_code == 0
    assert [one["quote"] for one in listed("orphans.csv")] == ["A town far from here"]


def test_without_texts_differing_quotes_of_one_place_are_refused(folder: Path) -> None:
    edited = [one | {"start": one["start"] + 7, "end": one["end"] + 7} for one in BEN]

    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", edited), options=())

    assert result.exit_code == 1
    assert "quote different words of one place; texts or offsets differ" in result.stderr


# Bad files


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [row(JUDGE, LEADERS, document="Court9.txt")],
            '"Court9.txt" is none of the transcripts (P01.txt, P02.txt, ...)',
        ),
        ([row(JUDGE, "high_level_leader")], 'line 2: the codebook has no code "high_level_leader". Did you mean'),
        ([row(JUDGE, "frobnicate")], "tell a renamed one with --alias OLD=NEW"),
        ([row(JUDGE, LEADERS, "good")], 'line 2: "good" is none of facilitator, barrier, mixed, neutral'),
        ([row(JUDGE, LEADERS, "", 5)], "line 2: strength 5 lies outside -2 to +2"),
        ([row(JUDGE, LEADERS) | {"start": "x"}], 'line 2: start is "x", not a whole number'),
        ([row(JUDGE, LEADERS) | {"end": 3}], "is empty or turned round"),
        ([], "ben.csv holds no codings"),
        ([row(JUDGE, LEADERS, "barrier"), row(JUDGE, LEADERS, "facilitator")], "twice, with two valences or strengths"),
    ],
)
def test_a_bad_coder_file_is_told_with_its_place_and_nothing_is_written(
    folder: Path, rows: list[Row], message: str
) -> None:
    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", rows))

    assert result.exit_code == 1
    assert message in result.stderr
    assert not Path("merged").exists()


def test_every_unknown_code_is_told_at_once(folder: Path) -> None:
    rows = [row(JUDGE, "one_thing"), row(MONEY, "other_thing")]

    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", rows))

    assert 'ben.csv, line 2: the codebook has no code "one_thing"' in result.stderr
    assert 'ben.csv, line 3: the codebook has no code "other_thing"' in result.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("document,start\nP01.txt,3\n", "no column code (found: document, start)"),
        ("document,start,end,code\nP01.txt,1,2\n", "line 2: 3 cells, 4 columns"),
    ],
)
def test_an_unreadable_table_is_told(folder: Path, content: str, message: str) -> None:
    (folder / "ben.csv").write_text(content, encoding="utf-8")

    result = merge(write(folder / "ana.csv", ANA), "ben.csv")

    assert result.exit_code == 1
    assert message in result.stderr


def test_doubled_rows_count_once(folder: Path) -> None:
    merged(folder)
    first = written()

    result = merge(write(folder / "ana.csv", ANA + ANA[:1]), write(folder / "ben.csv", BEN))

    assert "1 doubled row left out." in result.stderr
    assert written()["codings.csv"] == first["codings.csv"]


def test_a_study_is_as_before_after_a_merge_with_it(folder: Path) -> None:
    assert run("code", "transcripts", "--coder", "cues", "-o", "results").exit_code == 0
    before = Path("results", "study.db").read_bytes()

    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN), options=("--study", "results"))

    assert result.exit_code == 0, result.output
    assert Path("results", "study.db").read_bytes() == before
    assert "cues" not in listed()[0]["quote"]
    told = json.loads(run("agree", "merged", "--format", "json").stdout)
    assert {(one["machine"], one["other"]) for one in told["machine"]} == {("cues", "ana"), ("cues", "ben")}
    assert [one["name"] for one in told["coders"]] == ["ana", "ben"]


def test_codes_that_only_a_machine_used_are_told(folder: Path) -> None:
    assert run("code", "transcripts", "--coder", "cues", "-o", "results").exit_code == 0
    merge(write(folder / "ana.csv", [ANA[0], ANA[2]]), write(folder / "ben.csv", BEN), options=("--study", "results"))
    lines = json.loads(run("agree", "merged", "--format", "json").stdout)["machine"]
    alone = [one for one in lines if one["other"] == "ana" and one["units_machine"] and not one["units_other"]]

    shown = " ".join(run("agree", "merged").stdout.split())

    assert alone
    for one in alone:
        name = load_codebook("cfir-2022").by_id[one["code"]].name
        assert f"{name} ({one['units_machine']:.0f})" in shown.partition("Coded by cues alone, never by ana")[2]
