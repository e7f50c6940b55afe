"""`cfir accept` and `cfir reject`: proposals become a person's codings, or don't come again."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.model.coding import Coder, CoderKind, Status
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import read_transcript
from cfir_coder.study import Run, Study
from cfir_coder.workflow.agreement_load import comparison_of_study
from cfir_coder.workflow.reading import who_looked
from tests.made_proposals import FINANCING, LAW, LAWS, MONEY, MOTIVATION, TEXT, proposals, record, two_interviews
from tests.made_study import BASE, NOW


def cfir(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments], prog_name="cfir")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def transcripts(tmp_path: Path) -> list[Transcript]:
    return two_interviews(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, transcripts: list[Transcript]) -> Path:
    record(tmp_path / "s", transcripts)
    return tmp_path / "s"


def held(folder: Path, coder: str = "ana") -> list[tuple[str, str]]:
    with Study.open(folder) as study:
        return [(one.document, one.code) for one in study.codings(coder=coder)]


def statuses(folder: Path) -> list[str]:
    with Study.open(folder) as study:
        return [one.status.value for one in study.codings(coder="cues")]


def test_an_accepted_proposal_becomes_a_persons_coding_that_tells_where_it_came_from(folder: Path) -> None:
    done = cfir("accept", folder, "--by", "ana", "--code", "Policies & Laws", "--document", "P1.txt", "--memo", "clear")

    assert done.exit_code == 0, done.output
    assert "1 proposal of cues accepted by ana." == done.stdout.strip()
    with Study.open(folder) as study:
        (own,) = study.codings(coder="ana")
        (proposal,) = [one for one in study.codings(coder="cues") if one.status is Status.ACCEPTED]
        assert ("human", "accepted", LAW, LAWS, "facilitator", "clear", None) == (
            own.coder_kind, own.status, own.quote, own.code, own.valence, own.memo, own.confidence,
        )  # fmt: skip
        assert own.created_at is not None
        assert [("proposal", f"proposal {proposal.id} of cues, confidence 0.90", 0.9)] == [
            (one.kind, one.what, one.score) for one in own.evidence
        ]
        assert [("ana", f"accept proposal {proposal.id}: clear", "proposed")] == [
            each[1:4] for each in study.log() if each[1] == "ana"
        ]


def test_accepting_twice_changes_nothing_and_says_so(folder: Path) -> None:
    first = cfir("accept", folder, "--by", "ana", "--code", "financing")
    with Study.open(folder) as study:
        before = study.codings(), study.log()

    again = cfir("accept", folder, "--by", "ana", "--code", "financing")

    assert "2 proposals of cues accepted by ana." == first.stdout.strip()
    assert again.exit_code == 0
    assert "0 proposals of cues accepted by ana; 2 left out (2 ana accepted it already)." in again.stdout
    with Study.open(folder) as study:
        assert before == (study.codings(), study.log())


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (("--site", "Court 2"), [("P2.txt", LAWS), ("P2.txt", FINANCING), ("P2.txt", MOTIVATION)]),
        (("--role", "judge", "--valence", "barrier"), [("P1.txt", FINANCING)]),
        (("--domain", "individuals"), [("P1.txt", MOTIVATION), ("P2.txt", MOTIVATION)]),
        (("--construct", "financing", "--document", "P2.txt"), [("P2.txt", FINANCING)]),
        (("--min-confidence", 0.7, "--max-confidence", 0.8, "--site", "court 1"), [("P1.txt", FINANCING)]),
        (("--quote", "statut*", "--site", "Court 1"), [("P1.txt", LAWS)]),
        (("--code", "outer_setting", "--document", "P1.txt"), [("P1.txt", LAWS), ("P1.txt", FINANCING)]),
    ],
)
def test_filters_narrow_what_is_accepted(
    folder: Path, filters: tuple[object, ...], expected: list[tuple[str, str]]
) -> None:
    done = cfir("accept", folder, "--by", "ana", *filters)

    assert done.exit_code == 0, done.output
    assert expected == held(folder)


def test_one_coding_can_be_named_by_its_id(folder: Path, transcripts: list[Transcript]) -> None:
    wanted = proposals(transcripts[0])[2]

    cfir("accept", folder, "--by", "ana", "--id", wanted.id)

    assert [("P1.txt", MOTIVATION)] == held(folder)


def test_a_dry_run_shows_all_and_changes_nothing(folder: Path) -> None:
    done = cfir("accept", folder, "--by", "ana", "--all", "--dry-run")

    assert "6 proposals of cues would be accepted by ana." in done.stdout
    assert 2 == done.stdout.count("Policies & Laws")
    assert ["proposed"] * 6 == statuses(folder)
    with Study.open(folder) as study:
        assert [Coder(name="cues", kind=CoderKind.MACHINE)] == study.coders()


def test_decisions_survive_a_second_run_and_nothing_is_proposed_again(
    folder: Path, transcripts: list[Transcript]
) -> None:
    cfir("accept", folder, "--by", "ana", "--code", "financing")
    cfir("reject", folder, "--by", "ana", "--code", "motivation")

    record(folder, transcripts)

    assert ["proposed", "accepted", "rejected"] * 2 == statuses(folder)
    assert [("P1.txt", FINANCING), ("P2.txt", FINANCING)] == held(folder)
    with Study.open(folder) as study:
        assert {Status.ACCEPTED, Status.REJECTED} == set(study.decisions().values())


def test_rejecting_what_one_accepted_withdraws_the_coding_and_the_log_keeps_it(folder: Path) -> None:
    cfir("accept", folder, "--by", "ana", "--code", "financing", "--document", "P1.txt")

    cfir("reject", folder, "--by", "ana", "--code", "financing", "--document", "P1.txt", "--memo", "too vague")

    assert [] == held(folder)
    with Study.open(folder) as study:
        withdrawn = [each for each in study.log() if each[2].startswith("withdraw")]
    assert 1 == len(withdrawn)
    assert MONEY in (withdrawn[0][3] or "")


def test_two_people_decide_for_themselves(folder: Path) -> None:
    """One acceptance keeps a proposal accepted; ben's refusal takes nothing from ana."""
    only = ("--code", "financing", "--document", "P1.txt")
    cfir("accept", folder, "--by", "ana", *only)

    cfir("reject", folder, "--by", "ben", *only)

    assert [("P1.txt", FINANCING)] == held(folder)
    assert "accepted" == statuses(folder)[1]
    with Study.open(folder) as study:
        assert ["accepted", "rejected"] == [decision.value for decision in study.decisions().values()]


