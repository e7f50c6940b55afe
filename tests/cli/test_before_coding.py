"""Looking at transcripts before coding, and saying who speaks."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

GROUP = """Moderator: Does the grant pay for it?

P1: Medicaid pays for the whole thing, that helps us.

P2: Yeah, same here.

P3: Exactly.

Moderator: And training?

P2: Nobody trained us, we figured it out on our own.

Speaker 4: Mm-hmm.

P1: Right.

Moderator: Anything else you want to say?

P3: The statute says the jail must offer it.
"""
ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
Ana Diaz: Medicaid pays for the whole thing.

2
00:00:05.000 --> 00:00:06.000
Bo Lee: Good to know.

3
00:00:07.000 --> 00:00:09.000
Ana Diaz: It helps.
"""


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(Path("cfir-results") / name, encoding="utf-8-sig", keep_default_na=False)


def test_speakers_are_listed_with_role_words_and_share(run) -> None:
    Path("group.txt").write_text(GROUP)

    code, out, _ = run("speakers", "group.txt", "--format", "json")

    told = [(one["speaker"], one["role"], one["turns"], one["first_words"][:20]) for one in json.loads(out)]
    assert code == 0
    assert ("Moderator", "interviewer", 3, "Does the grant pay f") in told
    assert ("P2", "participant", 2, "Yeah, same here.") in told
    assert ("Speaker 4", "unknown", 1, "Mm-hmm.") in told


def test_check_of_transcripts_says_what_needs_a_persons_eye(run) -> None:
    Path("t").mkdir()
    Path("t/group.txt").write_text(GROUP)
    Path("t/plain.txt").write_text("Nobody is labelled here. It goes on and on.\n")
    Path("t/empty.txt").write_text("")

    code, out, _ = run("check", "t", "--format", "csv")

    lines = pd.read_csv(pd.io.common.StringIO(out), keep_default_na=False).set_index("document")
    assert code == 1
    assert ("no", "yes", "yes") == tuple(lines.loc[["empty.txt", "group.txt", "plain.txt"], "read"])
    assert "Speaker 4" in lines.loc["group.txt", "warnings"]
    assert "No speaker labels" in lines.loc["plain.txt", "warnings"]
    assert "document" == lines.loc["plain.txt", "kind"]


def test_counts_stay_whole_beside_a_file_that_cant_be_read(run) -> None:
    Path("t").mkdir()
    Path("t/group.txt").write_text(GROUP)
    Path("t/empty.txt").write_text("")

    code, out, err = run("check", "t")

    assert code == 1
    assert "10" in next(line for line in out.splitlines() if "group.txt" in line).split()
    assert "10.0" not in out
    assert "empty.txt is empty" in err


def test_check_of_sound_transcripts_is_quiet(run, sample: Path) -> None:
    code, out, err = run("check", str(sample), "--format", "csv")

    assert (0, "") == (code, err)
    assert 12 == out.count("1 interviewer, 1 participant")


def test_an_agreement_endorses_the_turn_before_and_is_never_coded(run) -> None:
    Path("group.txt").write_text(GROUP)

    assert 0 == run("code", "group.txt", "--coder", "cues")[0]

    codings, themes, transcripts = table("codings.csv"), table("themes.csv"), table("transcripts.csv")
    paid = codings[codings["code"] == "outer_setting.financing"]
    assert ["P2; P3"] == [by.replace("group ", "") for by in paid["endorsed_by"]]
    assert not codings["quote"].str.contains("same here").any()
    assert 2 == themes.set_index("theme").loc["Financing", "n_endorsements"]
    assert 4 == transcripts["endorsements"][0]


def test_counts_are_of_people_and_an_unknown_voice_is_none(run) -> None:
    Path("group.txt").write_text(GROUP)

    _, out, _ = run("code", "group.txt", "--coder", "cues")

    assert "Read 1 transcript: 3 participants" in out
    cases = table("cases_by_codes.csv")
    assert ["group P1", "group P2", "group P3"] == cases["participant"].tolist()


