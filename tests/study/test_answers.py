import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

from cfir_coder.study import Answers, Study

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def test_an_answer_is_kept_from_one_run_to_the_next(tmp_path: Path) -> None:
    file = tmp_path / "results" / "study.db"
    with Answers(file, now=lambda: NOON) as answers:
        answers.put("k", '{"codes": []}')

    with Answers(file) as answers:
        assert ['{"codes": []}', None] == [answers.get("k"), answers.get("other")]
    rows = sqlite3.connect(file)
    assert [("k", "2026-01-02T12:00:00+00:00")] == rows.execute("SELECT key, at FROM answers").fetchall()
    rows.close()


def test_a_newer_answer_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    with Answers(tmp_path / "study.db") as answers:
        answers.put("k", "old")
        answers.put("k", "new")

        assert answers.get("k") == "new"


def test_nothing_is_made_where_nothing_is_kept(tmp_path: Path) -> None:
    with Answers(tmp_path / "results" / "study.db") as answers:
        assert answers.get("k") is None

    assert [] == list(tmp_path.iterdir())


def test_an_answer_that_is_no_text_any_more_is_as_good_as_none(tmp_path: Path) -> None:
    with Answers(tmp_path / "study.db") as answers:
        answers.put("k", "a")
        rows = sqlite3.connect(tmp_path / "study.db")
        with rows:
            rows.execute("UPDATE answers SET answer = CAST(x'ff' AS TEXT)")
        rows.close()

        assert answers.get("k") is None
        answers.put("k", "\u00e4")
        assert answers.get("k") == "\u00e4"


def test_answers_stand_in_a_study_that_other_coders_use(tmp_path: Path) -> None:
    with Answers(tmp_path / "study.db") as answers:
        answers.put("k", "a")
        with Study.open_or_create(tmp_path / "study.db") as study:
            assert [] == study.transcripts()
        assert answers.get("k") == "a"


def test_a_process_that_is_killed_loses_no_answer(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from cfir_coder.study import Answers
        answers = Answers(Path(sys.argv[1]))
        for number in range(50):
            answers.put(str(number), "a")
        os.kill(os.getpid(), signal.SIGKILL)
    """)

    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "study.db")], check=False, env=os.environ)

    assert -signal.SIGKILL == done.returncode
    with Answers(tmp_path / "study.db") as answers:
        assert ["a"] * 50 == [answers.get(str(number)) for number in range(50)]
