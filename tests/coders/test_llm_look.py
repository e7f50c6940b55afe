"""What a server says of itself, over real HTTP: nothing is sent to one that doesn't say where a model runs."""

from __future__ import annotations

import pytest

from cfir_coder.coders import llm_look
from cfir_coder.coders.llm_address import allowed_address
from cfir_coder.coders.llm_look import look_for_models, refuse_if_it_runs_elsewhere
from cfir_coder.errors import LlmError, LlmRefused
from cfir_coder.model.llm import LlmSettings
from tests import made_llm
from tests.made_llm import MadeServer, Reply, failing, hanging_up, never, partly, saying, serving

ELSEWHERE = {"remote_host": "https://ollama.com:443", "remote_model": "big"}
HERE = {"details": {"family": "qwen3"}}


def showing(monkeypatch: pytest.MonkeyPatch, *replies: Reply) -> None:
    """Let servers answer /api/show so, one reply after the other; the last one again and again."""
    left = list(replies)
    usual = made_llm._Handler.do_POST

    def do_post(handler: made_llm._Handler) -> None:
        if handler.path != "/api/show":
            return usual(handler)
        handler.rfile.read(int(handler.headers["Content-Length"]))
        handler.made.paths.append(handler.path)
        return (left.pop(0) if len(left) > 1 else left[0])(handler)

    monkeypatch.setattr(made_llm._Handler, "do_POST", do_post)


def telling(body: object, status: int = 200) -> Reply:
    return lambda handler: handler.send(status, body)


def late(seconds: float, reply: Reply) -> Reply:
    def answer(handler: made_llm._Handler) -> None:
        handler.made.let_go.wait(seconds)
        reply(handler)

    return answer


def look(made: MadeServer) -> None:
    refuse_if_it_runs_elsewhere(allowed_address(made.url), "mine")


@pytest.fixture
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_look, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(llm_look, "PATIENT_SECONDS", 0.4)


def test_a_model_that_ollama_asks_elsewhere_for_is_refused_under_any_name() -> None:
    with (
        serving(saying, show=ELSEWHERE) as made,
        pytest.raises(LlmRefused, match=r'would ask https://ollama.com:443 for the model "mine"'),
    ):
        look(made)


def test_a_model_that_runs_here_and_a_server_that_doesnt_know_the_question_are_fine() -> None:
    with serving(saying, show=HERE) as made:
        look(made)
    with serving(saying) as made:
        look(made)

    assert ["/api/show"] == made.paths


@pytest.mark.parametrize(
    "unknown",
    [
        *(telling({"error": "not here"}, status) for status in (404, 405, 410, 501)),
        telling(b"404 page not found", 404),
        telling({"error": "Unexpected endpoint or method. (POST /api/show)"}),
    ],
)
def test_a_server_of_another_make_is_asked_in_its_own_way(monkeypatch: pytest.MonkeyPatch, unknown: Reply) -> None:
    showing(monkeypatch, unknown)
    with serving(saying) as made:
        look(made)

    assert ["/api/show"] == made.paths


@pytest.mark.usefixtures("_in_a_hurry")
def test_who_runs_elsewhere_and_is_slow_to_say_so_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_look, "PATIENT_SECONDS", 20)
    showing(monkeypatch, late(1, telling(ELSEWHERE)))
    with serving(saying) as made, pytest.raises(LlmRefused, match="would ask https://ollama.com:443"):
        look(made)

    assert ["/api/show"] * 2 == made.paths


@pytest.mark.usefixtures("_in_a_hurry")
@pytest.mark.parametrize(
    ("unclear", "told"),
    [
        (never, r"gave no answer within 0\.4 s\."),
        (partly, "broke off before its answer was whole"),
        (hanging_up, "broke off before its answer was whole"),
        (failing(500, {"error": "no disk"}), r"gave no proper answer \(500: no disk\)\."),
        (failing(503), "no proper answer"),
        (failing(400), "no proper answer"),
        (telling(b"<html>hello</html>"), r"no proper answer \(200: <html>hello</html>\)"),
        (telling(b""), "no proper answer"),
        (telling([]), "no proper answer"),
        (telling({"error": "busy"}), r"no proper answer \(200: busy\)"),
    ],
)
def test_who_doesnt_say_where_a_model_runs_is_asked_twice_and_then_refused(
    monkeypatch: pytest.MonkeyPatch, unclear: Reply, told: str
) -> None:
    showing(monkeypatch, unclear)
    with serving(saying) as made, pytest.raises(LlmRefused, match=told) as caught:
        look(made)

    assert (["/api/show"] * 2, True) == (made.paths, str(caught.value).startswith(made.url))
    assert str(caught.value).endswith(
        'Asked twice (/api/show), it doesn\'t tell whether the model "mine" runs on this machine, so nothing that was '
        "said is sent. Wait until the server is ready, or start it anew, then run the same command again."
    )


@pytest.mark.usefixtures("_in_a_hurry")
@pytest.mark.parametrize("trouble", [never, partly, failing(503)])
def test_trouble_that_passes_is_none(monkeypatch: pytest.MonkeyPatch, trouble: Reply) -> None:
    monkeypatch.setattr(llm_look, "PATIENT_SECONDS", 20)
    showing(monkeypatch, trouble, telling(HERE))
    with serving(saying) as made:
        look(made)

    assert ["/api/show"] * 2 == made.paths


def test_what_names_another_machine_is_refused_whatever_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    showing(monkeypatch, telling(ELSEWHERE, 404))
    with serving(saying) as made, pytest.raises(LlmRefused, match="would ask"):
        look(made)


def test_a_server_that_wants_a_key_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    showing(monkeypatch, failing(401))
    with serving(saying) as made, pytest.raises(LlmError, match="environment variable CFIR_LLM_KEY"):
        look(made)


def test_what_a_server_has_is_seen_and_what_is_missing_is_told() -> None:
    with serving(saying) as made:
        assert (True, f"{made.url} has small:1b, other:2b") == look_for_models(LlmSettings(endpoint=made.url))
        for model, more in (("other:2b", ""), ("none", '; it doesn\'t list "none"')):
            told = f"{made.url} has small:1b, other:2b{more}"
            assert (True, told) == look_for_models(LlmSettings(endpoint=made.url, model=model))
    with serving(saying, models=("small:latest",)) as made:
        assert (True, f"{made.url} has small:latest") == look_for_models(LlmSettings(endpoint=made.url, model="small"))
    is_there, told = look_for_models(LlmSettings(endpoint=made.url))
    assert (False, True) == (is_there, told.startswith(f"nothing answers at {made.url}"))
    with serving(saying, models=()) as made:
        assert not look_for_models(LlmSettings(endpoint=made.url))[0]
    assert "not on this machine" in look_for_models(LlmSettings(endpoint="http://example.org/v1"))[1]
