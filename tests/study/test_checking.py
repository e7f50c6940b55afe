from pathlib import Path

import pytest

from cfir_coder.study import Study, check_study
from tests.study.test_store import coding, interview, run


@pytest.fixture
def study(tmp_path: Path):
    with Study.open_or_create(tmp_path / "study.db") as opened:
        opened.record_run(run(coding(interview(), "Money"), over=(interview(),)))
        yield opened


def test_a_sound_study_has_no_problems(study: Study) -> None:
    assert [] == check_study(study, {"A.txt": interview().hash})


def test_a_quote_that_stands_elsewhere_is_told(study: Study) -> None:
    study._connection.execute("UPDATE codings SET quote = 'Honey'")

    assert ["A.txt, 13-18, a.b by cues: the quote isn't what stands there."] == check_study(study)


def test_an_unknown_code_is_told(study: Study) -> None:
    study._connection.execute("UPDATE codings SET code = 'a.gone'")

    assert ["A.txt, 13-18, a.gone by cues: the codebook has no such code."] == check_study(study)


def test_a_text_that_changed_inside_the_study_is_told(study: Study) -> None:
    study._connection.execute("UPDATE transcripts SET text = replace(text, 'here', 'HERE')")

    assert ["A.txt: the text doesn't have its hash any more."] == check_study(study)


def test_a_file_that_changed_or_vanished_is_told(study: Study) -> None:
    assert ["A.txt: the file's text has changed since it was coded. Run `cfir code` again."] == check_study(
        study, {"A.txt": "0" * 64}
    )
    assert ["A.txt: the file is gone, or can't be read any more."] == check_study(study, {})
