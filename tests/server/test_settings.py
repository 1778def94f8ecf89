"""Settings: every one documented, every mistake told at once with the name of its variable."""

from dataclasses import fields

import pytest

from settings import Settings, SettingsRefused, loopback


@pytest.mark.parametrize("each", fields(Settings), ids=[each.name for each in fields(Settings)])
def test_every_setting_is_documented(each) -> None:  # type: ignore[no-untyped-def]
    told = each.metadata
    assert told["variable"] == f"LUZHI_{each.name.upper()}"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told["chinese"])
    assert len(told["english"]) > 15
    assert not told["english"].endswith(".")


def test_the_defaults_are_usable() -> None:
    assert Settings.of({}) == Settings()
    assert Settings().database == "sqlite:///luzhi.db"
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8000)


def test_the_environment_goes_before_the_defaults_and_the_command_line_before_both() -> None:
    environment = {
        "LUZHI_DATABASE": "postgresql://x/y",
        "LUZHI_QUERY_SECONDS": " 2.5 ",
        "LUZHI_LOG_LEVEL": "",
    }
    settings = Settings.of(environment, port=9_000, host=None)
    assert (settings.database, settings.query_seconds, settings.log_level) == (
        "postgresql://x/y",
        2.5,
        "info",
    )
    assert (settings.port, settings.host) == (9_000, "127.0.0.1")


def test_the_port_may_be_told_in_two_ways() -> None:
    assert Settings.of({"PORT": "9001"}).port == 9_001
    assert Settings.of({"PORT": "9001", "LUZHI_PORT": "9002"}).port == 9_002
    with pytest.raises(SettingsRefused, match=r"^PORT：应为整数，0 到 65,535$"):
        Settings.of({"PORT": "x"})


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings.of(
            {
                "LUZHI_QUERY_DEPTH": "deep",
                "LUZHI_PORT": "70000",
                "LUZHI_LOG_FORMAT": "xml",
                "LUZHI_QUERY_SECONDS": "nan",
                "LUZHI_HOST": "0.0.0.0",
            }
        )
    assert str(refused.value).splitlines() == [
        "LUZHI_QUERY_DEPTH：应为整数，5 到 50",
        "LUZHI_PORT：应为整数，0 到 65,535",
        "LUZHI_QUERY_SECONDS：应为数，0.1 到 600",
        "LUZHI_LOG_FORMAT：应为 json、text 之一",
        "LUZHI_HOST：监听本机以外的地址要加密：写证书和密钥的文件 LUZHI_TLS_CERTIFICATE、LUZHI_TLS_KEY，"
        "或者用 LUZHI_PROXY 写明有证书的反向代理的地址",
        "LUZHI_PUBLIC_URL：监听本机以外的，要写大家访问的地址；别的名称写在 LUZHI_HOST_NAMES",
    ]


def test_a_mistake_never_repeats_what_was_typed() -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings.of({"LUZHI_PORT": "secret", "LUZHI_HOST": "secret.example"})
    assert "secret" not in str(refused.value)


ZHEZHENGDING = {
    "LUZHI_PUBLIC_URL": "https://luzhi.example",
    "LUZHI_ZHEZHENGDING_URL": "https://open.example",
    "LUZHI_ZHEZHENGDING_LOGIN_URL": "https://login.example:8443",
    "LUZHI_ZHEZHENGDING_CLIENT": "c",
    "LUZHI_ZHEZHENGDING_KEY": "k",
    "LUZHI_ZHEZHENGDING_SECRET": "top-secret",
}


