"""Which codes a Word comment names, and what it is told where it nearly names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.codes import CodeFinder
from cfir_coder.exchange.comment_lines import named_codes
from tests.exchange.made import BOOK, CLINIC, FAR, FINANCING, JUDGE, P01, TRAINING, coded, make_study, run, write_docx

FINDER = CodeFinder(BOOK)
BESIDE = "names no code, but stands beside one. Write a remark after a colon."
LAWS_MEANT = "names no code. Did you mean outer_setting.policies_laws?"
FINANCING_MEANT = f"names no code. Did you mean {FINANCING}?"
ALLOWED = (
    "behind a code may stand a valence (facilitator, barrier, mixed or neutral), a strength (-2 to 2), a colon with a "
    "remark, or a semicolon with another code."
)
REMARK = 'If it is all a remark, write "Remark:" before it.'


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path / "study")


def told(comment: str) -> list[tuple[str, str, str, str]]:
    return [(one.code, one.valence, one.strength, one.memo) for one in named_codes(comment, FINDER)]


@pytest.mark.parametrize(
    ("comment", "faults"),
    [
        (
            "Policys & Laws (facilitator); Financing, barrier -2",
            [f'"Policys & Laws (facilitator)" {LAWS_MEANT}'],
        ),
        (
            "Financing, barrier -2; Policys & Laws (facilitator)",
            [f'"Policys & Laws (facilitator)" {LAWS_MEANT}'],
        ),
        ("Policys & Laws; Finacing", [f'"Policys & Laws" {LAWS_MEANT}', f'"Finacing" {FINANCING_MEANT}']),
        ("Great quote; Financing; see P07", [f'"Great quote" {BESIDE}', f'"see P07" {BESIDE}']),
        ("Culture; Financing: the grant; Policys & Laws", [f'"Policys & Laws" {LAWS_MEANT}']),
        ("Financing\nPolicys & Laws", [f'"Policys & Laws" {LAWS_MEANT}']),
        (
            "Policies & Laws, facilitator 2 because it matters",
            [
                '"Policies & Laws, facilitator 2 because it matters": write a colon before "because it matters". '
                + REMARK
            ],
        ),
        (
            "Culture; Financing (barrier) as she says",
            [f'"Financing (barrier) as she says": write a colon before "as she says". {REMARK}'],
        ),
        (
            "Policys & Laws, facilitator 2 because it matters so much",
            [f'"Policys & Laws, facilitator 2 because it matters so much" {LAWS_MEANT}'],
        ),
        (
            "Financing, barrier, mixed",
            ['"Financing, barrier, mixed": write one valence and one strength behind a code.'],
        ),
        ("Financing: the grant; Policys & Laws", [f'"Policys & Laws" {LAWS_MEANT}']),
        ("Policys & Laws; Outer Setting > Financing", [f'"Policys & Laws" {LAWS_MEANT}']),
        ("Financing, negative", [f'"Financing, negative": {ALLOWED} {REMARK}']),
        ("Financing (negative)", [f'"Financing (negative)": {ALLOWED} {REMARK}']),
        ("Culture; Financing, negative: it ended", [f'"Financing, negative: it ended": {ALLOWED} {REMARK}']),
        ("Culture\nFinancing, negative", [f'"Financing, negative": {ALLOWED} {REMARK}']),
        ("Culture\nThe financing, barrier -2", [f'"The financing, barrier -2" {FINANCING_MEANT}']),
        ("Culture\nFinacing, barrier", [f'"Finacing, barrier" {FINANCING_MEANT}']),
    ],
)
def test_what_stands_beside_a_code_or_is_nearly_one_is_a_fault(comment: str, faults: list[str]) -> None:
    with pytest.raises(ExchangeError) as caught:
        named_codes(comment, FINDER)

    assert list(caught.value.faults) == faults


@pytest.mark.parametrize(
    "remark",
    [
        "Great quote!",
        "Great quote; look again",
        "She says that financing was the barrier, 2 of them; see also the policies",
        "A barrier 2 she said",
        "Remark: Financing barriers are everywhere",
        "Remark: Financing, negative",
        "Financing, as she says, was what they lacked",
    ],
)
def test_a_remark_that_mentions_a_code_names_none(remark: str) -> None:
    assert told(remark) == []


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        (
            "Financing; barrier; Policies & Laws; 2",
            [("Financing", "barrier", "", ""), ("Policies & Laws", "", "2", "")],
        ),
        (
            "Culture; Financing: the grant; it ended",
            [("Culture", "", "", ""), ("Financing", "", "", "the grant; it ended")],
        ),
        ("Financing: the grant; it ended", [("Financing", "", "", "the grant; it ended")]),
        ("Financing: 2 years ago", [("Financing", "", "", "2 years ago")]),
        ("Financing, barrier -2.", [("Financing", "barrier", "-2", "")]),
        ("Financing\nNot the funding", [("Financing", "", "", "Not the funding")]),
        ("#Theme 3", [("Theme 3", "", "", "")]),
        (
            "Financing: the grant; Policies & Laws, barrier -2",
            [("Financing", "", "", "the grant"), ("Policies & Laws", "barrier", "-2", "")],
        ),
        ("#Financing; #Culture, barrier", [("Financing", "", "", ""), ("Culture", "barrier", "", "")]),
        (
            "Culture; Outer Setting > Financing",
            [("Culture", "", "", ""), ("Outer Setting > Financing", "", "", "")],
        ),
        ("Outer Setting; Financing", [("Outer Setting", "", "", ""), ("Financing", "", "", "")]),
        ("Financing: the grant; the financing", [("Financing", "", "", "the grant; the financing")]),
        ("Financing, barrier - 2", [("Financing", "barrier", "-2", "")]),
        ("Financing, barrier \N{EN DASH} 2", [("Financing", "barrier", "-2", "")]),
        ("Financing, barrier \N{MINUS SIGN} 2", [("Financing", "barrier", "-2", "")]),
        ("Financing - 2, barrier - the grant", [("Financing", "barrier", "-2", "the grant")]),
        ("Financing, barrier - 2: the grant", [("Financing", "barrier", "-2", "the grant")]),
        ("Financing, barrier - 2 years ago", [("Financing", "barrier", "", "2 years ago")]),
        ("Financing\nThe financing", [("Financing", "", "", "The financing")]),
        ("Financing, barrier -2\nCulture as mixed bag", [("Financing", "barrier", "-2", "Culture as mixed bag")]),
    ],
)
def test_codes_are_named_with_what_belongs_to_them(comment: str, codes: list[tuple[str, str, str, str]]) -> None:
    assert told(comment) == codes


def test_an_alias_with_a_semicolon_is_one_code() -> None:
    finder = CodeFinder(BOOK, {"Money; grants": FINANCING})

    assert [one.code for one in named_codes("Money; grants", finder)] == ["Money; grants"]


def test_the_faults_of_all_comments_are_told_and_nothing_is_imported(study: Path, tmp_path: Path) -> None:
    comments = [
        (JUDGE, "Ana", "Financing, barrier -3"),
        (CLINIC, "Ana", "Financing, barrier -2"),
        (TRAINING, "Ben", "Financing: barrier 2.5"),
        (FAR, "Ben", "Policys & Laws; Financing"),
    ]

    result = run("import", write_docx(tmp_path / "P01.docx", P01, comments), "--study", study)

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "error: P01.docx, comment 1 by Ana: strength -3 lies outside -2 to +2.",
        'error: P01.docx, comment 3 by Ben: strength is "2.5", not a whole number.',
        f'error: P01.docx, comment 4 by Ben: "Policys & Laws" {LAWS_MEANT}',
    ]
    assert coded(study) == []


def test_where_no_comment_names_a_code_the_first_ones_are_quoted(study: Path, tmp_path: Path) -> None:
    remarks = ["Great quote!\nReally.", "See P07", " ".join(["so"] * 40), "Hm"]
    comments = [(words, "Ana", remark) for words, remark in zip((JUDGE, CLINIC, TRAINING, FAR), remarks, strict=True)]
    file = write_docx(tmp_path / "P01.docx", P01, comments)

    result = run("import", file, "--study", study)

    assert result.exit_code == 1
    assert result.stderr == (
        f'error: {file}: none of the 4 comments names a code ("Great quote!", "See P07", "{"so " * 19}..." and 1 '
        'more). Begin with the code, as in "outer_setting.financing, barrier -2: the grant ended"; `cfir import` knows '
        "its name as well.\n"
    )
