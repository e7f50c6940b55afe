from pathlib import Path

import pytest

from cfir_coder.codebooks import adopt_code, compare_codebooks, load_codebook, write_codebook
from cfir_coder.errors import CodebookError
from cfir_coder.model.codebook import Code, CodeKind
from cfir_coder.model.cue import parse_cue

SMALL = """# A remark that stays.
codebook: t
name: T
version: "1"
lists:
  external: [clinic, "=otp", frustrat*]
codes:
  # money first
  - id: a
    name: A
    definition: "=SUM(1) is no formula"
  - id: a.b
    name: B
    examples: ["+1", two]
    reverse_rated: true
    cues:
      - wait
      - {cue: "{external} & call", weight: 0.5, scope: sentence}
    exclusions: [bus]
precedence:
  - {prefer: a.b, over: a, when: "{external}", reason: because}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "t.yaml"
    path.write_text(SMALL)
    return path


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".xlsx"])
def test_a_codebook_comes_back_as_it_was_written(small: Path, suffix: str) -> None:
    codebook = load_codebook(small)
    path = small.with_name(f"out{suffix}")

    write_codebook(codebook, path)

    assert codebook == load_codebook(path)


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".xlsx"])
def test_a_codebook_that_extends_another_is_written_whole(tmp_path: Path, suffix: str) -> None:
    codebook = load_codebook("drug-court-moud")
    path = tmp_path / f"out{suffix}"

    write_codebook(codebook, path)

    read = load_codebook(path)
    assert read.extends is None
    assert (codebook.codes, codebook.lists, codebook.precedence) == (read.codes, read.lists, read.precedence)


def test_no_cell_of_a_csv_codebook_runs_as_a_formula(small: Path) -> None:
    path = small.with_name("out.csv")

    write_codebook(load_codebook(small), path)

    text = path.read_text(encoding="utf-8-sig")
    assert "'=SUM(1) is no formula" in text
    assert "'+1" in text


def test_an_unknown_format_is_refused(small: Path) -> None:
    with pytest.raises(CodebookError, match=r'written as .yaml, .csv or .xlsx, not ".doc"'):
        write_codebook(load_codebook(small), small.with_name("out.doc"))


def test_an_adopted_code_joins_the_file_and_the_remarks_stay(small: Path) -> None:
    new = Code(id="inductive.ride", name="Rides", kind=CodeKind.THEME, cues=(parse_cue("ride", weight=0.55),))

    adopt_code(small, new)

    text = small.read_text()
    assert text.startswith("# A remark that stays.")
    assert "# money first" in text
    assert "Rides" == load_codebook(small).code("inductive.ride").name
    assert ["ride"] == [cue.pattern for cue in load_codebook(small).code("inductive.ride").cues]


def test_an_adoption_that_would_break_the_file_changes_nothing(small: Path) -> None:
    with pytest.raises(CodebookError, match="nothing was written"):
        adopt_code(small, Code(id="a.b", name="Twice", kind=CodeKind.CONSTRUCT, parent="a"))

    assert SMALL == small.read_text()
    assert ["t.yaml"] == [path.name for path in small.parent.iterdir()]


def test_an_extension_overrides_what_it_gives_and_adds_cues(small: Path) -> None:
    mine = small.with_name("mine.yaml")
    mine.write_text("codebook: m\nname: M\nextends: t.yaml\ncodes:\n  - {id: a.b, name: New, cues: [stay]}\n")

    code = load_codebook(mine).code("a.b")

    assert ("New", ["wait", "{external} & call", "stay"]) == (code.name, [cue.pattern for cue in code.cues])
    assert ("+1", "two") == code.examples


def test_two_versions_are_compared_by_id(small: Path) -> None:
    after = small.with_name("after.yaml")
    changed = SMALL.replace("name: B", "name: Bee").replace('"=SUM(1) is no formula"', "x")
    after.write_text(changed.replace("precedence:", "  - {id: c, name: C}\nprecedence:"))

    changes = compare_codebooks(load_codebook(small), load_codebook(after))

    assert [
        ("a", "changed", "definition"),
        ("a.b", "renamed", "B > Bee"),
        ("c", "added", "C"),
    ] == [(one.code, one.kind, one.what) for one in changes]
