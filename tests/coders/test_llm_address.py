import pytest

from cfir_coder.coders.llm_address import allowed_address, refuse_model_elsewhere
from cfir_coder.errors import LlmRefused, UsageError


def leading_to(*ips: str):
    return lambda host, port: list(ips)


def nowhere(host: str, port: int) -> list[str]:
    raise OSError("no such name")


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
        ("http://127.8.9.1:8080/v1/", "http://127.8.9.1:8080/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("http://[::ffff:127.0.0.1]/v1", "http://[::ffff:127.0.0.1]:80/v1"),
        ("https://127.0.0.1", "https://127.0.0.1:443"),
    ],
)
def test_loopback_addresses_are_allowed(endpoint: str, url: str) -> None:
    address = allowed_address(endpoint, look_up=nowhere)

    assert (url, True) == (address.url, address.is_local)


def test_localhost_is_allowed_where_it_leads_to_this_machine_and_connected_to_by_those_addresses() -> None:
    address = allowed_address("http://localhost:1/v1", look_up=leading_to("::1", "127.0.0.1"))

    assert (("::1", "127.0.0.1"), True) == (address.ips, address.is_local)


@pytest.mark.parametrize(
    "look_up", [leading_to("192.0.2.7"), leading_to("127.0.0.1", "192.0.2.7"), leading_to(), nowhere]
)
def test_localhost_that_leads_elsewhere_is_refused(look_up) -> None:
    with pytest.raises(LlmRefused, match="not on this machine"):
        allowed_address("http://localhost:11434/v1", look_up=look_up)


@pytest.mark.parametrize(
    "host",
    [
        "192.168.1.5",
        "0.0.0.0",
        "10.0.0.1",
        "[::]",
        "[fe80::1]",
        "example.org",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "127.1",
        "2130706433",
        "0x7f000001",
        "my-host",
    ],
)
def test_every_other_host_is_refused_even_if_its_name_leads_here(host: str) -> None:
    with pytest.raises(LlmRefused, match="interviews don't leave it"):
        allowed_address(f"http://{host}:11434/v1", look_up=leading_to("127.0.0.1"))


def test_another_machine_is_allowed_with_an_approval() -> None:
    address = allowed_address("https://llm.example.org/v1", approval="IRB 2026-114", look_up=nowhere)

    assert ("https://llm.example.org:443/v1", False) == (address.url, address.is_local)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "127.0.0.1:11434",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "http:///v1",
        "http://127.0.0.1:port/v1",
        "http://127.0.0.1:99999/v1",
        "http://ana:secret@127.0.0.1/v1",
        "http://127.0.0.1/v1?x=1",
        "http://127.0.0.1/v1#x",
        "http://[::1%25eth0]/v1",
        "http://127.0.0.1\\@example.org/v1",
    ],
)
def test_what_is_no_endpoint_is_wrong_usage_and_no_password_is_repeated(endpoint: str) -> None:
    with pytest.raises(UsageError) as caught:
        allowed_address(endpoint, approval="IRB 2026-114")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "model",
    [
        "gpt-oss:120b-cloud",
        "glm-4.6:cloud",
        "GPT-OSS:20B-CLOUD",
        "x-cloud:latest",
        "gpt-oss_cloud",
        "a-cloud-b",
        "x:20b-cloud",
        "x:20b.Cloud",
        "cloud/x:8b",
        "cloud",
    ],
)
def test_models_that_run_in_a_data_centre_are_refused_by_their_names(model: str) -> None:
    with pytest.raises(LlmRefused, match="runs in a data centre"):
        refuse_model_elsewhere(model)


@pytest.mark.parametrize(
    "model", ["qwen3:8b", "cloudy:7b", "nephele-cloudlike", "/models/soundcloud.gguf", "x:cloud2", ""]
)
def test_other_models_are_not(model: str) -> None:
    refuse_model_elsewhere(model)
