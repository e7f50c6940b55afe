"""`cfir code --coder llm` and `cfir coders`, as a researcher runs them, against a real server of ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.made_llm import coding, failing, never, saying, saying_codes, serving

ROOT = Path(__file__).parents[2]
FINANCING = "outer_setting.financing"
TALK = "Participant: P1\nSite: Court 1\n\nInterviewer: How is it?\n\nP1: Money is short here. That is all.\n"
MANY = "".join(f"\nInterviewer: And {number}?\n\nP1: Money is short here. I say so {number}.\n" for number in range(12))


@pytest.fixture(autouse=True)
def _one_interview(run) -> None:
    Path("t").mkdir()
    Path("t/a.txt").write_text(TALK)


def money(body: dict, number: int):
    return saying_codes(coding("Money is short here.", FINANCING))


def by_llm(url: str, *more: str) -> tuple[str, ...]:
    return ("code", "t", "--coder", "llm", "--endpoint", url, "--model", "small:1b", *more)


def test_a_model_codes_and_its_rows_tables_and_run_are_there(run) -> None:
    with serving(money) as made:
        code, out, err = run(*by_llm(made.url))

    assert (0, "") == (code, err)
    assert "1 coding proposed by llm with CFIR 2022 1.0" in out
    (row,) = pd.read_csv("cfir-results/codings.csv", encoding="utf-8-sig").itertuples()
    assert (FINANCING, "barrier", "llm", "machine", "Money is short here.") == (
        row.code,
        row.valence,
        row.coder,
        row.coder_kind,
        row.quote,
    )
    assert "small:1b: Money is short." in row.evidence
    assert TALK[row.start : row.end] == row.quote
    told = json.loads(Path("cfir-results/run.json").read_text())["options"]["llm"]
    assert (made.url, "small:1b", 64) == (told["endpoint"], told["model"], len(told["prompt_hash"]))
    assert 0 == run("check", "cfir-results")[0]


def test_a_second_run_asks_nothing_and_writes_the_same_bytes(run) -> None:
    with serving(money) as made:
        run(*by_llm(made.url))
        before = {path.name: path.read_bytes() for path in Path("cfir-results").glob("*.csv")}
        assert 0 == run(*by_llm(made.url))[0]

    assert 1 == len(made.asked)
    assert before == {path.name: path.read_bytes() for path in Path("cfir-results").glob("*.csv")}


def test_the_cue_coders_rows_stay_beside_the_models(run) -> None:
    Path("t/a.txt").write_text(TALK.replace("That is all.", "Medicaid pays for the whole thing."))
    run("code", "t", "--coder", "cues")
    with serving(money) as made:
        assert 0 == run(*by_llm(made.url))[0]

    cues = run("search", "cfir-results", "--coder", "cues", "--code", "outer_setting", "--format", "csv")[1]
    assert "Medicaid" in cues
    assert 0 == run("check", "cfir-results")[0]


def test_a_killed_run_goes_on_where_it_was(run) -> None:
    Path("t/a.txt").write_text(TALK.partition("Interviewer")[0] + MANY)
    child: list[subprocess.Popen[bytes]] = []

    def dying(body, number):
        if number == 6:
            child[0].send_signal(signal.SIGKILL)
            return never
        return money(body, number)

    with serving(dying) as made:
        command = [sys.executable, "-m", "cfir_coder", *by_llm(made.url, "--in-flight", "1")]
        child.append(subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}))
        assert -signal.SIGKILL == child[0].wait(120)
        assert not Path("cfir-results/codings.csv").exists()
        code, out, _ = run(*by_llm(made.url))

    asked = made.answers_asked()
    assert (0, True) == (code, "12 codings proposed by llm" in out)
    assert (6 + 7, 12) == (len(asked), len(set(asked)))


def test_a_failing_server_is_one_line_and_exit_code_1_and_writes_no_table(run) -> None:
    with serving(lambda body, number: failing(400, {"error": "no memory"})) as made:
        code, out, err = run(*by_llm(made.url))
    code_gone, _, gone = run(*by_llm(made.url))

    assert (1, "", 1) == (code, out, len(err.splitlines()))
    assert err.startswith("error: ")
    assert "(400: no memory)" in err
    assert (1, True) == (code_gone, f"error: nothing answers at {made.url}" in gone)
    assert not Path("cfir-results/codings.csv").exists()


def test_a_server_that_answers_no_json_stops_the_run_and_nothing_is_said_to_be_cut(run) -> None:
    Path("t/a.txt").write_text(TALK.partition("Interviewer")[0] + MANY)
    with serving(lambda body, number: saying('{"codes": [ oh no')) as made:
        code, out, err = run(*by_llm(made.url, "--in-flight", "1"))

    assert (1, "", 5 * 2) == (code, out, len(made.asked))
    assert err.startswith("error: stopped: 5 of 12 turns got no usable answer, such as a.txt, ")
    assert 'the answer is no JSON of the form asked for, asked twice: "{"codes": [ oh no"' in err
    assert not any(word in err for word in ("broke off", "max_tokens"))
    assert not Path("cfir-results/codings.csv").exists()


def test_another_machine_needs_both_the_option_and_the_approval_in_the_study(run) -> None:
    run("init", "s")
    Path("s/transcripts/a.txt").write_text(TALK)
    away = ("code", "s", "--coder", "llm", "--endpoint", "http://192.0.2.1:1/v1", "--model", "m")

    assert (1, True) == (run(*away)[0], "not on this machine" in run(*away)[2])
    code, _, err = run(*away, "--allow-remote")
    assert (2, True) == (code, "--allow-remote needs the approval by name in study.toml" in err)
    told = Path("s/study.toml").read_text()
    Path("s/study.toml").write_text(told + '\n[remote]\napproval = "IRB 2026-114, 3 May 2026"\n')
    assert "not on this machine" in run(*away)[2]


def test_an_approval_stands_with_the_run_and_the_sending_is_told(run, monkeypatch: pytest.MonkeyPatch) -> None:
    from cfir_coder.coders import llm_address

    run("init", "s")
    Path("s/transcripts/a.txt").write_text(TALK)
    told = Path("s/study.toml").read_text()
    Path("s/study.toml").write_text(told + '\n[remote]\napproval = "IRB 2026-114, 3 May 2026"\n')
    monkeypatch.setattr(llm_address, "is_loopback", lambda address: False)

    with serving(money) as made:
        asked = by_llm(made.url, "--allow-remote")
        code, _, err = run("code", "s", *asked[2:])

    assert code == 0
    assert f"note: what participants said was sent to {made.url}, not encrypted." in err
    recorded = json.loads(Path("s/results/run.json").read_text())["options"]["llm"]
    assert recorded["approval"] == "IRB 2026-114, 3 May 2026"


def test_the_studys_settings_are_used_and_what_the_study_means_is_sent(run) -> None:
    run("init", "s")
    Path("s/transcripts/a.txt").write_text(TALK)
    with serving(money) as made:
        settings = (
            f'coder = "llm"\ninnovation = "referral"\n[llm]\nendpoint = "{made.url}"\nmodel = "other:2b"\nseed = 9\n'
        )
        Path("s/study.toml").write_text(settings)
        assert 0 == run("code", "s")[0]

    (asked,) = made.asked
    assert ("other:2b", 9) == (asked["model"], asked["seed"])
    assert "innovation: referral" in asked["messages"][0]["content"]


def test_a_mistyped_setting_is_told(run) -> None:
    Path("study.toml").write_text("[llm]\nin_flight = 0\ntimeout = 3\n")

    _, _, err = run("code")

    assert '"llm.in_flight": input should be greater than or equal to 1' in err
    assert 'unknown key "llm.timeout"' in err


def test_options_that_contradict_each_other_are_wrong_usage(run) -> None:
    assert (2, True) == (
        run("code", "t", "--model", "m")[0],
        "belong to --coder llm" in run("code", "t", "--model", "m")[2],
    )
    code, _, err = run("code", "t", "--coder", "lmm")
    assert (2, True) == (code, 'there is no machine coder "lmm". There are: cues, ' in err)
    code, _, err = run("code", "t", "--coder", "cues-")
    assert (2, True) == (code, 'there is no machine coder "cues-".' in err)


def test_top_k_is_refused_where_it_would_change_nothing(run) -> None:
    code, _, err = run("code", "t", "--coder", "cues", "--top-k", "3")
    assert (2, True) == (
        code,
        '--top-k belongs to --coder encoder, which ranks the codes of a stretch, not to "cues"' in err,
    )
    code, _, err = run("code", "t", "--top-k", "3")
    assert (2, True) == (code, "--top-k 3 needs --min-confidence" in err)
    for taken in (("--top-k", "1"), ("--top-k", "3", "--min-confidence", "0")):
        assert "--top-k" not in run("code", "t", *taken)[2]


def test_coders_are_listed_with_what_each_needs_and_why_one_cant_run(run) -> None:
    with serving(money) as made:
        code, out, _ = run("coders", "--endpoint", made.url, "--format", "json")
    gone = run("coders", "--endpoint", made.url, "--format", "csv")[1]

    by_name = {row["coder"]: row for row in json.loads(out)}
    assert (0, "yes", "yes") == (code, by_name["cues"]["available"], by_name["llm"]["available"])
    assert by_name["llm"]["details"] == f"{made.url} has small:1b, other:2b"
    assert gone.startswith("coder,proposes,needs,available,details\n")
    assert f'no,"nothing answers at {made.url} (connection refused).' in gone
    assert 0 == run("coders", "--endpoint", made.url)[0]
