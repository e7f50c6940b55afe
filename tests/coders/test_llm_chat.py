"""One question over real HTTP, to a server that answers well, late, wrongly, partly or not at all."""

from __future__ import annotations

import threading

import pytest

from cfir_coder.coders import llm_chat
from cfir_coder.coders.llm_address import Address, allowed_address
from cfir_coder.coders.llm_chat import Answer, Chat, Unusable
from cfir_coder.coders.llm_server import Server, Silence
from cfir_coder.errors import LlmError, LlmRefused
from cfir_coder.model.llm import LlmSettings
from tests.made_llm import MadeServer, dripping, failing, hanging_up, never, partly, saying, serving

GOOD = saying('{"codes": []}')
OH_NO = '{"codes": [ oh no'
BEGUN = '{"codes": [{"quote": "Yes."}, {"quo'
MESSAGES = [{"role": "system", "content": "rules"}, {"role": "user", "content": "QUESTION\nWell?\n\nANSWER\nYes."}]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_chat, "FIRST_WAIT_S", 0.0)


def chat(made: MadeServer, **settings: object) -> Chat:
    told = LlmSettings.model_validate({"endpoint": made.url, "model": "small:1b", "timeout_s": 20, **settings})
    return Chat(Server(allowed_address(made.url), timeout_s=told.timeout_s), told, {"type": "object"})


def in_order(*replies):
    """Replies one after the other; the last one again and again."""
    return lambda body, number: replies[min(number, len(replies)) - 1]


def test_a_good_answer_is_taken_and_the_question_says_what_is_wanted() -> None:
    with serving(in_order(GOOD)) as made:
        answer = chat(made, seed=7, max_tokens=99).ask(MESSAGES)

    assert Answer(content='{"codes": []}', model="small:1b", prompt_tokens=99_999) == answer
    (asked,) = made.asked
    assert MESSAGES == asked.pop("messages")
    form = {"name": "codes", "strict": True, "schema": {"type": "object"}}
    assert asked == {
        "model": "small:1b",
        "stream": False,
        "temperature": 0,
        "seed": 7,
        "max_tokens": 99,
        "response_format": {"type": "json_schema", "json_schema": form},
    }


@pytest.mark.parametrize(
    "trouble", [failing(500), failing(503), failing(429, **{"Retry-After": "0"}), partly, hanging_up]
)
def test_trouble_that_passes_is_waited_out(trouble) -> None:
    with serving(in_order(trouble, trouble, GOOD)) as made:
        assert '{"codes": []}' == chat(made, tries=3).ask(MESSAGES).content

    assert 3 == len(made.asked)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (
            failing(500, {"error": {"message": "out of memory"}}),
            r"http://127\.0\.0\.1:\d+/v1 answered 500: out of memory; asked 2 times\. The server's log may tell more\.",
        ),
        (failing(503, {"error": "loading model"}), "503: loading model"),
        (failing(502, b"<html>bad\ngateway</html>"), "502: <html>bad gateway</html>"),
        (partly, "broke off before its answer was whole"),
        (hanging_up, "broke off before its answer was whole"),
    ],
)
def test_trouble_that_stays_is_told_after_the_tries(trouble, told: str) -> None:
    with serving(in_order(trouble)) as made, pytest.raises(Silence, match=told):
        chat(made, tries=2).ask(MESSAGES)

    assert 2 == len(made.asked)