def test_what_was_coded_by_hand_is_left_as_it_is(folder: Path, transcripts: list[Transcript]) -> None:
    by_hand = proposals(transcripts[0])[1].model_copy(
        update={"coder": "ana", "coder_kind": CoderKind.HUMAN, "status": Status.ACCEPTED, "memo": "my own"}
    )
    with Study.open(folder) as study:
        study.add_codings(Coder(name="ana", kind=CoderKind.HUMAN), [by_hand], covered=(), codebook=BASE.hash, at=NOW)
    only = ("--code", "financing", "--document", "P1.txt")

    accepted, rejected = cfir("accept", folder, "--by", "ana", *only), cfir("reject", folder, "--by", "ana", *only)

    assert "1 proposal of cues accepted by ana." in accepted.stdout
    assert "1 left out (1 ana coded the same by hand; withdraw that first)" in rejected.stdout
    with Study.open(folder) as study:
        assert ["my own"] == [one.memo for one in study.codings(coder="ana")]


def test_decisions_follow_a_corrected_transcript(folder: Path, tmp_path: Path, transcripts: list[Transcript]) -> None:
    cfir("accept", folder, "--by", "ana", "--code", "financing", "--document", "P1.txt")
    path = tmp_path / "P1.txt"
    path.write_text("A title.\n\n" + TEXT.format(n=1), encoding="utf-8")
    corrected = read_transcript(path, document="P1.txt")

    record(folder, [corrected])
    again = cfir("accept", folder, "--by", "ana", "--code", "financing", "--document", "P1.txt")

    assert "1 ana accepted it already" in again.stdout
    assert [("P1.txt", FINANCING)] == held(folder)


def test_learning_sees_what_was_accepted_and_rejected_once(folder: Path) -> None:
    cfir("accept", folder, "--by", "ana", "--code", "financing")
    cfir("reject", folder, "--by", "ben", "--code", "motivation")

    with Study.open(folder) as study:
        everybody, ana = who_looked(study, BASE), who_looked(study, BASE, ["ana"])

    def brief(looked: Any) -> list[tuple[list[str], list[str], bool]]:
        return [([c.code for c in one.codings], [c.code for c in one.refused], one.one_by_one) for one in looked]

    assert [([FINANCING], [MOTIVATION], True)] * 2 == brief(everybody)
    assert [([FINANCING], [], True)] * 2 == brief(ana)


