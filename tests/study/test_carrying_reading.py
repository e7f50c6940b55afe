"""What people had read of a text holds for the corrected one as far as the same words stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfir_coder.model.coding import Coder, CoderKind
from cfir_coder.model.transcript import Transcript
from cfir_coder.study import Segment, SheetChanges, Study
from tests.study.test_store import BOOK, NOW, interview, run

MONEY, WAIT = "Money is short here.", "We wait and wait for it."
OLD = f"I: Well?\n\nP: {MONEY} {WAIT}\n"
ANA = Coder(name="ana", kind=CoderKind.HUMAN)


@pytest.fixture
def study(tmp_path: Path):
    with Study.open_or_create(tmp_path / "study.db") as study:
        study.record_run(run(over=(interview(text=OLD),)))
        yield study


def read_whole(study: Study) -> None:
    study.add_codings(ANA, (), covered=(interview(text=OLD).hash,), codebook=BOOK.hash, at=NOW)


def read_part(study: Study, *segments: Segment) -> None:
    changes = SheetChanges((), (), (), (), (), segments=segments)
    study.record_sheet(ANA, changes, covered=(), codebook=BOOK.hash, record={}, at=NOW)


def correct(study: Study, text: str) -> tuple[Transcript, list[str]]:
    new = interview(text=text)
    return new, study.record_run(run(over=(new,)))


def covered(study: Study) -> list[str]:
    return [one.text_hash for one in study.coverage() if one.coder == "ana"]


def parts(study: Study, new: Transcript) -> list[tuple[str, bool, str]]:
    segments = [one for one in study.segments("ana") if one.text_hash == new.hash]
    return [(new.text[one.start : one.end], one.done, one.memo) for one in segments]


@pytest.mark.parametrize(
    "text",
    [
        OLD.replace("Well?", "How is it going so far, would you say?"),
        OLD.replace(WAIT, "We wait and wait fot it."),
        f"I: Well?\n\nP: {WAIT}\n\nI: And?\n\nP: {MONEY}\n",
    ],
    ids=["a question", "a letter", "turns"],
)
def test_who_had_read_all_of_a_text_has_read_all_of_it_with_other_questions_letters_or_turns(
    study: Study, text: str
) -> None:
    read_whole(study)

    new, told = correct(study, text)

    assert told == []
    assert covered(study) == sorted((interview(text=OLD).hash, new.hash))
    assert parts(study, new) == []


def test_a_sentence_that_nobody_had_read_makes_the_text_one_that_is_read_in_part(study: Study) -> None:
    read_whole(study)

    new, told = correct(study, OLD.replace(WAIT, f"{WAIT} Nobody ever calls us back."))

    assert told == ["A.txt: 1 sentence not read by ana; it counts as read in part."]
    assert covered(study) == [interview(text=OLD).hash]
    assert parts(study, new) == [(MONEY, True, ""), (WAIT, True, "")]


def test_what_was_read_in_part_and_remarks_stand_where_their_words_stand(study: Study) -> None:
    old = interview(text=OLD)
    first, second = OLD.index(MONEY), OLD.index(WAIT)
    read_part(
        study,
        Segment(old.hash, first, first + len(MONEY), done=True, memo=""),
        Segment(old.hash, second, second + len(WAIT), done=False, memo="who waits?"),
    )

    new, told = correct(study, f"A title.\n\n{OLD}")

    assert told == []
    assert covered(study) == []
    assert parts(study, new) == [(MONEY, True, ""), (WAIT, False, "who waits?")]


def test_a_turn_that_was_done_with_a_remark_stays_done_when_a_letter_changes(study: Study) -> None:
    old, start = interview(text=OLD), OLD.index(MONEY)
    read_part(study, Segment(old.hash, start, len(OLD) - 1, done=True, memo="two things"))
    typo = WAIT.replace("for it", "fot it")

    new, told = correct(study, OLD.replace(WAIT, typo))

    assert told == []
    assert parts(study, new) == [(MONEY, True, ""), (f"{MONEY} {typo}", False, "two things"), (typo, True, "")]


def test_what_a_machine_had_read_of_the_old_text_it_has_not_read_of_the_new_one(study: Study) -> None:
    machine = Coder(name="other", kind=CoderKind.MACHINE)
    study.add_codings(machine, (), covered=(interview(text=OLD).hash,), codebook=BOOK.hash, at=NOW)

    new, _ = correct(study, f"A title.\n\n{OLD}")

    assert [one.coder for one in study.coverage() if one.text_hash == new.hash] == ["cues"]