def dripping_headers(handler) -> None:
    """A reply whose headers never end; each comes well within the limit."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.made.let_go.wait(0.02):
        handler.wfile.write(b"X-More: 1\r\n")
        handler.wfile.flush()


def dripping_blanks(handler) -> None:
    """A reply that tells no length and is whole, if only what follows ended."""
    told = b'{"choices": [{"message": {"content": "{\\"codes\\": []}"}}]}'
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + told)
    while not handler.made.let_go.wait(0.02):
        handler.wfile.write(b" ")
        handler.wfile.flush()


@pytest.mark.parametrize("late", [never, dripping, dripping_headers, dripping_blanks])
def test_an_answer_that_comes_too_late_is_none(late) -> None:
    with (
        serving(in_order(late)) as made,
        pytest.raises(Silence, match=r"no answer within 0\.2 s\. A longer wait is set by timeout_s under \[llm\]"),
    ):
        chat(made, tries=1, timeout_s=0.2).ask(MESSAGES)


def test_nobody_there_is_told_with_what_to_do() -> None:
    with serving(in_order(GOOD)) as made:
        gone = chat(made, tries=1)

    with pytest.raises(Silence, match="nothing answers at .* Start the server there"):
        gone.ask(MESSAGES)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_what_was_said_is_not_sent_on(status: int) -> None:
    with serving(in_order(GOOD)) as other:
        away = failing(status, Location=f"{other.url}/chat/completions")
        with serving(in_order(away)) as made, pytest.raises(LlmRefused, match="follows no redirect"):
            chat(made).ask(MESSAGES)

    assert (1, 0) == (len(made.asked), len(other.paths))


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(in_order(failing(500))) as proxy, serving(in_order(GOOD)) as made:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        chat(made).ask(MESSAGES)

    assert (1, []) == (len(made.asked), proxy.paths)


def test_a_server_that_cant_take_a_schema_is_asked_without_and_this_is_remembered() -> None:
    def script(body, number):
        return failing(400, {"error": "unknown field response_format"}) if "response_format" in body else GOOD

    with serving(script) as made:
        asker = chat(made)
        asker.ask(MESSAGES)
        asker.ask(MESSAGES)

    assert [True, False, False] == ["response_format" in body for body in made.asked]
    assert not asker.takes_schema


def test_a_question_that_is_turned_down_either_way_leaves_the_schema_on() -> None:
    with serving(in_order(failing(400, {"error": {"message": "too long for the context"}}))) as made:
        asker = chat(made)
        with pytest.raises(Unusable, match="400: too long for the context"):
            asker.ask(MESSAGES)

    assert (2, True) == (len(made.asked), asker.takes_schema)


@pytest.mark.parametrize("bad", ["Sure! Here are the codes.", '{"codes": "none"}', "", None, "[1, 2", OH_NO, BEGUN])
def test_bad_json_is_asked_for_once_more(bad: str | None) -> None:
    with serving(in_order(saying(bad), GOOD)) as made:
        assert '{"codes": []}' == chat(made).ask(MESSAGES).content

    again = made.asked[1]["messages"]
    assert ["system", "user", "assistant", "user"] == [message["role"] for message in again]
    assert again[2]["content"] == (bad or "")


def test_bad_json_twice_is_unusable() -> None:
    with serving(in_order(saying("I can't do that."))) as made, pytest.raises(Unusable, match="I can't do that"):
        chat(made).ask(MESSAGES)

    assert 2 == len(made.asked)


@pytest.mark.parametrize("content", [OH_NO, BEGUN])
def test_a_list_that_doesnt_end_though_the_model_did_is_no_json_and_nothing_was_cut(content: str) -> None:
    with serving(in_order(saying(content))) as made, pytest.raises(Unusable, match="no JSON of the form") as caught:
        chat(made).ask(MESSAGES)

    assert (2, False) == (len(made.asked), "max_tokens" in str(caught.value))


@pytest.mark.parametrize(("finish", "is_cut"), [("length", True), (None, None), ("", None)])
def test_a_list_that_was_cut_after_a_whole_code_is_taken_at_once(finish: str | None, is_cut: bool | None) -> None:
    with serving(in_order(saying(BEGUN, finish=finish))) as made:
        answer = chat(made).ask(MESSAGES)

    assert (1, BEGUN, is_cut) == (len(made.asked), answer.content, answer.is_cut)


@pytest.mark.parametrize("content", [OH_NO, '{"codes": [', '{"codes": [{"quo', "<think>Well", "", None])
def test_an_answer_that_was_cut_before_a_code_was_whole_is_unusable_and_says_what_to_do(content: str | None) -> None:
    cut = saying(content, finish="length")
    with serving(in_order(cut, GOOD)) as made:
        assert '{"codes": []}' == chat(made).ask(MESSAGES).content
    with serving(in_order(cut)) as made, pytest.raises(Unusable, match=r"was cut before .* raise max_tokens"):
        chat(made).ask(MESSAGES)

    assert 2 == len(made.asked)


@pytest.mark.parametrize("content", [OH_NO, '{"codes": [', OH_NO + ' {"quote": "Yes."}'])
def test_where_nobody_says_how_it_ended_a_list_without_a_whole_code_at_its_start_is_unusable(content: str) -> None:
    with serving(in_order(saying(content, finish=None))) as made, pytest.raises(Unusable, match="no JSON of the form"):
        chat(made).ask(MESSAGES)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[" * 100_000, {"choices": []}, {"choices": [{}]}, {"object": "list"}, b"<html></html>"],
)
def test_a_reply_that_is_no_chat_completion_is_unusable(body) -> None:
    with serving(in_order(lambda handler: handler.send(200, body))) as made, pytest.raises(Unusable):
        chat(made).ask(MESSAGES)


@pytest.mark.parametrize(
    ("models", "told"),
    [
        (
            ("small:1b", "other:2b"),
            r'lists the model "small:1b", and yet finds nothing .*\(404: no\)\. The endpoint may',
        ),
        (("other:2b",), r'has no model "small:1b" \(404: no\)\. It has: other:2b\.'),
        ((), r'has no model "small:1b", or no chat completions \(404: no\), and lists no models\. Check the endpoint'),
    ],
)
def test_what_is_not_found_is_told_as_far_as_it_can_be_known(models: tuple[str, ...], told: str) -> None:
    with serving(in_order(failing(404)), models=models) as made, pytest.raises(LlmError, match=told):
        chat(made).ask(MESSAGES)

    assert 1 == len(made.asked)


def test_a_server_that_wants_a_key_gets_it_from_the_environment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CFIR_LLM_KEY", raising=False)
    with serving(in_order(failing(401), GOOD)) as made:
        with pytest.raises(LlmError, match="environment variable CFIR_LLM_KEY"):
            chat(made).ask(MESSAGES)
        monkeypatch.setenv("CFIR_LLM_KEY", "k-1")
        chat(made).ask(MESSAGES)

    assert [None, "Bearer k-1"] == [headers.get("Authorization") for headers in made.headers]


def test_stopping_ends_a_question_under_way_and_begins_no_other() -> None:
    with serving(in_order(never)) as made:
        asker = chat(made, tries=5, timeout_s=600)
        ended: list[Exception] = []

        def ask() -> None:
            try:
                asker.ask(MESSAGES)
            except Silence as error:
                ended.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        while not made.asked:
            thread.join(0.01)
        asker.stop()
        thread.join(20)
        with pytest.raises(Silence):
            asker.ask(MESSAGES)

    assert (1, 1) == (len(ended), len(made.asked))


def test_a_local_address_that_isnt_one_after_all_is_refused() -> None:
    astray = Address(False, "localhost", 80, "/v1", ("192.0.2.1",), is_local=True)

    with pytest.raises((LlmRefused, Silence)):
        Server(astray, timeout_s=0.05).get("/v1/models")
