"""The same job isn't done twice; any other is."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders import done_before
from cfir_coder.coders.done_before import done, key_of
from cfir_coder.coders.encoded import code_by_encoder
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.machine import Coded, code_by_cues
from cfir_coder.model.llm import LlmSettings
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import read_transcript

TALK = (
    "Interviewer: What got in the way?\n\nP01: Funding is a barrier, there was no money for the clinic. "
    "My sister died that spring and I drove the van myself.\n\nInterviewer: And the judge?\n\n"
    "P02: The judge backed us from day one. My sister kept the van running, I drove the van to the clinic.\n"
)


class Kept(dict[str, str]):
    """Answers in memory."""

    def put(self, key: str, answer: str) -> None:
        self[key] = answer


def transcript(folder: Path, text: str = TALK) -> Transcript:
    path = folder / "P01.txt"
    path.write_text(text, encoding="utf-8")
    return read_transcript(path)


@pytest.fixture
def job(tmp_path: Path) -> CodingJob:
    return CodingJob(
        "cues",
        load_codebook("cfir-2022"),
        load_valence_lexicon(),
        (transcript(tmp_path),),
        min_transcripts=1,
        answers=Kept(),
    )


def never(job: CodingJob) -> Coded:
    raise AssertionError("the job was done again")


@pytest.mark.parametrize("code", [code_by_cues, code_by_encoder])
def test_what_is_taken_again_is_what_was_found(job: CodingJob, code: Any) -> None:
    found = done(job, code)

    again = done(job, never)

    assert found.codings
    assert again == found
    assert again == code(job)


def test_themes_of_either_kind_come_back_as_they_were(tmp_path: Path, job: CodingJob) -> None:
    talks = [read_transcript(path) for path in sorted(Path("transcripts_sample").glob("*.txt"))[:6]]
    many = replace(job, transcripts=talks, min_transcripts=2)

    for name, code in (("cues", code_by_cues), ("encoder", code_by_encoder)):
        found = done(replace(many, name=name), code)
        assert found.themes, name
        assert done(replace(many, name=name), never) == found


def test_another_job_is_done(tmp_path: Path, job: CodingJob) -> None:
    """Every field counts but those that no proposal depends on; a new field has to be thought of here."""
    (talk,) = job.transcripts
    others: dict[str, Any] = {
        "name": "cues-2",
        "codebook": load_codebook("cfir-2009"),
        "lexicon": job.lexicon.model_copy(update={"start": job.lexicon.start + 0.1}),
        "transcripts": (transcript(tmp_path, TALK.replace("P02", "P03")),),
        "sites": {"P01": "court 1"},
        "min_confidence": 0.4,
        "top_k": 1,
        "min_transcripts": 2,
        "settled": frozenset({"inductive.van"}),
        "spacy_model": "en_core_web_sm",
        "about": {"innovation": "buprenorphine"},
        "learned": "{}",
    }
    no_matter = {"answers": Kept(), "progress": print, "llm": LlmSettings(), "approval": "nobody"}
    assert others.keys() | no_matter.keys() == {each.name for each in fields(CodingJob)}
    keys = [key_of(job), *(key_of(replace(job, **{name: value})) for name, value in others.items())]
    assert len(set(keys)) == len(keys)
    assert {key_of(replace(job, **{name: value})) for name, value in no_matter.items()} == {key_of(job)}
    assert talk.text != others["transcripts"][0].text


def test_who_speaks_counts_though_the_text_is_the_same(tmp_path: Path, job: CodingJob) -> None:
    (talk,) = job.transcripts
    turned = talk.model_copy(update={"turns": talk.turns[1:]})

    assert turned.hash == talk.hash
    assert key_of(replace(job, transcripts=(turned,))) != key_of(job)


def test_another_program_does_it_anew(job: CodingJob, monkeypatch: pytest.MonkeyPatch) -> None:
    found = done(job, code_by_cues)
    monkeypatch.setattr(done_before, "_program", lambda: ["another"])

    with pytest.raises(AssertionError, match="done again"):
        done(job, never)

    assert done(job, code_by_cues) == found
    assert done(job, never) == found


@pytest.mark.parametrize("damage", [lambda kept: kept[:-9], lambda kept: kept[:65] + "!!", lambda kept: ""])
def test_a_damaged_entry_is_as_good_as_none(job: CodingJob, damage: Any) -> None:
    found = done(job, code_by_cues)
    assert isinstance(job.answers, Kept)
    (place,) = job.answers
    job.answers[place] = damage(job.answers[place])

    assert done(job, code_by_cues) == found


def test_a_model_of_ones_own_may_have_changed(job: CodingJob) -> None:
    done(job, code_by_cues)

    with pytest.raises(AssertionError, match="done again"):
        done(replace(job, spacy_model="en_core_web_sm"), never)


def test_without_a_study_nothing_is_kept(job: CodingJob) -> None:
    with pytest.raises(AssertionError, match="done again"):
        done(replace(job, answers=None), never)
