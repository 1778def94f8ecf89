"""What the settings of providers of sign-ins have to keep to: whole or not at all, at safe addresses."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

PUBLIC = "LUZHI_PUBLIC_URL"
# Of each provider: what people call it, what it needs, and a pair that may be there besides.
PROVIDERS = (
    (
        "浙政钉",
        ("URL", "LOGIN_URL", "CLIENT", "KEY", "SECRET"),
        "LUZHI_ZHEZHENGDING_",
        ("APP_KEY", "APP_SECRET", "TENANT"),
    ),
    ("单位统一登录", ("ISSUER", "CLIENT", "SECRET"), "LUZHI_OPENID_", ()),
)
ORIGINS = (PUBLIC, "LUZHI_ZHEZHENGDING_URL", "LUZHI_ZHEZHENGDING_LOGIN_URL")
ISSUER = "LUZHI_OPENID_ISSUER"
PAIR = ("LUZHI_ZHEZHENGDING_APP_KEY", "LUZHI_ZHEZHENGDING_APP_SECRET")
HTTPS = "在本机可以是 http://"


def wrong_providers(told: Mapping[str, Any]) -> list[str]:
    """What is wrong with settings, by their variables: a line each, which repeats no value."""
    wrong = [
        f"{variable}：写 https:// 和主机名，不带路径（{HTTPS}）"
        for variable in ORIGINS
        if told[variable] and not is_safe(told[variable], path=False)
    ]
    if told[ISSUER] and not is_safe(told[ISSUER], path=True):
        wrong.append(f"{ISSUER}：写 https:// 开头的地址，不带 ? 和 #（{HTTPS}）")
    for title, needed, prefix, more in PROVIDERS:
        if any(told[prefix + name] for name in (*needed, *more)):
            variables = (PUBLIC, *(prefix + name for name in needed))
            wrong += [f"{variable}：用{title}登录要写" for variable in variables if not told[variable]]
    if any(told[name] for name in PAIR) and not all(told[name] for name in PAIR):
        wrong.append(f"{'、'.join(PAIR)}：两个都写，或者都不写")
    return wrong


@lru_cache(maxsize=64)
def loopback(host: str) -> bool:
    """Whether the host is this machine and no other."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_safe(url: str, path: bool) -> bool:
    """Whether others may be sent to an address: by https, or on this machine; without a user, in ASCII."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    told = f"{parts.scheme}://{parts.netloc}{parts.path if path else ''}"
    if not host or url != told or not url.isascii() or not url.isprintable() or "@" in url or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and loopback(host))
