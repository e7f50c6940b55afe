import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cfir_coder.errors import StudyDamaged, StudyError, StudyNotFound, StudyVersionError
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import Coder, CoderKind, Coding, Status, Valence
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn
from cfir_coder.study import Run, Study
from tests.strategies import codings, transcripts

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BOOK = Codebook(
    id="t",
    name="T",
    version="1",
    codes=(
        Code(id="a", name="A", kind=CodeKind.DOMAIN),
        Code(id="a.b", name="B", kind=CodeKind.CONSTRUCT, parent="a"),
    ),
)


def interview(document: str = "A.txt", text: str = "I: Well?\n\nP: Money is short here.\n") -> Transcript:
    start = text.index("Money")
    return Transcript(
        document=document,
        text=text,
        format="txt",
        speakers=(
            Speaker(label="I", role=Role.INTERVIEWER),
            Speaker(label="P", role=Role.PARTICIPANT, participant="P1"),
        ),
        turns=(
            Turn(index=0, speaker="I", start=3, end=8),
            Turn(index=1, speaker="P", start=start, end=len(text) - 1),
        ),
    )


def coding(transcript: Transcript, words: str, *, code: str = "a.b", coder: str = "cues") -> Coding:
    start = transcript.text.index(words)
    kind = CoderKind.MACHINE if coder == "cues" else CoderKind.HUMAN
    return Coding(
        document=transcript.document,
        text_hash=transcript.hash,
        start=start,
        end=start + len(words),
        quote=words,
        code=code,
        valence=Valence.BARRIER,
        coder=coder,
        coder_kind=kind,
        status=Status.PROPOSED if kind is CoderKind.MACHINE else Status.ACCEPTED,
    )


def run(
    *found: Coding, over: tuple[Transcript, ...], coder: str = "cues", themes: tuple[CandidateTheme, ...] = ()
) -> Run:
    return Run(
        coder=coder,
        started_at=NOW,
        finished_at=NOW,
        version="0",
        options={"paths": ["x"]},
        codebook=BOOK,
        transcripts=over,
        participants=(Participant(id="P1", site="Court 1", attributes={"age": "40"}),),
        codings=found,
        themes=themes,
    )


@pytest.fixture
def study(tmp_path: Path):
    with Study.open_or_create(tmp_path / "study.db") as opened:
        yield opened


def test_a_run_comes_back_as_it_went_in(study: Study) -> None:
    transcript = interview()
    found = coding(transcript, "Money is short")

    study.record_run(run(found, over=(transcript,)))

    assert [found] == study.codings()
    assert [transcript] == study.transcripts()
    assert [Participant(id="P1", site="Court 1", attributes={"age": "40"})] == study.participants()
    assert BOOK == study.codebook()
    assert [Coder(name="cues", kind=CoderKind.MACHINE)] == study.coders()
    assert [("cues", transcript.hash, BOOK.hash)] == [(c.coder, c.text_hash, c.codebook) for c in study.coverage()]
    assert {"paths": ["x"]} == study.last_options()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.data())
def test_any_text_and_any_coding_survive_the_store(tmp_path: Path, data: st.DataObject) -> None:
    transcript = data.draw(transcripts())
    drawn = data.draw(st.lists(codings(transcript), max_size=5, unique_by=lambda one: one.id))

    with Study.open_or_create(tmp_path / f"{os.urandom(6).hex()}.db") as study:
        study.record_run(run(over=(transcript,)))
        study.add_codings(Coder(name="ana", kind=CoderKind.HUMAN), drawn, covered=(), codebook=BOOK.hash, at=NOW)

        assert sorted(drawn, key=lambda c: (c.start, c.end, c.code)) == study.codings(coder="ana")
        assert [transcript] == study.transcripts()


def test_a_second_run_replaces_only_its_own_proposals_on_its_documents(study: Study) -> None:
    first, second = interview("A.txt"), interview("B.txt", "I: And?\n\nP: Money comes late.\n")
    by_ana = coding(first, "short", coder="ana")
    study.record_run(run(coding(first, "Money"), coding(second, "Money comes"), over=(first, second)))
    study.add_codings(
        Coder(name="ana", kind=CoderKind.HUMAN), [by_ana], covered=(first.hash,), codebook=BOOK.hash, at=NOW
    )

    study.record_run(run(coding(first, "Money is"), over=(first,)))

    assert [("A.txt", "Money is", "cues"), ("A.txt", "short", "ana"), ("B.txt", "Money comes", "cues")] == [
        (one.document, one.quote, one.coder) for one in study.codings()
    ]


def test_what_a_person_decided_stays_and_is_not_proposed_again(study: Study) -> None:
    transcript = interview()
    kept, dropped, open_ = (coding(transcript, words) for words in ("Money", "short", "here"))
    study.record_run(run(kept, dropped, open_, over=(transcript,)))
    study.set_status([kept.id], Status.ACCEPTED, by="ana", at=NOW)
    study.set_status([dropped.id], Status.REJECTED, by="ana", at=NOW)

    study.record_run(run(kept, dropped, over=(transcript,)))

    assert [("Money", "accepted"), ("short", "rejected")] == [(one.quote, one.status) for one in study.codings()]


