"""`cfir learn`, `evaluate`, `next`, `like` on a made-up study with a made-up encoder."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.coders.learned_left_out import LeftOut
from cfir_coder.model.coding import Coder, CoderKind, Status
from cfir_coder.study import Study
from tests.made_encoder import MadeEncoder
from tests.made_study import BASE, BOOK, GRIEF, NOW, PLACES, codings_of, make_study


@pytest.fixture(autouse=True)
def _made(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("encoded", "encoder"):  # in this order: the first imports from the second what stays after the test
        monkeypatch.setattr(f"cfir_coder.coders.{module}.Encoder", MadeEncoder)


def cfir(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments], prog_name="cfir")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_learning_tells_before_and_after_on_transcripts_left_out(tmp_path: Path) -> None:
    study = make_study(tmp_path / "s")

    done = cfir("learn", study, "--format", "csv")

    assert done.exit_code == 0, done.output
    told = {row["code"]: row for row in rows(done.stdout)}
    assert ("25", "5") == (told["all codes"]["passages"], told["all codes"]["transcripts"])
    law = told["outer_setting.policies_laws"]
    assert "0.0" == law["f1_before"]
    assert float(law["f1_after"]) > 0.7
    assert float(told[GRIEF]["f1_after"]) > 0.7
    assert float(told["all codes"]["f1_after"]) > float(told["all codes"]["f1_before"])


def test_what_was_learned_is_kept_with_its_provenance_and_no_pickle(tmp_path: Path) -> None:
    study = make_study(tmp_path / "s")

    cfir("learn", study)

    with Study.open(study) as opened:
        kept = json.loads(opened.learned() or "")
        assert "learn" == opened.log()[-1][2]
        hashes = {one.hash: one.document for one in opened.transcripts() if one.document != "Frome.txt"}
    assert (["ana"], "made", hashes) == tuple(kept["provenance"][name] for name in ("coders", "encoder", "texts"))
    assert BOOK.label == kept["provenance"]["codebook"]


def test_the_next_coding_uses_what_was_learned_and_says_so(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    book = tmp_path / "book.yaml"
    codes = f"codes:\n  - id: {GRIEF}\n    name: Grief\n    kind: theme\n"
    book.write_text(f"codebook: b\nname: B\nversion: 1\nextends: cfir-2022\n{codes}")
    cfir("learn", folder)
    code = ("code", folder, "--coder", "encoder", "--codebook", book, "-o", folder, "--force")

    taught, untaught = cfir(*code), cfir(*code, "--no-learned")

    assert taught.exit_code == 0, taught.output
    assert "note: used what was learned from ana on 5 transcripts (2" in taught.stderr
    assert "learned" not in untaught.stderr
    with Study.open(folder) as study:
        assert "learned" not in study.last_options("encoder")


def test_valence_is_learned_told_and_used(tmp_path: Path) -> None:
    """The made encoder takes everything for a facilitator; ana finds that law stands in the way."""
    folder = make_study(tmp_path / "s")

    told = cfir("learn", folder)
    cfir("code", folder, "--coder", "encoder", "-o", folder, "--force")

    note = "valence: of 20 passages on 5 transcripts left out, 25% right before, 100% after learning. It is learned."
    assert note in told.stderr.replace("\n", " ")
    with Study.open(folder) as study:
        law = [one for one in study.codings(coder="encoder") if one.code == "outer_setting.policies_laws"]
    assert {"barrier"} == {one.valence for one in law}


def test_codes_of_the_studys_own_are_learned_also_where_constructs_get_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_study(tmp_path / "s")
    monkeypatch.setattr(LeftOut, "all_codes", lambda self: replace(self.own_alone(), after=[]))

    done = cfir("learn", folder, "--format", "csv")

    said = " ".join(done.stderr.split())
    assert "learning all codes didn't help (F1 0.44 before, 0.00 after), so constructs are proposed as before" in said
    told = {row["code"]: row for row in rows(done.stdout)}
    assert float(told[GRIEF]["f1_after"]) > 0.7
    assert "0.0" == told["outer_setting.policies_laws"]["f1_after"]
    with Study.open(folder) as study:
        kept = json.loads(study.learned() or "")
    assert kept["helps"]
    assert GRIEF in kept["own"]


def test_valence_is_learned_also_where_no_code_gains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_study(tmp_path / "s")
    own_alone = LeftOut.own_alone
    monkeypatch.setattr(LeftOut, "all_codes", lambda self: replace(own_alone(self), after=[]))
    monkeypatch.setattr(LeftOut, "own_alone", lambda self: replace(own_alone(self), after=[]))

    done = cfir("learn", folder)

    said = " ".join(done.stderr.split())
    assert "so `cfir code` proposes codes as before. Code more and learn again." in said
    assert "It is learned." in said
    with Study.open(folder) as study:
        kept = json.loads(study.learned() or "")
    assert kept["helps"]
    assert not kept["own"]
    assert kept["valence"]


def test_a_coder_who_did_not_look_gives_no_examples_against(tmp_path: Path) -> None:
    """What nobody saw is no negative: two interviews coded as a whole are the least to learn from."""
    study = make_study(tmp_path / "s", covered=PLACES[:1])

    done = cfir("learn", study)

    assert 2 == done.exit_code
    said = " ".join(done.stderr.split())
    assert "too little to learn from: 5 codings by people, 1 transcript that a person coded as a whole" in said
    assert "Decisions on proposals alone don't tell that the rest was read" in said


def test_a_code_that_the_codebook_lacks_is_told(tmp_path: Path) -> None:
    study = make_study(tmp_path / "s", book=BASE)

    done = cfir("learn", study, "--format", "csv")

    assert f"not learned, as the codebook doesn't have them: {GRIEF}" in done.stderr
    assert "no" == {row["code"]: row for row in rows(done.stdout)}[GRIEF]["proposed"]


def test_learning_from_somebody_who_is_not_there_says_who_is(tmp_path: Path) -> None:
    done = cfir("learn", make_study(tmp_path / "s"), "--coder", "zoe")

    assert 2 == done.exit_code
    assert "nobody codes here by the name of zoe. There are: ana." in done.stderr


def test_any_coder_can_be_judged_by_any_other(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    with Study.open(folder) as study:
        seen = study.transcripts()[:2]
        found = [each for one in seen for each in codings_of(one, "ben") if each.code != GRIEF]
        ben = Coder(name="ben", kind=CoderKind.HUMAN)
        study.add_codings(ben, found, covered=[one.hash for one in seen], codebook=BOOK.hash, at=NOW)

    done = cfir("evaluate", folder, "--reference", "ana", "--coder", "ben", "--format", "csv", "-o", tmp_path / "out")

    assert done.exit_code == 0, done.output
    told = {row["code"]: row for row in rows(done.stdout)}
    assert ("10", "8", "1.0", "0.8") == tuple(
        told["all codes"][name] for name in ("passages", "found", "precision", "recall")
    )
    assert ("0.0", "0.0") == (told[GRIEF]["recall"], told[GRIEF]["kappa"])
    misses = rows((tmp_path / "out" / "misses.csv").read_text(encoding="utf-8-sig"))
    assert [("missed", GRIEF, "(nothing)")] * 2 == [(one["what"], one["reference"], one["coder"]) for one in misses]
    confusion = rows((tmp_path / "out" / "confusion.csv").read_text(encoding="utf-8-sig"))
    assert {"reference": GRIEF, "coder": "(nothing)", "passages": "2"} in confusion


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_the_calibration_curve_is_drawn(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    folder = make_study(tmp_path / "s")
    with Study.open(folder) as study:
        seen = study.transcripts()[:1]
        ben = Coder(name="ben", kind=CoderKind.HUMAN)
        study.add_codings(ben, codings_of(seen[0], "ben"), covered=[seen[0].hash], codebook=BOOK.hash, at=NOW)
    curve = tmp_path / f"curve.{suffix}"

    done = cfir("evaluate", folder, "--reference", "ana", "--coder", "ben", "--figure", curve)

    assert done.exit_code == 0, done.output
    assert curve.read_bytes().startswith({"svg": b"<?xml", "png": b"\x89PNG"}[suffix])


def test_judging_a_coder_by_itself_is_refused(tmp_path: Path) -> None:
    done = cfir("evaluate", make_study(tmp_path / "s"), "--reference", "ana", "--coder", "ana")

    assert 2 == done.exit_code
    assert "against itself says nothing" in done.stderr


def test_the_transcript_that_nobody_coded_comes_next(tmp_path: Path) -> None:
    done = cfir("next", make_study(tmp_path / "s"), "--format", "csv")

    assert ["Frome.txt"] == [row["document"] for row in rows(done.stdout)]


def test_passages_to_code_next_are_none_that_people_coded(tmp_path: Path) -> None:
    done = cfir("next", make_study(tmp_path / "s"), "--by", "passage", "--first", "confident", "--format", "csv")

    told = rows(done.stdout)
    assert {"Frome.txt"} == {row["document"] for row in told}
    sure = [float(row["confidence"]) for row in told]
    assert sorted(sure, reverse=True) == sure


def test_when_all_is_coded_nothing_comes_next(tmp_path: Path) -> None:
    done = cfir("next", make_study(tmp_path / "s", covered=PLACES))

    assert 1 == done.exit_code
    assert "people have coded every transcript as a whole" in done.stderr


@pytest.mark.parametrize("by_id", [True, False])
def test_passages_like_a_marked_one_come_first(tmp_path: Path, by_id: bool) -> None:
    folder = make_study(tmp_path / "s")
    with Study.open(folder) as study:
        marked = next(one for one in study.codings(coder="ana") if one.code == GRIEF)

    done = cfir("like", folder, marked.id if by_id else marked.quote, "--most", 5, "--format", "csv")

    assert done.exit_code == 0, done.output
    told = rows(done.stdout)
    assert ["funeral"] * 5 == [next((w for w in row["quote"].split() if w == "funeral"), "") for row in told]
    assert marked.document not in {row["document"] for row in told}


def test_four_quotes_are_too_many(tmp_path: Path) -> None:
    done = cfir("like", make_study(tmp_path / "s"), "a", "b", "c", "d")

    assert 2 == done.exit_code
    assert "give one to 3 quotes" in done.stderr


def test_rejected_proposals_are_examples_against(tmp_path: Path) -> None:
    from cfir_coder.workflow.reading import who_looked

    folder = make_study(tmp_path / "s")
    cfir("code", folder, "--coder", "encoder", "-o", folder, "--force")
    with Study.open(folder) as study:
        proposed = study.codings(coder="encoder")
        study.set_status([proposed[0].id], Status.REJECTED, by="ana", at=NOW)
        decisions = [one for one in who_looked(study, BOOK) if one.one_by_one]

    assert [((), (proposed[0].code,))] == [(one.codings, tuple(each.code for each in one.refused)) for one in decisions]
    assert [False] == [one.whole for one in decisions]