def test_a_document_is_coded_and_counts_as_no_participant(run) -> None:
    Path("policy.md").write_text("# Policy\n\nMedicaid pays for the whole thing in this state.\n")

    code, out, _ = run("code", "policy.md", "--coder", "cues")

    assert code == 0
    assert "Read 0 transcripts and 1 document: 0 participants" in out
    codings = table("codings.csv")
    assert [("outer_setting.financing", "")] == list(zip(codings["code"], codings["participant"], strict=True))


def test_a_text_without_labels_is_what_the_user_says(run) -> None:
    Path("plain.txt").write_text("Medicaid pays for the whole thing in this state.\n")

    run("code", "plain.txt", "--coder", "cues", "--unlabelled", "participant")
    assert ["plain"] == table("codings.csv")["participant"].tolist()
    run("code", "plain.txt", "--coder", "cues", "--unlabelled", "skip")
    assert 0 == len(table("codings.csv"))


def test_corrected_speakers_are_kept_in_the_study_and_not_in_the_file(run) -> None:
    Path("zoom.vtt").write_text(ZOOM)
    before = Path("zoom.vtt").read_bytes()
    run("code", "zoom.vtt", "--coder", "cues")
    assert 0 == len(table("codings.csv"))

    code, out, _ = run(
        "fix-speakers", "zoom.vtt", "--map", "Bo Lee=Interviewer", "--map", "Ana Diaz=P07", "--by", "ana"
    )

    assert (0, True) == (code, out.startswith("zoom.vtt: Ana Diaz (P07), Bo Lee (interviewer)."))
    assert before == Path("zoom.vtt").read_bytes()
    run("code", "zoom.vtt", "--coder", "cues")
    assert ["P07"] == table("codings.csv")["participant"].tolist()
    assert '"P07"' in run("speakers", "zoom.vtt", "--format", "json")[1]


@pytest.mark.parametrize(
    ("entry", "exit_code", "told"),
    [("Cy=P1", 1, 'nobody is labelled "Cy"'), ("Bo Lee", 2, "says nothing"), ("=P1", 2, "says nothing")],
)
def test_a_correction_that_means_nobody_is_refused(run, entry: str, exit_code: int, told: str) -> None:
    Path("zoom.vtt").write_text(ZOOM)

    code, _, err = run("fix-speakers", "zoom.vtt", "--map", entry)

    assert exit_code == code
    assert told in err
    assert not Path("cfir-results").exists()


def test_a_study_may_tell_speakers_and_what_unlabelled_texts_are(run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", "mine")
    Path("mine/transcripts/zoom.vtt").write_text(ZOOM)
    Path("mine/transcripts/plain.txt").write_text("Medicaid pays for the whole thing here.\n")
    settings = Path("mine/study.toml")
    settings.write_text(
        settings.read_text()
        + 'unlabelled = "participant"\n[speakers."zoom.vtt"]\n"Bo Lee" = "interviewer"\n"Ana Diaz" = "P07"\n'
    )
    monkeypatch.chdir("mine")

    assert 0 == run("code", "--coder", "cues")[0]

    coded = pd.read_csv("results/codings.csv", encoding="utf-8-sig", keep_default_na=False)
    assert ["plain", "P07"] == coded["participant"].tolist()
    assert '"P07"' in run("speakers", "transcripts", "--format", "json")[1]


def test_the_best_coder_that_is_there_codes_by_default(run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("group.txt").write_text("Interviewer: How is it paid?\n\nP1: Medicaid covers all of it, at no cost to us.\n")
    assert "proposed by encoder with CFIR 2022" in run("code", "group.txt", "-o", "best")[1]
    monkeypatch.setattr("cfir_coder.coders.encoder.packaged_model", lambda: None)
    assert "proposed by cues with CFIR 2022" in run("code", "group.txt", "-o", "without")[1]
