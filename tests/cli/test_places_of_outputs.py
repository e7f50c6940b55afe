"""Outputs that are named where nothing can be written: one error, before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfir_coder.errors import OutputBlocked
from cfir_coder.files import check_output, check_output_folder, write_text
from cfir_coder.model.coding import Coder, CoderKind
from cfir_coder.study import Study
from tests.made_encoder import MadeEncoder
from tests.made_study import BOOK, NOW, codings_of, make_study

TALK = "Interviewer: How is it paid?\n\nP1: Medicaid covers all of it, at no cost to us.\n"
IS_A_FILE = "nothing can be written into afile, as it is no folder. Name another place."
IN_A_FILE = "nothing can be written into afile/deep, as afile is no folder. Name another place."


@pytest.fixture(autouse=True)
def _made(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up encoder, and an ordinary file in the folder where the commands run."""
    for module in ("encoded", "encoder"):  # in this order: the first imports from the second what stays after the test
        monkeypatch.setattr(f"cfir_coder.coders.{module}.Encoder", MadeEncoder)
    Path("afile").write_text("mine")


def refused(done: tuple[int, str, str], told: str, *, exit_code: int = 1) -> None:
    """See that a command ended in one error and left the file alone."""
    code, _, err = done
    assert (exit_code, True, True) == (code, told in " ".join(err.split()), err.startswith("error: ")), err
    assert "mine" == Path("afile").read_text()


def judged(name: str = "s") -> Path:
    """A study in which ana and ben coded the first interview."""
    folder = make_study(Path(name))
    with Study.open(folder) as study:
        first = study.transcripts()[0]
        ben = Coder(name="ben", kind=CoderKind.HUMAN)
        study.add_codings(ben, codings_of(first, "ben"), covered=[first.hash], codebook=BOOK.hash, at=NOW)
    return folder


@pytest.mark.parametrize(("place", "told"), [("afile", IS_A_FILE), ("afile/deep", IN_A_FILE)])
def test_results_go_into_no_file(run, place: str, told: str) -> None:
    Path("talk.txt").write_text(TALK)

    refused(run("code", "talk.txt", "--coder", "cues", "-o", place), told)
    refused(run("merge", "--study", str(judged()), "-o", place), told)
    refused(run("agree", "s", "-o", place), told)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only there no folder can be made by anybody")
def test_where_no_folder_can_be_made_is_told(run) -> None:
    Path("talk.txt").write_text(TALK)

    refused(run("code", "talk.txt", "--coder", "cues", "-o", "/proc/nope"), "/proc/nope can't be written (")
    refused(run("matrix", str(judged()), "-o", "/proc/nope/m.csv"), "/proc/nope can't be written (")


@pytest.mark.parametrize("command", [("learn", "s"), ("next", "s"), ("like", "s", "funeral"), ("sample", "s")])
def test_tables_go_under_no_file(run, command: tuple[str, ...]) -> None:
    make_study(Path("s"))

    refused(run(*command, "-o", "afile/x.csv"), IS_A_FILE)


@pytest.mark.parametrize(
    ("output", "exit_code", "told"),
    [
        ("l.txt", 2, '".txt" is no table format'),
        ("afile/x.csv", 1, IS_A_FILE),
        ("s.csv", 1, "s.csv is a folder, and a file is to be written there"),
    ],
)
def test_nothing_is_learned_or_decided_when_its_table_cant_be_written(
    run, output: str, exit_code: int, told: str
) -> None:
    make_study(Path("s"))
    Path("s.csv").mkdir()
    with Study.open(Path("s")) as study:
        before = study.log()

    refused(run("learn", "s", "-o", output, "--force"), told, exit_code=exit_code)
    refused(run("accept", "s", "--by", "ana", "--all", "-o", output, "--force"), told, exit_code=exit_code)

    with Study.open(Path("s")) as study:
        assert (None, before) == (study.learned(), study.log())


@pytest.mark.parametrize(
    ("places", "exit_code", "told"),
    [
        (("-o", "afile", "--figure", "fo/c.png"), 1, IS_A_FILE),
        (("-o", "fo", "--figure", "afile/c.png"), 1, IS_A_FILE),
        (("-o", "fo/c.png", "--figure", "fo/c.png"), 2, "fo/c.png/scores.csv would stand under another file"),
    ],
)
def test_an_evaluation_is_written_whole_or_not_at_all(run, places: tuple[str, ...], exit_code: int, told: str) -> None:
    pytest.importorskip("matplotlib")
    done = run("evaluate", str(judged()), "--reference", "ana", "--coder", "ben", *places)

    assert f"error: {told}" in " ".join(done[2].split())
    assert exit_code == done[0]
    assert (False, "mine") == (Path("fo").exists(), Path("afile").read_text())


def test_looking_whether_a_place_will_do_leaves_nothing_behind(tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))

    check_output(tmp_path / "a" / "b" / "c.csv", force=False)
    check_output_folder(tmp_path / "a" / "b")

    assert before == sorted(tmp_path.rglob("*"))


def test_a_file_isnt_written_over_a_folder(tmp_path: Path) -> None:
    (tmp_path / "t.txt").mkdir()

    with pytest.raises(OutputBlocked, match=r"t\.txt can't be written .* Close or move what is there"):
        write_text(tmp_path / "t.txt", "new")
    assert ["afile", "t.txt"] == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.parametrize(
    "command",
    [
        ("learn", "est"),
        ("next", "est"),
        ("like", "est", "funeral"),
        ("evaluate", "est", "--reference", "ana"),
        ("codebook", "adopt", "est", "hours"),
    ],
)
def test_a_study_in_which_nothing_was_coded_yet_says_so(run, command: tuple[str, ...]) -> None:
    run("init", "est")

    told = "est: nothing was coded in this study folder yet. Put the transcripts into est/transcripts, then run"
    refused(run(*command), f"{told} `cfir code est`, or import what people coded with `cfir import FILE --study est`.")
