"""A run that fails before a language model answered anything leaves no folder and no file."""

from __future__ import annotations

from pathlib import Path

from tests.made_llm import failing, serving


def left_after(run, url: str) -> list[str]:
    """What is there after a model was asked in vain."""
    Path("a.txt").write_text("Interviewer: How is it?\n\nP1: Money is short here. That is all.\n")
    assert 1 == run("code", "a.txt", "-o", "px", "--coder", "llm", "--endpoint", url, "--model", "small:1b")[0]
    return sorted(map(str, Path().rglob("*")))


def test_a_server_that_is_gone_leaves_nothing_behind(run) -> None:
    with serving(lambda body, number: failing(400)) as made:
        pass

    assert ["a.txt"] == left_after(run, made.url)


def test_a_server_that_refuses_leaves_nothing_behind(run) -> None:
    with serving(lambda body, number: failing(400)) as made:
        assert ["a.txt"] == left_after(run, made.url)

    assert made.asked
