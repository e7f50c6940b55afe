"""The commands, run as a researcher runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cfir_coder import __version__
from cfir_coder.report import TABLE_FILES

ROOT = Path(__file__).parents[2]
WRITTEN = tuple(name for name in TABLE_FILES if name != "silent.csv")
"""What the cues leave: they can't tell what they weren't sure of."""
INTERVIEW = """Participant: P1
Role: judge
Site: Court 1

Interviewer: How does it go with the clinics?

P1: Medicaid pays for the whole thing, that helps. The statute says we must offer it.
"""


def test_the_version_is_told(run) -> None:
    assert (0, f"cfir {__version__}\n", "") == run("--version")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    script = (
        "import sys; sys.argv = ['cfir', *sys.argv[1:]]\n"
        "from cfir_coder.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'numpy', 'spacy', 'pydantic', 'xlsxwriter', 'yaml', 'docx'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )

    assert done.stdout.endswith("heavy: []\n")


def test_every_help_begins_with_a_short_sentence_and_gives_an_example(run) -> None:
    for command in ("init", "code", "matrix", "themes", "search", "check", "codebook show", "codebook adopt"):
        code, out, _ = run(*command.split(), "--help")

        lines = [line.strip() for line in out.splitlines() if line.strip()]
        assert code == 0
        assert len(lines[1]) <= 60, command
        assert "Example: cfir" in out


def test_coding_the_sample_writes_every_file_and_tells_what_it_found(coded) -> None:
    written = {path.name for path in Path("cfir-results").iterdir()}
    assert {*WRITTEN, "run.json", "study.db"} == written

    code, out, err = coded("code", "transcripts_sample/", "--coder", "cues")

    assert (0, "") == (code, err)
    assert "Read 12 transcripts: 12 participants, 4 sites" in out
    for told in ("Codings by domain", "Top facilitators", "Top barriers", "Candidate themes", "cfir-results/study.db"):
        assert told in out


def test_a_second_run_writes_the_same_bytes(coded) -> None:
    before = {name: (Path("cfir-results") / name).read_bytes() for name in WRITTEN}

    coded("code", "transcripts_sample/", "--coder", "cues")

    assert before == {name: (Path("cfir-results") / name).read_bytes() for name in WRITTEN}


def test_every_quote_of_the_table_stands_in_its_file(coded) -> None:
    codings = pd.read_csv("cfir-results/codings.csv", encoding="utf-8-sig")

    texts = {path.name: path.read_text(encoding="utf-8") for path in Path("transcripts_sample").glob("*.txt")}
    for row in codings.itertuples():
        assert texts[row.document][row.start : row.end] == row.quote.removeprefix("'")
    assert codings["created_at"].isna().all()
    assert {"proposed"} == set(codings["status"])


def test_a_run_is_recorded_with_what_it_was_made_of(coded) -> None:
    record = json.loads(Path("cfir-results/run.json").read_text(encoding="utf-8"))

    assert (__version__, "cues", "cfir-2022") == (record["version"], record["coder"], record["codebook"]["id"])
    assert 64 == len(record["codebook"]["hash"])
    assert set(WRITTEN) == set(record["files"])
    assert 12 == len(record["transcripts"])


def test_a_table_that_a_person_edited_is_not_replaced(coded) -> None:
    Path("cfir-results/themes.csv").write_text("my own")

    code, out, err = coded("code", "transcripts_sample/", "--coder", "cues")

    assert (1, "") == (code, out)
    assert "error: cfir-results: themes.csv changed since cfir wrote it and may hold your edits." in err
    assert "my own" == Path("cfir-results/themes.csv").read_text()
    assert 0 == coded("code", "transcripts_sample/", "--coder", "cues", "--force")[0]


def test_files_that_cant_be_read_are_told_and_the_others_coded(run) -> None:
    Path("t/sub.txt").mkdir(parents=True)
    Path("t/a.txt").write_text(INTERVIEW)
    Path("t/b.txt").write_text(INTERVIEW)
    Path("t/empty.txt").write_text("")
    Path("t/broken.docx").write_bytes(b"PK\x03\x04 no")
    Path("t/picture.txt").write_bytes(bytes(range(256)) * 9)

    code, out, err = run("code", "t", "--coder", "cues")

    assert code == 1
    assert "Read 1 transcript: 1 participant, 1 site" in out
    for name in ("empty.txt", "broken.docx", "picture.txt"):
        assert f"warning: {name} was not read: " in err
    assert "note: " in err
    assert "b.txt" in err
    unread = pd.read_csv("cfir-results/transcripts.csv", encoding="utf-8-sig").set_index("document")
    assert "no" == unread.loc["empty.txt", "read"]


def test_nothing_to_read_is_an_error_and_nothing_is_written(run) -> None:
    Path("t").mkdir()

    code, _, err = run("code", "t", "--coder", "cues")

    assert code == 1
    assert err.startswith("error: t: there are no transcripts here.")
    assert not Path("cfir-results").exists()
    assert 2 == run("code")[0]


def test_a_study_folder_is_used_from_inside(run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 == run("init", "mine")[0]
    Path("mine/transcripts/a.txt").write_text(INTERVIEW)
    monkeypatch.chdir("mine")

    code, out, _ = run("code", "--coder", "cues")

    assert code == 0
    assert "with My study 1" in out
    assert {"study.db", "results"} <= {path.name for path in Path().iterdir()}
    assert 0 == run("check", ".")[0]


def test_check_tells_what_changed_on_disk(coded) -> None:
    assert 0 == coded("check", "cfir-results")[0]
    path = Path("transcripts_sample/P01_court1_judge.txt")
    path.write_text(path.read_text(encoding="utf-8") + "\nP01: One more thing.\n", encoding="utf-8")

    code, out, _ = coded("check", "cfir-results")

    assert code == 1
    assert "P01_court1_judge.txt: the file's text has changed" in out


def test_a_matrix_is_printed_or_written(coded) -> None:
    _, out, _ = coded("matrix", "cfir-results", "--rows", "domain", "--cols", "site", "--format", "csv")

    lines = out.splitlines()
    assert "level,domain,Court 1,Court 2,Court 3,Court 4,all" == lines[0]
    codings = pd.read_csv("cfir-results/codings.csv", encoding="utf-8-sig")
    assert lines[-1].endswith(f",{(~codings['code'].str.startswith('inductive.')).sum()}")
    assert 0 == coded("matrix", "cfir-results", "--cols", "role", "--value", "quotes", "-o", "m.xlsx")[0]
    code, _, err = coded("matrix", "cfir-results", "-o", "m.xlsx")
    assert (1, True) == (code, "m.xlsx exists and may hold your edits" in err)


def test_a_wrong_request_names_what_there_is(coded) -> None:
    code, _, err = coded("matrix", "cfir-results", "--cols", "colour")

    assert code == 1
    assert 'There is no column "colour". There are: participant, site, role' in err
    assert 2 == coded("matrix", "cfir-results", "--rows", "colour")[0]
    assert "has no coder" in coded("themes", "cfir-results", "--coder", "bob")[2]
    assert "there is no study here" in coded("themes", "transcripts_sample")[2]


def test_words_are_found_in_context(coded) -> None:
    code, out, _ = coded("search", "cfir-results", "methadone", "--format", "csv", "--speaker", "P12")

    assert code == 0
    assert {"P12_court4_probation.txt"} == {line.split(",")[0] for line in out.splitlines()[1:]}
    assert 1 == coded("search", "cfir-results", "zebra")[0]
    _, judges, _ = coded("search", "cfir-results", "jail", "--where", "role=judge", "--format", "csv")
    assert {"P01", "P11"} == {line.split(",")[6] for line in judges.splitlines()[1:]}
    assert 0 == coded("search", "cfir-results", "--code", "outer_setting")[0]


def test_a_theme_becomes_a_code_of_the_study(coded) -> None:
    themes = pd.read_csv("cfir-results/inductive_codes.csv", encoding="utf-8-sig")
    first, second = themes["code"][:2]

    code, out, _ = coded("codebook", "adopt", "cfir-results", first, "--name", "My theme", "--by", "ana")
    assert (0, True) == (code, "is adopted as inductive.my_theme" in out)
    code, _, err = coded("codebook", "adopt", "cfir-results", first, "--name", "Another name", "--by", "ana")
    assert (1, True) == (code, "is adopted already, as inductive.my_theme" in " ".join(err.split()))
    assert 0 == coded("codebook", "adopt", "cfir-results", second, "--reject", "--by", "ana")[0]
    assert 0 == coded("codebook", "check", "cfir-results/codebook.yaml")[0]

    assert 0 == coded("code", "transcripts_sample", "--coder", "cues", "--codebook", "cfir-results/codebook.yaml")[0]
    after = pd.read_csv("cfir-results/inductive_codes.csv", encoding="utf-8-sig")
    assert not {first, second} & set(after["code"])
    code, _, err = coded("codebook", "adopt", "cfir-results", second, "--by", "ana")
    assert (1, True) == (code, "was rejected, so the last run didn't look for it" in " ".join(err.split()))
    themes = pd.read_csv("cfir-results/themes.csv", encoding="utf-8-sig")
    assert "My theme" in set(themes["theme"])


def test_what_was_adopted_in_a_results_folder_is_coded_there_by_default(coded) -> None:
    candidate = pd.read_csv("cfir-results/inductive_codes.csv", encoding="utf-8-sig")["code"][0]
    told = coded("codebook", "adopt", "cfir-results", candidate, "--name", "My theme", "--by", "ana")[1]
    assert "then run `cfir code TRANSCRIPTS`" in " ".join(told.split())

    code, _, err = coded("code", "transcripts_sample", "--coder", "cues")

    assert code == 0
    assert "note: coded with cfir-results/codebook.yaml, which holds what was adopted" in " ".join(err.split())
    assert "My theme" in set(pd.read_csv("cfir-results/themes.csv", encoding="utf-8-sig")["theme"])
    _, _, err = coded("code", "transcripts_sample", "--coder", "cues", "--codebook", "cfir-2022")
    assert "codebook.yaml" not in err
    assert "codebook.yaml" not in coded("code", "transcripts_sample", "--coder", "cues", "-o", "elsewhere")[2]


def test_a_theme_is_not_adopted_into_a_packaged_codebook(coded) -> None:
    candidate = pd.read_csv("cfir-results/inductive_codes.csv", encoding="utf-8-sig")["code"][0]
    settings = Path("cfir-results/study.toml")
    settings.write_text('codebook = "cfir-2022"\n', encoding="utf-8")

    code, _, err = coded("codebook", "adopt", "cfir-results", candidate, "--by", "ana")

    assert (code, False) == (1, Path("cfir-results/cfir-2022").exists())
    assert 'names the packaged codebook "cfir-2022", which can\'t be changed' in " ".join(err.split())

    settings.write_text('codebook = "codebook.yaml"\n', encoding="utf-8")
    assert 0 == coded("codebook", "adopt", "cfir-results", candidate, "--by", "ana")[0]
    assert 0 == coded("codebook", "check", "cfir-results/codebook.yaml")[0]


def test_an_unknown_theme_names_those_there_are(coded) -> None:
    code, _, err = coded("codebook", "adopt", "cfir-results", "nonsense")

    assert code == 1
    assert 'has no candidate theme "nonsense". There are: inductive.' in err


def test_codebooks_are_listed_shown_checked_and_converted(run) -> None:
    assert "drug-court-moud" in run("codebook", "list")[1]
    assert "outer_setting.financing" in run("codebook", "show", "cfir-2022", "--format", "csv")[1]
    assert "id: outer_setting.financing" in run("codebook", "show", "cfir-2022", "--code", "financing")[1]
    assert 0 == run("codebook", "convert", "cfir-2009", "-o", "out.csv")[0]
    assert (0, "out.csv is sound.\n", "") == run("codebook", "check", "out.csv")
    assert "renamed" in run("codebook", "crosswalk", "cosmopolitanism")[1]
    assert "added" in run("codebook", "compare", "cfir-2022", "drug-court-moud", "--format", "csv")[1]
    assert 1 == run("codebook", "show", "nowhere")[0]
    assert 2 == run("codebook", "show", "cfir-2022", "--code", "innovation_recipients")[0]


def test_every_fault_of_a_codebook_is_printed(run) -> None:
    Path("bad.yaml").write_text("codebook: t\ncodes:\n  - {id: a, name: ''}\n  - {id: x.b, name: B}\n")

    code, out, _ = run("codebook", "check", "bad.yaml")

    assert code == 1
    assert 2 == len(out.splitlines())
    Path("a.txt").write_text(INTERVIEW)
    _, _, err = run("code", "a.txt", "--codebook", "bad.yaml")
    assert 2 == err.count("error: bad.yaml, line")


def test_debug_shows_the_traceback(run) -> None:
    from cfir_coder.errors import StudyNotFound

    with pytest.raises(StudyNotFound):
        run("--debug", "themes", "nowhere")


def test_each_coder_is_read_with_the_codebook_that_it_used(coded) -> None:
    again = ("code", "transcripts_sample/", "--codebook", "cfir-2009", "--coder", "cues-2009", "--force")
    assert 0 == coded(*again)[0]
    table = coded("matrix", "cfir-results", "--coder", "cues", "--rows", "domain", "--format", "csv")[1]
    assert "Innovation" in table
    assert "Intervention Characteristics" not in table
    assert 0 == coded("check", "cfir-results")[0]