def test_accepting_a_proposal_does_not_say_that_the_transcript_was_read(folder: Path) -> None:
    cfir("accept", folder, "--by", "ana", "--code", "financing")

    with Study.open(folder) as study:
        compared = comparison_of_study(study)

    assert {"cues"} == {coder for coder, _ in compared.seen}
    assert 8 == len(compared.codings)


def test_without_a_filter_nothing_is_decided_by_mistake(folder: Path) -> None:
    done = cfir("accept", folder, "--by", "ana")

    assert 2 == done.exit_code
    assert "would decide on every proposal. Name some with a filter (--code ...), or say --all." in done.stderr
    assert [] == held(folder)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--code", "Finansing"), '"Finansing" is no code. Did you mean "Financing"?'),
        (("--site", "Court 9"), 'Nothing has site "Court 9". There are: Court 1, Court 2.'),
        (("--domain", "financing"), '"financing" is a construct, no domain. Say --code "financing".'),
        (("--id", "0" * 12), "no proposal of this coder has the id 000000000000"),
        (("--coder", "zoe", "--all"), 'there is no coder "zoe"; only a machine\'s proposals are decided on'),
    ],
)
def test_a_name_that_there_is_not_is_told(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    done = cfir("accept", folder, "--by", "ana", *arguments)

    assert done.exit_code in (1, 2)
    assert message in done.stderr
    assert [] == held(folder)


def test_a_machine_can_not_decide(folder: Path) -> None:
    done = cfir("accept", folder, "--by", "cues", "--all")

    assert 1 == done.exit_code
    assert '"cues" is a machine coder here, not a human one' in done.stderr
    assert ["proposed"] * 6 == statuses(folder)


def test_nothing_that_meets_the_filters_is_the_answer_no(folder: Path) -> None:
    done = cfir("accept", folder, "--by", "ana", "--min-confidence", 0.95)

    assert 1 == done.exit_code
    assert "no proposal meets all of these filters" in done.stderr


def test_every_outcome_can_be_had_as_csv(folder: Path) -> None:
    cfir("accept", folder, "--by", "ana", "--code", "financing", "--document", "P1.txt")

    done = cfir("accept", folder, "--by", "ana", "--code", "financing", "--format", "csv")

    assert [("P1.txt", "left out", "ana accepted it already"), ("P2.txt", "accepted", "")] == [
        (row["document"], row["outcome"], row["remark"]) for row in rows(done.stdout)
    ]


def test_the_time_of_a_decision_is_kept(folder: Path) -> None:
    before = datetime.now(UTC)

    cfir("accept", folder, "--by", "ana", "--all")

    with Study.open(folder) as study:
        assert all(
            before <= one.created_at <= datetime.now(UTC) for one in study.codings(coder="ana") if one.created_at
        )
        assert 6 == len(study.codings(coder="ana"))


def test_candidate_themes_are_accepted_only_by_name(folder: Path, transcripts: list[Transcript]) -> None:
    candidate = proposals(transcripts[0])[0].model_copy(update={"code": "inductive.statutes"})
    with Study.open(folder) as study:
        study.record_run(Run("cues", NOW, NOW, "0", {}, BASE, transcripts[:1], (), [candidate]))
    only = ("--by", "ana", "--document", "P1.txt")

    broadly = cfir("accept", folder, *only)
    by_name = cfir("accept", folder, *only, "--code", "inductive.statutes")

    assert "1 left out (1 of candidate themes: adopt one with `cfir codebook adopt`" in " ".join(broadly.stdout.split())
    assert "1 proposal of cues accepted by ana." in by_name.stdout
    assert [("P1.txt", "inductive.statutes")] == held(folder)


def test_a_run_counts_what_was_rejected_apart(tmp_path: Path) -> None:
    text = (
        "Interviewer: And?\n\nP1: Medicaid pays for the whole thing, that helps. The statute says we must offer it.\n"
    )
    (tmp_path / "P1.txt").write_text(text, encoding="utf-8")
    code = ("code", tmp_path / "P1.txt", "--coder", "cues", "-o", tmp_path / "out")
    before = cfir(*code).stdout
    cfir("reject", tmp_path / "out", "--by", "ana", "--code", "financing")

    after = cfir(*code).stdout

    assert "2 codings proposed by cues" in before
    assert "1 coding proposed (1 more was rejected) by cues" in after
