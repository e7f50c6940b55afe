from pathlib import Path

import pytest

from cfir_coder.codebooks import check_codebook, load_codebook
from cfir_coder.errors import CodebookError, UnknownCodebook

HEAD = "codebook: t\nname: T\nversion: '1'\n"


def faults(tmp_path: Path, body: str, name: str = "t.yaml") -> list[str]:
    path = tmp_path / name
    path.write_text(body, encoding="utf-8")
    return check_codebook(path)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "codes:\n  - {id: a, name: A, kind: domain}\n  - {id: a.b, name: B}\n  - {id: a.b, name: C}\n",
            't.yaml, line 7: code "a.b" is defined twice (first at line 6). Rename one of them.',
        ),
        (
            "codes:\n  - {id: a, name: A}\n  - {id: x.b, name: B}\n",
            't.yaml, line 6: code "x.b" has the unknown parent "x". Define it or correct the name.',
        ),
        (
            "codes:\n  - id: a\n    name: ''\n",
            't.yaml, line 6: code "a" has no name. Give it one.',
        ),
        (
            "codes:\n  - id: a\n    name: A\n    definitoin: x\n",
            't.yaml, line 7: unknown key "definitoin". Did you mean "definition"?',
        ),
        (
            "codes:\n  - id: a\n    name: A\n    cues:\n      - wait ..\n",
            't.yaml, line 8: cue "wait ..", character 8: ".." must stand between two words.',
        ),
        (
            'lists: {external: [clinic]}\ncodes:\n  - id: a\n    name: A\n    cues: ["{extrenal} call"]\n',
            't.yaml, line 8: cue "{extrenal} call" uses the unknown list "extrenal". Did you mean "external"?',
        ),
        (
            "codes:\n  - {id: a, name: A, parent: b, kind: theme}\n  - {id: b, name: B, parent: a, kind: theme}\n",
            't.yaml, line 5: code "a" is its own ancestor: a > b > a. Correct one "parent".',
        ),
        (
            "codes:\n  - {id: a, name: A}\n  - {id: a.b, name: B, typical_valence: good}\n",
            't.yaml, line 6: typical_valence "good" isn\'t known. Use facilitator, barrier, mixed or neutral.',
        ),
        (
            "codes:\n  - {id: a, name: A, cues: [{cue: wait, weight: 2}]}\n",
            't.yaml, line 5: weight "2" must be a number above 0, at most 1.',
        ),
        (
            "codes:\n  - {id: a, name: A, cfir_2009: [outer_setting.cosmopolitan]}\n",
            't.yaml, line 5: code "a" names the unknown 2009 construct "outer_setting.cosmopolitan".'
            ' Did you mean "outer_setting.cosmopolitanism"?',
        ),
        (
            "codes:\n  - {id: a, name: A}\nprecedence:\n  - {prefer: a, over: z}\n",
            't.yaml, line 7: precedence names the unknown code "z". Define it or correct the name.',
        ),
        (
            "codes:\n  - {id: a, name: A}\n  - {id: a.b, name: B, kind: domain}\n",
            't.yaml, line 6: domain "a.b" can\'t stand under domain "a". A domain stands on top, without a parent.',
        ),
        ("codes: [", "t.yaml, line 5: this isn't YAML"),
        ("extends: nowhere\ncodes: []\n", 't.yaml, line 4: extends the unknown codebook "nowhere".'),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, body: str, expected: str) -> None:
    (found,) = faults(tmp_path, HEAD + body)

    assert found.startswith(expected)


def test_every_fault_is_told_at_once_from_top_to_bottom(tmp_path: Path) -> None:
    body = "codes:\n  - {id: a, name: ''}\n  - {id: x.b, name: B, colour: red}\n  - {id: a, name: A, cues: ['..']}\n"

    assert [5, 6, 6, 7] == [int(fault.split(":")[0].rsplit(" ", 1)[1]) for fault in faults(tmp_path, HEAD + body)]


def test_loading_a_faulty_codebook_carries_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(HEAD + "codes:\n  - {id: a, name: ''}\n  - {id: x.b, name: B}\n")

    with pytest.raises(CodebookError, match=r"line 5: code \"a\" has no name.*and 1 more") as caught:
        load_codebook(path)

    assert 2 == len(caught.value.faults)


def test_faults_in_a_spreadsheet_name_the_row(tmp_path: Path) -> None:
    text = "id,name,cues\na,A,\nx.b,B,wait ..\n"

    assert [
        "t.csv, row 1: the codebook has no id. Add `codebook: NAME` at the top.",
        't.csv, row 3: code "x.b" has the unknown parent "x". Define it or correct the name.',
        't.csv, row 3: cue "wait ..", character 8: ".." must stand between two words.',
    ] == faults(tmp_path, text, "t.csv")


def test_a_broken_workbook_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")

    (found, *_) = check_codebook(path)

    assert "this isn't a workbook that can be read" in found


def test_a_codebook_that_nobody_has_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownCodebook, match='there is no codebook "cfir-2023".*Did you mean "cfir-2022"'):
        load_codebook("cfir-2023")


def test_a_codebook_that_extends_itself_is_told(tmp_path: Path) -> None:
    assert ['t.yaml, line 4: the codebook extends itself: t.yaml > t.yaml. Correct one "extends".'] == faults(
        tmp_path, HEAD + "extends: t.yaml\ncodes: []\n"
    )
