"""A study with damaged rows: what can be made anew is, the rest is told in a line."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cfir_coder.study import Run as StudyRun
from cfir_coder.study import Study
from tests.made_encoder import MadeEncoder
from tests.made_study import BOOK, NOW, make_study


@pytest.fixture
def _made(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("encoded", "encoder"):  # in this order: the first imports from the second what stays after the test
        monkeypatch.setattr(f"cfir_coder.coders.{module}.Encoder", MadeEncoder)


def rewrite(file: Path, statement: str, *values: str) -> None:
    """Change rows of a study behind its back."""
    connection = sqlite3.connect(file)
    with connection:
        assert connection.execute(statement, values).rowcount
    connection.close()


@pytest.mark.usefixtures("_made")
@pytest.mark.parametrize(
    ("damage", "command"),
    [
        ("{}", ("code", "s/Avon.txt", "--coder", "encoder", "-o", "s", "--force")),
        ("garbage", ("next", "s")),
        ("{}", ("like", "s", "The budget for Avon ran out.")),
        ("garbage", ("learn", "s")),
    ],
)
def test_damaged_readings_are_read_again_and_kept_anew(
    run, tmp_path: Path, damage: str, command: tuple[str, ...]
) -> None:
    file = make_study(tmp_path / "s") / "study.db"
    code, before, _ = run(*command)
    assert code == 0
    rewrite(file, "UPDATE answers SET answer = ?", damage)

    code, after, err = run(*command)

    assert (0, before) == (code, after), err
    left = sqlite3.connect(file)
    assert (0,) == left.execute("SELECT count(*) FROM answers WHERE answer = ?", (damage,)).fetchone()
    left.close()


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"own": []}'])
def test_what_was_learned_is_told_to_be_damaged(run, tmp_path: Path, content: str) -> None:
    folder = make_study(tmp_path / "s")
    with Study.open(folder) as study:
        options = {"learned": {"texts": {}}}
        study.record_run(StudyRun("encoder", NOW, NOW, "0", options, BOOK, study.transcripts(), (), ()))
        study.keep_learned(content, encoder="made", by="cfir", at=NOW)

    code, _, err = run("evaluate", "s", "--reference", "ana", "--coder", "encoder")

    told = " ".join(err.split())
    assert (1, True) == (code, told.startswith("error: what was learned can't be read (")), told
    assert told.endswith("Run `cfir learn` again.")


@pytest.mark.usefixtures("_made")
@pytest.mark.parametrize("content", ['{"provenance": []}', '{"provenance": {}, "own": []}'])
def test_coding_tells_it_too(run, tmp_path: Path, content: str) -> None:
    folder = make_study(tmp_path / "s")
    with Study.open(folder) as study:
        study.keep_learned(content, encoder="made", by="cfir", at=NOW)

    code, _, err = run("code", "s/Avon.txt", "--coder", "encoder", "-o", "s", "--force")

    assert (1, True) == (code, "what was learned can't be read" in " ".join(err.split()))


@pytest.mark.parametrize("content", ["{", "{}"])
def test_a_damaged_theme_is_told_in_a_line_and_coding_again_mends_it(coded, content: str) -> None:
    rewrite(Path("cfir-results/study.db"), "UPDATE themes SET content = ? WHERE place = 1", content)

    code, _, err = coded("codebook", "adopt", "cfir-results", "anything", "--by", "ana")

    told = "error: cfir-results/study.db: a theme of cues can't be read. Run `cfir code` again."
    assert (1, told) == (code, " ".join(err.split()))
    if content == "{":
        assert 0 == coded("code", "transcripts_sample", "--coder", "cues")[0]
        assert 'has no candidate theme "anything". There are:' in " ".join(
            coded("codebook", "adopt", "cfir-results", "anything")[2].split()
        )
