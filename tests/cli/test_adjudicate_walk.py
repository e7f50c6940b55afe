"""The walk of `cfir adjudicate` in the terminal: keys, a passage of one's own, notes and undo."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cfir_coder.cli.adjudicate_walk import coder_keys
from tests.cli.made_merge import (
    ACCESS,
    ANA,
    BEN,
    CLINIC,
    COLUMNS,
    FAR,
    FUNDING,
    JUDGE,
    LEADERS,
    MONEY,
    TEXT,
    TRAINING,
    folder,
    listed,
    merge,
    merged,
    row,
    run,
    write,
)

__all__ = ["folder"]


def test_o_asks_for_all_that_is_to_stand_and_keeps_the_first_coder_s_where_nothing_is_said(folder: Path) -> None:
    merged(folder)

    told = run("adjudicate", "merged", typed="o\n\n\n\nthe money ... for the clinic.\nboth belong\nq\n")

    assert told.exit_code == 0, told.output
    (kept,) = listed("decisions.csv")
    own = ("decision", "own_code", "own_valence", "own_strength", "rationale")
    assert [kept[name] for name in own] == ["own", FUNDING, "barrier", "'-2", "both belong"]
    assert int(kept["own_start"]) == TEXT.index("the money")
    (stands,) = listed("consensus.csv")
    assert stands["quote"] == "the money ran out. 👍 " + CLINIC
    assert (stands["code"], stands["valence"], stands["strength"]) == (FUNDING, "barrier", "-2")


def test_enter_keeps_the_union_and_another_valence_the_strength_that_went_with_it(folder: Path) -> None:
    merged(folder)

    told = run("adjudicate", "merged", typed="o\n\nf\n\n\n\nq\n")

    assert told.exit_code == 0, told.output
    (kept,) = listed("decisions.csv")
    assert (kept["own_valence"], kept["own_strength"], kept["own_start"], kept["own_end"]) == (
        "facilitator",
        "1",
        "",
        "",
    )
    assert [one["quote"] for one in listed("consensus.csv")] == [MONEY + " 👍"]


def test_what_can_t_stand_is_told_at_once_and_only_that_is_asked_again(folder: Path) -> None:
    merged(folder)
    answers = ["o", "Fundin", "Funding", "bad", "barrier", "7", "2", "-1"]
    answers += ["Nobody asked ... clinic.", "3-99999", CLINIC, "", "q"]

    told = run("adjudicate", "merged", typed="\n".join(answers) + "\n")

    assert told.exit_code == 0, told.output
    assert told.stderr.splitlines()[:6] == [
        'error: "Fundin" is no code. Did you mean "Funding"?',
        'error: "bad" is none of facilitator, barrier, mixed, neutral.',
        'error: strength "7" is no number -2 to 2.',
        "error: barrier and strength +2 point in two ways.",
        'error: "Nobody asked" doesn\'t stand near this passage.',
        f"error: 3-99999 lies outside the text, which ends at {len(TEXT)}.",
    ]
    (stands,) = listed("consensus.csv")
    assert (stands["code"], stands["valence"], stands["strength"], stands["quote"]) == (
        FUNDING,
        "barrier",
        "-1",
        CLINIC,
    )


def test_z_for_an_answer_leads_back_to_the_passage_and_keeps_nothing(folder: Path) -> None:
    merged(folder)

    told = run("adjudicate", "merged", typed="o\n\nz\nq\n")

    assert told.exit_code == 0, told.output
    places = [line.split(":")[0] for line in told.stdout.splitlines() if " of 4: " in line]
    assert places == ["1 of 4", "1 of 4"]
    assert not Path("merged", "decisions.csv").exists()


def test_a_passage_of_one_s_own_in_another_turn_is_said_there(folder: Path) -> None:
    """Ana coded the training in the second turn; what stands is in the last."""
    merge(write(folder / "ana.csv", [row(TRAINING, ACCESS)]), write(folder / "ben.csv", [row(JUDGE, LEADERS)]))

    told = run("adjudicate", "merged", typed=f"o\nFunding\n{FAR}\n\nq\n")

    assert told.exit_code == 0, told.output
    assert [(one["quote"], one["turn"]) for one in listed("consensus.csv")] == [(FAR, "3")]


def test_what_a_choice_leaves_open_is_asked_for_until_it_can_stand(folder: Path) -> None:
    merged(folder)

    told = run("adjudicate", "merged", typed="u\n\n\nb\n2\n\n-2\nq\n")

    assert told.exit_code == 0, told.output
    assert told.stderr.splitlines()[:4] == [
        "error: union leaves the valence open (barrier, facilitator).",
        "error: union leaves the valence open (barrier, facilitator).",
        "error: union leaves the strength open (-2, 1).",
        "error: barrier and strength +2 point in two ways.",
    ]
    (kept,) = listed("decisions.csv")
    assert (kept["decision"], kept["own_valence"], kept["own_strength"]) == ("union", "barrier", "'-2")


def test_z_first_takes_back_what_was_decided_last_before_and_shows_it(folder: Path) -> None:
    merged(folder)
    run("adjudicate", "merged", typed="a\n\nn\nnot there\nq\n")

    told = run("adjudicate", "merged", typed="z\nq\n")

    assert told.exit_code == 0, told.output
    said = " ".join(told.stdout.split())
    assert f'Taken back: none on P01.txt, "{TRAINING}" (not there)' in said
    assert "1 of 3: missed" in said
    assert [one["decision"] for one in listed("decisions.csv")] == ["ana"]


def test_z_with_nothing_to_take_back_says_so(folder: Path) -> None:
    merged(folder)

    told = run("adjudicate", "merged", typed="z\nq\n")

    assert "note: there is no decision to take back." in told.stderr


def test_notes_go_with_the_passage_or_with_the_last_decision(folder: Path) -> None:
    merged(folder)

    typed = "w\nsee the memo\nm\nsay what funding is\na\n\nW\nmoney was gone\nM\nsay it again\nm\nfor later\nq\n"
    told = run("adjudicate", "merged", "--by", "lee", typed=typed)

    assert told.exit_code == 0, told.output
    kept = {one["decision"]: one for one in listed("decisions.csv")}
    assert (kept["ana"]["rationale"], kept["ana"]["codebook_change"]) == ("money was gone", "say it again")
    assert (kept[""]["rationale"], kept[""]["codebook_change"]) == ("", "for later")
    assert kept["ana"]["decided_at"].startswith("20")
    assert {one["codebook_change"] for one in listed("codebook_changes.csv")} == {"say it again", "for later"}
    again = run("adjudicate", "merged", typed="q\n")
    assert "noted: for later" in again.stdout


def test_a_letter_that_is_a_command_gives_its_coder_a_digit() -> None:
    names = tuple("ana ben cem dov eva fay gil hal ida jon kim".split())

    keys = coder_keys(names)

    assert list(keys) == ["a", "b", "c", "d", "e", "f", "g", "h", "1", "j", "2"]
    assert (keys["1"], keys["2"]) == ("ida", "kim")


def test_a_key_is_never_what_another_coder_is_called() -> None:
    assert coder_keys(("b", "a")) == {"b": "b", "a": "a"}
    names = tuple("1 ben cem dov eva fay gil hal ida jon kim".split())
    keys = coder_keys(names)
    assert (keys["1"], keys["2"], keys["3"]) == ("1", "ida", "kim")
    assert coder_keys(("m", "w")) == {"a": "m", "b": "w"}


def test_there_is_a_key_for_each_of_26_coders_whatever_they_are_called() -> None:
    names = tuple("bcdefghijklmnopqrstuvwxyza")

    keys = coder_keys(names)

    assert tuple(keys.values()) == names
    assert not set(keys) & set("uiknowmszq")
    assert all(key == name for key, name in keys.items() if key.isalpha())


def test_in_lines_a_coder_s_name_comes_before_commands(folder: Path) -> None:
    merge(write(folder / "m.csv", ANA), write(folder / "w.csv", BEN))

    told = run("adjudicate", "merged", typed="w\nfits\nm\n\nW\nfits better\nq\n")

    assert told.exit_code == 0, told.output
    assert sorted((one["decision"], one["rationale"]) for one in listed("decisions.csv")) == [
        ("m", "fits better"),
        ("w", "fits"),
    ]


def test_enter_skips_even_where_a_coder_is_called_s(folder: Path) -> None:
    merge(write(folder / "ana.csv", ANA), write(folder / "s.csv", BEN))

    told = run("adjudicate", "merged", typed="\ns\n\nquit\n")

    assert told.exit_code == 0, told.output
    assert [one["decision"] for one in listed("decisions.csv")] == ["s"]
    assert "3 of 4" in told.stdout


def _merged_without_texts(folder: Path) -> None:
    """Two codings of one code in one turn that don't touch; what stands in between isn't known."""
    files = []
    for name, quote, valence, strength in (("ana", JUDGE, "barrier", -1), ("ben", CLINIC, "barrier", -2)):
        rows = [row(quote, FUNDING, valence, strength) | {"turn": 1, "speaker": "P01"}]
        files.append(write(folder / f"{name}.csv", rows, columns=(*COLUMNS, "turn", "speaker")))
    merge(*files, options=())
    assert [one["type"] for one in listed()] == ["near miss"]


@pytest.mark.parametrize(("passage", "stands"), [("", JUDGE), ("clinic", CLINIC)])
def test_without_texts_a_near_miss_can_be_decided_by_o(folder: Path, passage: str, stands: str) -> None:
    _merged_without_texts(folder)
    start = TEXT.index(CLINIC)
    offsets = f"{start}-{start + len(CLINIC)}\n" if passage else "\n"
    between = f"{TEXT.index(JUDGE)}-{start + len(CLINIC)}\n" if passage else ""

    told = run("adjudicate", "merged", typed=f"o\n\n\n2\n-1\n{between}{offsets}\nq\n")

    assert told.exit_code == 0, told.output
    assert "What stands between the passages isn't known; Enter takes ana's." in told.stdout
    assert "error: barrier and strength +2 point in two ways." in told.stderr
    assert ("aren't known. Merge with --transcripts." in told.stderr) == bool(between)
    assert [(one["quote"], one["strength"]) for one in listed("consensus.csv")] == [(stands, "-1")]


def test_without_texts_enter_keeps_the_union_of_passages_that_touch(folder: Path) -> None:
    merge(write(folder / "ana.csv", ANA[1:2]), write(folder / "ben.csv", BEN[1:2]), options=())

    told = run("adjudicate", "merged", typed="o\n\n\n\n\n\nq\n")

    assert told.exit_code == 0, told.output
    assert [one["quote"] for one in listed("consensus.csv")] == [MONEY + " 👍"]


class _Terminal:
    """A program in a terminal of its own, to which keys are sent once it waits for them."""

    def __init__(self, *arguments: str) -> None:
        self.here, there = os.openpty()
        code = f"import sys; from cfir_coder.cli.app import app; sys.argv = {['cfir', *arguments]!r}; app()"
        environment = os.environ | {"TERM": "dumb", "COLUMNS": "160"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=there, stdout=there, stderr=there, env=environment
        )
        os.close(there)
        self.said = ""

    def wait_for(self, words: str, *, at_most: float = 60) -> None:
        """Read until the words are there, after what was waited for before."""
        until = time.monotonic() + at_most
        while words not in self.said:
            assert time.monotonic() < until, f"{words!r} didn't come: {self.said}"
            if select.select([self.here], [], [], 0.1)[0]:
                self.said += os.read(self.here, 4096).decode("utf-8", "replace")
        self.said = self.said.partition(words)[2]

    def press(self, key: str, *, at_most: float = 60) -> None:
        """Send a key as soon as single keys are read: what is typed ahead is dropped."""
        import termios

        until = time.monotonic() + at_most
        while termios.tcgetattr(self.here)[3] & termios.ICANON:
            assert time.monotonic() < until, "no key is waited for"
            time.sleep(0.02)
        os.write(self.here, key.encode())


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of Unix")
def test_in_a_terminal_a_key_is_an_answer_without_enter(folder: Path) -> None:
    """Decide the first, say why afterwards, take the second, and undo it."""
    merged(folder)
    terminal = _Terminal("adjudicate", "merged", "--by", "lee")
    try:
        terminal.wait_for("1 of 4")
        terminal.wait_for("q quit")
        terminal.press("x")
        terminal.wait_for('"x" is no key here.')
        terminal.wait_for("q quit")
        terminal.press("a")
        terminal.wait_for("2 of 4")
        terminal.wait_for("q quit")
        terminal.press("W")
        terminal.wait_for("why")
        os.write(terminal.here, b"money was gone\n")
        terminal.wait_for("q quit")
        terminal.press("n")
        terminal.wait_for("3 of 4")
        terminal.wait_for("q quit")
        terminal.press("z")
        terminal.wait_for("Taken back: none")
        terminal.wait_for("2 of 4")
        terminal.wait_for("q quit")
        terminal.press("q")
        terminal.wait_for("Reliability is what was measured before")
        assert terminal.process.wait(timeout=60) == 0
    finally:
        terminal.process.kill()
        terminal.process.wait()
        os.close(terminal.here)

    kept = [(one["decision"], one["rationale"], one["decided_by"]) for one in listed("decisions.csv")]
    assert kept == [("ana", "money was gone", "lee")]


def test_after_the_last_passage_keys_may_still_take_it_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All four are decided before, so the walk begins at its end."""
    merged(folder)
    run("adjudicate", "merged", typed="a\n\nn\n\nn\n\na\n\n")
    monkeypatch.setattr("cfir_coder.cli.adjudicate_walk.by_keys", lambda: True)

    told = run("adjudicate", "merged", typed="zbq")

    assert told.exit_code == 0, told.output
    said = " ".join(told.stdout.split())
    assert "All is decided or skipped. W why and M codebook of the last, z undo, q quit" in said
    assert f'Taken back: ana on P01.txt, "{JUDGE}" 1 of 1: strength' in said
    assert "-> ben" in said
    assert [one["decision"] for one in listed("decisions.csv")].count("ben") == 1


@pytest.mark.parametrize(
    ("columns", "keys"), [("60", "a ana, b ben, u i k n o w m s z q; ? says what they do"), ("200", "u union, i")]
)
def test_keys_stay_on_one_line_in_a_narrow_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, columns: str, keys: str
) -> None:
    merged(folder)
    monkeypatch.setattr("cfir_coder.cli.adjudicate_walk.by_keys", lambda: True)
    monkeypatch.setenv("COLUMNS", columns)

    told = run("adjudicate", "merged", typed="sq")

    second = told.stdout.partition("2 of 4")[2]
    assert keys in second
