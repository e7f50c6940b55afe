"""`cfir evaluate`: each miss once, and what a coder had no code for."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import Coder, CoderKind, Coding
from cfir_coder.study import Run as StudyRun
from cfir_coder.study import Study
from tests.made_study import BASE, BOOK, CODED, GRIEF, NOW, PLACES, coding, codings_of, make_study

LAW, MONEY = "outer_setting.policies_laws", "outer_setting.financing"
COST, CULTURE = "innovation.cost", "inner_setting.culture"
HOURS = Code(id=f"{LAW}.hours", name="Hours", kind=CodeKind.THEME, parent=LAW)
WITH_HOURS = Codebook(**{**BASE.model_dump(), "codes": (*BASE.codes, HOURS)})


def by_ben(folder: Path, codings: Sequence[Coding], book: Codebook = BASE) -> None:
    """Let ben code the first interview with a codebook."""
    with Study.open(folder) as study:
        first = study.transcripts()[0]
        study.add_sources((), (), book)
        ben = Coder(name="ben", kind=CoderKind.HUMAN)
        study.add_codings(ben, codings, covered=[first.hash], codebook=book.hash, at=NOW)


def first_of(folder: Path):
    with Study.open(folder) as study:
        return study.transcripts()[0]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def evaluate(run, folder: Path, *more: str) -> tuple[str, Path]:
    """Judge ben by ana: the messages on one line, and the folder of the tables."""
    code, _, err = run("evaluate", str(folder), "--reference", "ana", "--coder", "ben", "-o", "out", *more)
    assert code == 0, err
    return " ".join(err.split()), Path("out")


def test_a_passage_with_wrong_and_missed_codes_stands_once_among_the_misses(run, tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    first = first_of(folder)
    budget = next(sentence for sentence, code in CODED.items() if code == MONEY).format(PLACES[0])
    right = [one for one in codings_of(first, "ben") if one.code not in (MONEY, GRIEF)]
    by_ben(folder, [*right, *(coding(first, budget, code, "ben") for code in (COST, CULTURE))], BOOK)

    misses = table(evaluate(run, folder)[1], "misses")

    told = [(one["what"], one["reference"], one["coder"]) for one in misses]
    assert [("wrong", MONEY, f"{CULTURE}, {COST}"), ("missed", GRIEF, "(nothing)")] == told
    assert budget == misses[0]["quote"]


def test_two_codes_missed_on_one_passage_stand_once(run, tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    first = first_of(folder)
    budget = next(sentence for sentence, code in CODED.items() if code == MONEY).format(PLACES[0])
    with Study.open(folder) as study:
        ana = Coder(name="ana", kind=CoderKind.HUMAN)
        again = [coding(first, budget, COST), coding(first, budget.removeprefix("The "), CULTURE)]
        study.add_codings(ana, again, covered=[first.hash], codebook=BOOK.hash, at=NOW)
    by_ben(folder, [one for one in codings_of(first, "ben") if one.code != MONEY], BOOK)

    misses = table(evaluate(run, folder)[1], "misses")

    assert [(", ".join(sorted((COST, CULTURE, MONEY))), "(nothing)")] == [
        (one["reference"], one["coder"]) for one in misses
    ]


def test_codes_that_the_coder_never_could_give_are_told(run, tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    by_ben(folder, [one for one in codings_of(first_of(folder), "ben") if one.code != GRIEF])

    told, _ = evaluate(run, folder)

    assert "note: 1 of the 5 codings of ana has a code that ben never could give, as its codebook lacks it" in told
    assert f"never learned it: {GRIEF} 1. They count as missed." in told


def test_a_code_of_the_codebook_that_was_only_missed_could_have_been_given(run, tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    by_ben(folder, [one for one in codings_of(first_of(folder), "ben") if one.code != GRIEF], BOOK)

    assert "never could give" not in evaluate(run, folder)[0]


def test_a_machine_cannot_give_a_code_of_which_it_knows_nothing(run, tmp_path: Path) -> None:
    """The codebook has grief, by name alone: no cue, definition or example, and nobody taught it."""
    folder = make_study(tmp_path / "s")

    code, _, err = run("evaluate", str(folder), "--reference", "ana", "--coder", "cues")

    assert code == 0
    told = "5 of the 25 codings of ana have a code that cues never could give"
    assert f"{told}, as its codebook lacks it or it never learned it: {GRIEF} 5" in " ".join(err.split())


def test_what_the_machine_was_taught_it_could_give(run, tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    with Study.open(folder) as study:
        texts = study.transcripts()
        options = {"learned": {"texts": {}}}
        study.record_run(StudyRun("encoder", NOW, NOW, "0", options, BOOK, texts, (), ()))
        before = run("evaluate", str(folder), "--reference", "ana", "--coder", "encoder")[2]
        study.keep_learned(f'{{"own": {{"{GRIEF}": {{}}}}}}', encoder="made", by="cfir", at=NOW)

    after = run("evaluate", str(folder), "--reference", "ana", "--coder", "encoder")[2]

    assert (True, False) == tuple("never could" in " ".join(err.split()) for err in (before, after))


def test_inductive_codes_are_no_domains(run, tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s")
    by_ben(folder, codings_of(first_of(folder), "ben"), BOOK)

    told, out = evaluate(run, folder, "--level", "domain")

    assert {"all codes", "outer_setting", "individuals"} == {one["code"] for one in table(out, "scores")}
    assert GRIEF not in {one[who] for one in table(out, "confusion") for who in ("reference", "coder")}
    assert f"left out, as their code belongs to no domain: 2 codings ({GRIEF} 2)" in told
    assert "never could give" not in told


def test_a_theme_that_only_the_reference_has_counts_as_its_construct(run, tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", book=WITH_HOURS)
    first = first_of(folder)
    by_ben(folder, [one for one in codings_of(first, "ben") if one.code != GRIEF])
    with Study.open(folder) as study:
        rows = [coding(first, sentence.format(PLACES[0]), HOURS.id) for sentence, code in CODED.items() if code == LAW]
        study.drop_codings("ana", by="ana", at=NOW)
        ana = Coder(name="ana", kind=CoderKind.HUMAN)
        study.add_codings(ana, rows, covered=[first.hash], codebook=WITH_HOURS.hash, at=NOW)

    told, out = evaluate(run, folder, "--level", "construct")

    assert "never could give" not in told
    assert ("2", "2") == next((one["passages"], one["found"]) for one in table(out, "scores") if one["code"] == LAW)
    told, _ = evaluate(run, folder, "--force")
    assert "2 of the 2 codings of ana have a code that ben never could give, as its codebook lacks it" in told
