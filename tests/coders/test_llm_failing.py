"""When the server of a language model fails, falls silent, or somebody interrupts: what was answered is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cfir_coder.coders import llm_chat
from cfir_coder.coders.llm_asking import Interrupted
from cfir_coder.errors import LlmError
from tests.made_llm import coding, failing, never, saying, saying_codes, serving
from tests.made_llm_job import Kept, job, money, numbered, run

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_chat, "FIRST_WAIT_S", 0.0)


def test_a_question_without_usable_answer_is_told_and_asked_again_next_time() -> None:
    kept = Kept()

    def script(body, number):
        return saying("Sorry, no.") if "number 2." in body["messages"][1]["content"] else money(body, number)

    with serving(script) as made:
        done = run(replace(job(made.url, numbered(4)), answers=kept))

    assert (3, 3, 1) == (len(done.codings), len(kept), len(done.notes))
    assert done.notes[0].startswith("turns without codes because the model gave no usable answer: 1 (n.txt, ")
    assert [done.notes[0].split("(")[1].split(": ")[0]] == done.record["llm"]["without_answer"]
    with serving(money) as well:
        again = run(replace(job(made.url, numbered(4)), answers=kept, llm=job(well.url).llm))
        assert 4 == len(again.codings)


@pytest.mark.parametrize(
    "damaged",
    [
        '{"content": "{\\"codes\\": [ oh no", "is_cut": false, "model": "small:1b", "prompt_tokens": 9}',
        "not json at all",
    ],
)
def test_an_answer_that_was_kept_and_isnt_usable_is_asked_for_again(damaged: str) -> None:
    kept = Kept()
    with serving(money) as made:
        run(replace(job(made.url, numbered(3)), answers=kept))
        good = dict(kept)
        first, *_ = kept
        kept[first] = damaged
        done = run(replace(job(made.url, numbered(3)), answers=kept))

    assert (3 + 1, 3, ()) == (len(made.asked), len(done.codings), done.notes)
    assert good == kept


def test_too_many_failures_stop_the_run_and_keep_what_was_answered() -> None:
    kept = Kept()

    def script(body, number):
        return money(body, number) if number <= 3 else failing(400, {"error": "out of memory"})

    with serving(script) as made, pytest.raises(LlmError) as caught:
        run(replace(job(made.url, numbered(40), max_failures=2), answers=kept))

    assert 3 == len(kept)
    assert str(caught.value).startswith("stopped: 2 of 40 turns got no usable answer, such as n.txt, ")
    assert "(400: out of memory)" in str(caught.value)
    assert str(caught.value).endswith("3 answers are kept in the study: the same command goes on from there.")
    assert len(made.asked) < 12


def test_a_server_that_falls_silent_ends_in_an_error_and_the_next_run_goes_on() -> None:
    kept = Kept()
    with serving(lambda body, number: money(body, number) if number != 3 else failing(503)) as made:
        with pytest.raises(LlmError, match=r"1 of 5 turns got no usable answer, .* 4 answers are kept"):
            run(replace(job(made.url, numbered(5)), answers=kept))
        asked = len(made.asked)
        done = run(replace(job(made.url, numbered(5)), answers=kept))

    assert (5, 6, 5) == (asked, len(made.asked), len(done.codings))


def test_a_server_that_never_answers_is_not_asked_for_every_turn() -> None:
    kept = Kept()
    with serving(lambda body, number: never) as made, pytest.raises(LlmError, match="no answer within"):
        run(replace(job(made.url, numbered(40), timeout_s=0.2, in_flight=4), answers=kept))

    assert (1, 0) == (len(made.asked), len(kept))


def test_a_server_that_fails_at_once_is_told_by_its_address_with_a_way_on() -> None:
    with serving(lambda body, number: failing(500, {"error": "boom"})) as made, pytest.raises(LlmError) as caught:
        run(job(made.url))

    assert str(caught.value) == (
        f"{made.url} answered 500: boom; asked 1 time. The server's log may tell more. No answer is there yet: the "
        "same command begins again."
    )


def test_interrupting_keeps_what_was_answered_and_doesnt_wait_for_the_rest() -> None:
    kept = Kept()

    def progress(what: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    def script(body, number):
        return money(body, number) if number <= 3 else never

    with serving(script) as made, pytest.raises(Interrupted) as caught:
        run(replace(job(made.url, numbered(40), timeout_s=600), answers=kept, progress=progress))

    assert (3, 130) == (len(kept), caught.value.exit_code)
    assert str(caught.value) == (
        "stopped by Ctrl-C. 3 answers are kept in the study: the same command goes on from there."
    )


def test_ctrl_c_is_one_line_and_exit_code_130_and_the_same_command_goes_on(tmp_path: Path) -> None:
    said = "".join(f"\nInterviewer: And {number}?\n\nP1: Money is short here. I say {number}.\n" for number in range(6))
    (tmp_path / "a.txt").write_text(f"Participant: P1\n{said}", encoding="utf-8")
    child: list[subprocess.Popen[str]] = []
    found = coding("Money is short here.", "outer_setting.financing")

    def script(body, number):
        if number == 4:
            child[0].send_signal(signal.SIGINT)
            return never
        return saying_codes(found)

    with serving(script) as made:
        asked = ("--coder", "llm", "--endpoint", made.url, "--model", "small:1b", "--in-flight", "1")
        command = [sys.executable, "-m", "cfir_coder", "code", "a.txt", *asked]

        def begin() -> subprocess.Popen[str]:
            here = os.environ | {"PYTHONPATH": str(ROOT)}
            return subprocess.Popen(command, cwd=tmp_path, env=here, stdout=-1, stderr=-1, text=True)

        child.append(begin())
        _, err = child[0].communicate(timeout=120)
        child.append(begin())
        out, _ = child[1].communicate(timeout=120)

    assert 130 == child[0].returncode
    assert err.splitlines()[-1] == (
        "error: stopped by Ctrl-C. 3 answers are kept in the study: the same command goes on from there."
    )
    assert (0, True, 7) == (child[1].returncode, "6 codings proposed by llm" in out, len(made.asked))
