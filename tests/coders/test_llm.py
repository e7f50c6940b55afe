"""The coder over real HTTP: what is asked, what counts, what is kept, and when it stops."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cfir_coder.coders import llm, llm_chat
from cfir_coder.coders.llm_asking import time_left
from cfir_coder.coders.registry import MACHINES, machine_named
from cfir_coder.errors import LlmError, LlmRefused, UsageError
from tests.made_llm import coding, saying, saying_codes, serving
from tests.made_llm_job import BOOK, Kept, job, money, numbered, run, talk


def test_each_turn_of_a_participant_is_asked_about_alone_with_its_question() -> None:
    with serving(money) as made:
        run(job(made.url))

    assert [
        "QUESTION\nHow is it going?\n\nANSWER\nMoney is short here. We can’t pay               the nurse.",
        "QUESTION\nHow is it going? And else?\n\nANSWER\nThe judge is for it. Money is short here.",
    ] == [one["messages"][1]["content"] for one in made.asked]
    assert "inner.money = Money. What there is." in made.asked[0]["messages"][0]["content"]


def test_a_coding_is_the_quote_at_its_place_with_the_models_reason_and_confidence() -> None:
    with serving(money) as made:
        done = run(job(made.url))

    text = talk().text
    at = text.index("Money")
    first, second = done.codings
    assert (at, at + 20, "Money is short here.", "inner.money") == (first.start, first.end, first.quote, first.code)
    assert ("barrier", -1, 0.8, "P", 1) == (
        first.valence,
        first.strength,
        first.confidence,
        first.speaker,
        first.turn,
    )
    assert ("llm", "small:1b: Money is short.", at, at + 20, 0.8) == tuple(
        getattr(first.evidence[0], name) for name in ("kind", "what", "start", "end", "score")
    )
    assert ("llm", "machine", "proposed", BOOK.label) == (
        first.coder,
        first.coder_kind,
        first.status,
        first.codebook,
    )
    assert (text.rindex("Money"), 4) == (second.start, second.turn)
    assert [("R", 2, 1)] == [(one.speaker, one.turn, one.endorsed) for one in done.endorsements]


def test_a_quote_may_run_across_what_nobody_said_and_is_what_stands_there() -> None:
    with serving(lambda body, number: saying_codes(coding("We can't pay the nurse."))) as made:
        (found,) = run(job(made.url)).codings

    assert found.quote == "We can’t pay [phone rings] the nurse."


def test_what_doesnt_hold_is_counted_in_a_note() -> None:
    wrong = (
        coding("Money is short here."),
        coding("We have no money."),
        coding("How is it going?"),
        coding("Money is short here.", "inner.dogs"),
        {"quote": 1},
    )
    with serving(lambda body, number: saying_codes(*wrong)) as made:
        done = run(job(made.url))

    assert 2 == len(done.codings)
    assert (
        "of 10 codes that the model gave, 8 don't count: 2 not in the form asked for; 2 a code that the codebook "
        "doesn't have; 4 a quote that doesn't stand in the turn, is too short, or stands there twice.",
    ) == done.notes


def test_codes_below_the_confidence_asked_for_are_left_out_and_counted() -> None:
    with serving(money) as made:
        done = run(replace(job(made.url), min_confidence=0.9))

    assert ((), 1) == (done.codings, len(done.notes))
    assert "2 codes that the model gave, 2 don't count: 2 less sure than the least confidence." in done.notes[0]


def test_codes_that_tell_no_confidence_are_left_out_where_one_is_asked_for() -> None:
    told = coding("Money is short here.")
    del told["confidence"]
    with serving(lambda body, number: saying_codes(told)) as made:
        done = run(replace(job(made.url), min_confidence=0.95))
        assert [None, None] == [one.confidence for one in run(job(made.url)).codings]
        assert 2 == len(run(replace(job(made.url), min_confidence=0)).codings)

    assert ((), 1) == (done.codings, len(done.notes))
    assert "2 don't count: 2 without the confidence that was asked for." in done.notes[0]


def test_a_short_quote_counts_only_as_a_whole_sentence() -> None:
    said = (("P", "I think so. Never. I said we never had it, and I meant it."),)
    with serving(lambda body, number: saying_codes(coding("I"), coding("never"), coding("Never."))) as made:
        done = run(job(made.url, talk("a.txt", said)))

    assert ["Never."] == [one.quote for one in done.codings]
    assert "2 a quote that doesn't stand in the turn, is too short, or stands there twice." in done.notes[0]


def test_the_run_is_recorded_with_endpoint_model_prompt_and_settings() -> None:
    with serving(money) as made:
        record = run(job(made.url, seed=3)).record["llm"]

    assert (made.url, "small:1b", ["small:1b"], "") == (
        record["endpoint"],
        record["model"],
        record["model_told_by_server"],
        record["approval"],
    )
    assert (64, 3, 2, []) == (
        len(record["prompt_hash"]),
        record["settings"]["seed"],
        record["questions"],
        record["without_answer"],
    )
    assert record == json.loads(json.dumps(record))


def test_what_was_answered_is_not_asked_again_and_gives_the_same_codings() -> None:
    kept = Kept()
    with serving(money) as made:
        first = run(replace(job(made.url), answers=kept))
        again = run(replace(job(made.url, in_flight=4, timeout_s=9), answers=kept, min_confidence=0.1))

    assert (2, 2) == (len(made.asked), len(kept))
    assert first.codings == again.codings


@pytest.mark.parametrize("changed", [{"seed": 2}, {"temperature": 0.5}, {"max_tokens": 100}, {"model": "other:2b"}])
def test_another_setting_that_an_answer_depends_on_asks_again(changed: dict[str, object]) -> None:
    kept = Kept()
    with serving(money) as made:
        run(replace(job(made.url), answers=kept))
        run(replace(job(made.url, **changed), answers=kept))

    assert (4, 4) == (len(made.asked), len(kept))


def test_another_definition_asks_again() -> None:
    kept = Kept()
    with serving(money) as made:
        run(replace(job(made.url), answers=kept))
        run(replace(job(made.url), answers=kept, about={"innovation": "referral"}))

    assert 4 == len(made.asked)


def test_several_are_in_flight_and_the_result_is_the_same() -> None:
    talks = [talk(f"{name}.txt") for name in "abcdef"]
    said = tuple(("P", f"Money is short here. That is reason {number}.") for number in range(20))
    talks.append(talk("long.txt", said))
    with serving(money) as made:
        one = run(job(made.url, *talks))
        many = run(job(made.url, *talks, in_flight=8))

    assert one.codings == many.codings
    assert 32 == len(one.codings)
    assert 44 == len(made.asked)


def test_a_long_turn_is_asked_about_in_parts_of_whole_sentences_with_exact_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(llm, "LONGEST_PART", 12)
    words = "We begin here and go on. Then we go on for a while. Money is short here. That is all of it."
    with serving(money) as made:
        (found,) = run(job(made.url, talk("a.txt", (("P", words),)))).codings

    parts = ["We begin here and go on.", "Then we go on for a while. Money is short here.", "That is all of it."]
    assert parts == made.answers_asked()
    assert talk("a.txt", (("P", words),)).text.index("Money") == found.start


def test_an_answer_that_breaks_off_counts_as_far_as_it_was_whole() -> None:
    whole = json.dumps({"codes": [coding("Money is short here."), coding("The judge is for it.")]})
    with serving(lambda body, number: saying(whole[:-9], finish="length")) as made:
        done = run(job(made.url))

    assert 2 == len(done.codings)
    assert done.notes == ("answers that broke off: 2; what was whole in them counts. Raise max_tokens in study.toml.",)


def test_a_server_that_cut_the_prompt_is_told_before_more_is_asked() -> None:
    kept = Kept()
    cut = saying_codes(prompt_tokens=102)
    with serving(lambda body, number: cut) as made:
        with pytest.raises(LlmError, match=r"read 102 tokens of a prompt of \d+ words: its context is too short"):
            run(replace(job(made.url), answers=kept))
        assert (1, 0) == (len(made.asked), len(kept))
        assert () == run(job(made.url, check_context=False)).codings


@pytest.mark.parametrize("tokens", [None, 0])
def test_a_server_that_doesnt_count_is_taken_at_its_word(tokens: int | None) -> None:
    with serving(lambda body, number: saying_codes(prompt_tokens=tokens)) as made:
        assert () == run(job(made.url)).codings


def test_nothing_that_was_said_is_sent_before_a_refusal() -> None:
    with serving(money, show={"remote_host": "https://ollama.com"}) as made:
        with pytest.raises(LlmRefused, match="would leave this machine"):
            run(job(made.url))
        with pytest.raises(LlmRefused, match="runs in a data centre"):
            run(job(made.url, model="gpt-oss:120b-cloud"))
        with pytest.raises(UsageError, match=r"say which model: --model NAME\. .* has: small:1b, other:2b"):
            run(job(made.url, model=""))
        with pytest.raises(LlmRefused, match="not on this machine"):
            run(job("http://192.0.2.1:11434/v1"))

    assert [] == made.asked


def test_nothing_that_was_said_is_sent_while_it_isnt_known_where_the_model_runs() -> None:
    with serving(money, show=b"what?") as made, pytest.raises(LlmRefused, match="nothing that was said is sent"):
        run(job(made.url))

    assert [] == made.asked


def test_the_progress_tells_the_model_and_how_long_the_rest_takes() -> None:
    told: list[tuple[str, int, int]] = []
    with serving(money) as made:
        run(replace(job(made.url, numbered(3)), progress=lambda *step: told.append(step)))

    assert [
        ("asking small:1b", 0, 3),
        ("asking small:1b, less than a minute left", 1, 3),
        ("asking small:1b, less than a minute left", 2, 3),
        ("asking small:1b", 3, 3),
    ] == told


@pytest.mark.parametrize(
    ("done", "seconds", "left", "told"),
    [
        (0, 9, 10, ""),
        (5, 50, 0, ""),
        (2, 20, 2, "less than a minute left"),
        (2, 20, 30, "about 5 min left"),
        (10, 600, 95, "about 1 h 35 min left"),
    ],
)
def test_the_estimate_is_the_pace_so_far(done: int, seconds: float, left: int, told: str) -> None:
    assert told == time_left(done, seconds, left)


# The registry


def test_rows_may_be_named_after_their_coder() -> None:
    assert ["cues", "llm"] == [machine_named(name).name for name in ("cues-2009", "llm-qwen3")]


def test_an_unknown_coder_is_wrong_usage_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=f'no machine coder "lmm". There are: {", ".join(MACHINES)};'):
        machine_named("lmm")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_chat, "FIRST_WAIT_S", 0.0)