def test_a_run_that_fails_leaves_the_study_as_it_was(study: Study) -> None:
    transcript = interview()
    before = coding(transcript, "Money")
    study.record_run(run(before, over=(transcript,)))
    twice = coding(transcript, "short")

    with pytest.raises(sqlite3.IntegrityError):
        study.record_run(run(twice, twice, over=(transcript, interview("B.txt", "I: A\n\nP: Money B.\n"))))

    assert [before] == study.codings()
    assert ["A.txt"] == [one.document for one in study.transcripts()]


def test_a_killed_process_leaves_the_study_as_it_was(tmp_path: Path) -> None:
    transcript = interview()
    before = coding(transcript, "Money")
    with Study.open_or_create(tmp_path / "study.db") as study:
        study.record_run(run(before, over=(transcript,)))
    script = f"""
        import os, signal, sys
        sys.path.insert(0, {str(Path(__file__).parents[2])!r})
        from pathlib import Path
        from cfir_coder.study import Study
        from tests.study.test_store import coding, interview, run
        def dying(transcript):
            yield coding(transcript, "short")
            os.kill(os.getpid(), signal.SIGKILL)
        with Study.open(Path({str(tmp_path)!r})) as study:
            faulty = run(over=(interview(),))
            object.__setattr__(faulty, "codings", dying(interview()))
            study.record_run(faulty)
    """

    died = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)

    assert -signal.SIGKILL == died.returncode
    with Study.open(tmp_path) as study:
        assert [before] == study.codings()
        assert [] == study.integrity()


def test_the_log_only_grows(study: Study) -> None:
    transcript = interview()
    found = coding(transcript, "Money")
    study.record_run(run(found, over=(transcript,)))
    study.set_status([found.id], Status.ACCEPTED, by="ana", at=NOW)

    told = [(who, what, before, after) for _, who, what, before, after in study.log()]

    assert ("cues", "run", '{"proposals": []}', f'{{"proposals": ["{found.id}"]}}') == told[0]
    assert ("ana", f"set status of {found.id}", "proposed", "accepted") == told[1]
    for statement in ("DELETE FROM log", "UPDATE log SET who = 'nobody'"):
        with pytest.raises(sqlite3.IntegrityError, match="the log only grows"):
            study._connection.execute(statement)


def test_a_new_text_of_a_document_replaces_the_old_one_in_sight(study: Study) -> None:
    old, new = interview(), interview(text="I: Well?\n\nP: Money is plenty here.\n")
    study.record_run(run(coding(old, "Money is short"), over=(old,)))

    study.record_run(run(coding(new, "Money is plenty"), over=(new,)))

    assert ["Money is plenty"] == [one.quote for one in study.codings()]
    assert {"Money is plenty", "Money is short"} == {one.quote for one in study.codings(current_only=False)}
    assert [new] == study.transcripts()
    assert {new.hash: "A.txt"} == study.documents()


def test_a_persons_name_is_never_a_machines(study: Study) -> None:
    transcript = interview()
    study.record_run(run(over=(transcript,)))

    with pytest.raises(StudyError, match='"cues" is a machine coder here, not a human one'):
        study.add_codings(Coder(name="cues", kind=CoderKind.HUMAN), [], covered=(), codebook=BOOK.hash, at=NOW)


def test_a_decided_theme_is_remembered(study: Study) -> None:
    study.decide_theme("inductive.x", "rejected", into="", by="ana", at=NOW)

    assert study.decided_themes().keys() == {"inductive.x"}
    assert [("ana", "rejected theme inductive.x")] == [(who, what) for _, who, what, *_ in study.log()]


def test_no_side_files_stay_behind(tmp_path: Path) -> None:
    with Study.open_or_create(tmp_path / "study.db") as study:
        study.record_run(run(over=(interview(),)))

    assert ["study.db"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_copy_is_a_study_of_its_own(study: Study, tmp_path: Path) -> None:
    found = coding(interview(), "Money")
    study.record_run(run(found, over=(interview(),)))

    study.back_up(tmp_path / "copy" / "study.db")

    with Study.open(tmp_path / "copy") as copy:
        assert [found] == copy.codings()


def test_what_is_no_study_says_so(tmp_path: Path) -> None:
    with pytest.raises(StudyNotFound, match="there is no study here"):
        Study.open(tmp_path)
    (tmp_path / "text.db").write_text("not a database, but long enough to be read as one" * 30)
    with pytest.raises(StudyDamaged, match="is no study database"):
        Study.open(tmp_path / "text.db")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(StudyDamaged, match="no study of cfir"):
        Study.open(tmp_path / "other.db")


def test_a_study_of_a_newer_cfir_is_not_touched(tmp_path: Path) -> None:
    with Study.open_or_create(tmp_path / "study.db") as study:
        study._connection.execute("PRAGMA user_version = 99")

    with pytest.raises(StudyVersionError, match="written by a newer cfir"):
        Study.open(tmp_path)


def test_nobody_has_worked_on_a_new_study(study: Study) -> None:
    with pytest.raises(StudyError, match="no coder has worked on this study yet"):
        study.codebook()