def test_a_provider_of_sign_ins_is_named_whole_or_not_at_all() -> None:
    settings = Settings.of(ZHEZHENGDING)
    assert (settings.public_url, settings.zhezhengding_secret) == ("https://luzhi.example", "top-secret")
    assert "top-secret" not in repr(settings)
    for left_out in ZHEZHENGDING:
        with pytest.raises(SettingsRefused) as refused:
            Settings.of({name: value for name, value in ZHEZHENGDING.items() if name != left_out})
        assert str(refused.value) == f"{left_out}：用浙政钉登录要写"
    with pytest.raises(SettingsRefused) as refused:
        Settings.of(ZHEZHENGDING | {"LUZHI_ZHEZHENGDING_APP_SECRET": "top-secret"})
    assert str(refused.value) == (
        "LUZHI_ZHEZHENGDING_APP_KEY、LUZHI_ZHEZHENGDING_APP_SECRET：两个都写，或者都不写"
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://luzhi.example",
        "luzhi.example",
        "https://",
        "https://luzhi.example/",
        "https://luzhi.example/x?y",
        "https://name:password@luzhi.example",
        "https://luzhi.example:x",
        "https://[::1",
        "https://履职.example",
        "ftp://luzhi.example",
    ],
)
def test_an_address_that_others_have_is_https_and_a_host(url: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings(public_url=url)
    assert str(refused.value) == "LUZHI_PUBLIC_URL：写 https:// 和主机名，不带路径（在本机可以是 http://）"


def test_on_this_machine_an_address_needs_no_tls() -> None:
    assert Settings(public_url="http://127.0.0.1:8000").public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("host", "yes"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.1", False),
        ("localhost.evil", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host: str, yes: bool) -> None:
    assert loopback(host) is yes


@pytest.mark.parametrize("proxy", ["localhost", "example.org", "0.0.0.0", "::", "127.0.0.1:80", "10.0.0.0/8"])
def test_a_proxy_is_one_address(proxy: str) -> None:
    with pytest.raises(SettingsRefused, match=r"^LUZHI_PROXY：写代理的 IP 地址，如 127.0.0.1$"):
        Settings.of({"LUZHI_PROXY": proxy})


PAIR = {"LUZHI_TLS_CERTIFICATE": "luzhi.crt", "LUZHI_TLS_KEY": "luzhi.key"}
NAMES = ("luzhi.example", "rank.example", "10.1.2.3")
ELSEWHERE = {"LUZHI_HOST": "0.0.0.0", "LUZHI_PUBLIC_URL": "https://Luzhi.example:8443"}


def test_beyond_this_machine_it_is_encrypted_and_asked_for_by_name() -> None:
    for way in (PAIR, {"LUZHI_PROXY": "10.0.0.9"}):
        settings = Settings.of({**ELSEWHERE, **way, "LUZHI_HOST_NAMES": "rank.example, 10.1.2.3 ,"})
        assert (settings.beyond, settings.names) == (True, frozenset(NAMES))
    assert (Settings().beyond, Settings().names) == (False, frozenset())
    assert Settings.of({"LUZHI_PROXY": "127.0.0.1"}).beyond


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (ELSEWHERE, "LUZHI_HOST：监听本机以外的地址要加密"),
        ({**PAIR, "LUZHI_HOST": "10.1.2.3"}, "LUZHI_PUBLIC_URL：监听本机以外的"),
        ({"LUZHI_TLS_CERTIFICATE": "a"}, "LUZHI_TLS_CERTIFICATE、LUZHI_TLS_KEY：两个都写"),
        ({"LUZHI_TLS_KEY": "a"}, "LUZHI_TLS_CERTIFICATE、LUZHI_TLS_KEY：两个都写"),
        ({"LUZHI_HOST_NAMES": "luzhi.example:8443"}, "LUZHI_HOST_NAMES：写主机名"),
        ({"LUZHI_HOST_NAMES": "https://luzhi.example"}, "LUZHI_HOST_NAMES：写主机名"),
        ({"LUZHI_HOST_NAMES": "*"}, "LUZHI_HOST_NAMES：写主机名"),
        ({"LUZHI_ORIGINS": "*"}, "LUZHI_ORIGINS：写 https:// 和主机名"),
        ({"LUZHI_ORIGINS": "null"}, "LUZHI_ORIGINS：写 https:// 和主机名"),
        ({"LUZHI_ORIGINS": "https://a.example, http://b.example"}, "LUZHI_ORIGINS：写 https:// 和主机名"),
        ({"LUZHI_ORIGINS": "https://a.example/"}, "LUZHI_ORIGINS：写 https:// 和主机名"),
    ],
)
def test_what_would_be_open_or_unclear_is_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings.of(given)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(said)
