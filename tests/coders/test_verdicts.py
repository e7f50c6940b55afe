"""What people call a barrier or a facilitator by its name: one explicit coding a sentence, in both frameworks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.encoded import code_by_encoder
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.machine import Coded, code_by_cues
from cfir_coder.model.coding import Band
from cfir_coder.readers import read_transcript

VERDICTS = [
    ("Funding is a barrier.", "barrier", "available_resources.funding", "available_resources"),
    ("Leadership support is a facilitator.", "facilitator", "high_level_leaders", "leadership_engagement"),
    ("Time is a barrier for us.", "barrier", "opportunity", "available_resources"),
    ("The biggest challenge is transportation.", "barrier", "local_conditions", "patient_needs_resources"),
    ("Our main facilitator is the workflow, it fits in.", "facilitator", "compatibility", "compatibility"),
]
"""A sentence, its valence, and how its code ends in CFIR 2022 and 2009."""

TALK = "Interviewer: How long are you here?\n\nP1: Nine years.\n\nInterviewer: What helps, what hinders?\n\nP1: {}\n"


def codings(tmp_path, coder: Callable[[CodingJob], Coded], codebook: str) -> list[tuple[str, str, str]]:
    """(quote, code, valence) of what a coder is sure of, for all the verdicts in one turn."""
    path = tmp_path / "a.txt"
    path.write_text(TALK.format(" ".join(said for said, *_ in VERDICTS)), encoding="utf-8")
    job = CodingJob("coder", load_codebook(codebook), load_valence_lexicon(), [read_transcript(path)])
    return [(one.quote, one.code, str(one.valence)) for one in coder(job).codings if one.band is Band.EXPLICIT]


@pytest.mark.parametrize("coder", [code_by_cues, code_by_encoder])
@pytest.mark.parametrize(("codebook", "named"), [("cfir-2022", 2), ("cfir-2009", 3)])
def test_each_verdict_is_one_explicit_coding(tmp_path, coder, codebook: str, named: int) -> None:
    found = codings(tmp_path, coder, codebook)

    assert [(told[0], told[1]) for told in VERDICTS] == [(quote, valence) for quote, _, valence in found]
    for told, (_, code, _) in zip(VERDICTS, found, strict=True):
        assert code.endswith(told[named])
