"""What the settings of providers of sign-ins have to keep to: whole or not at all, at safe addresses."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from endpoint_settings import EndpointSettings
from setting import setting

PUBLIC = "LUZHI_PUBLIC_URL"
# Of each provider: what people call it, what it needs, and a pair that may be there besides.
PROVIDERS = (
    (
        "浙政钉",
        ("URL", "LOGIN_URL", "CLIENT", "KEY", "SECRET"),
        "LUZHI_ZHEZHENGDING_",
        ("APP_KEY", "APP_SECRET", "TENANT", "JSAPI"),
    ),
    ("单位统一登录", ("ISSUER", "CLIENT", "SECRET"), "LUZHI_OPENID_", ()),
)
ORIGINS = (PUBLIC, "LUZHI_ZHEZHENGDING_URL", "LUZHI_ZHEZHENGDING_LOGIN_URL")
ISSUER = "LUZHI_OPENID_ISSUER"
PAIR = ("LUZHI_ZHEZHENGDING_APP_KEY", "LUZHI_ZHEZHENGDING_APP_SECRET")
JSAPI, TENANT = "LUZHI_ZHEZHENGDING_JSAPI", "LUZHI_ZHEZHENGDING_TENANT"
HTTPS = "在本机可以是 http://"


@dataclass(frozen=True, slots=True)
class ProviderSettings(EndpointSettings):
    """The part of `settings.Settings` that says where else people sign in."""

    zhezhengding_url: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_URL",
        "浙政钉开放平台的地址，如 https://openplatform-pro.ding.zj.gov.cn；写了就能用浙政钉登录",
        "Address of the open platform of 浙政钉; with it people may sign in by 浙政钉",
    )
    zhezhengding_login_url: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_LOGIN_URL",
        "浙政钉登录页面的地址，如 https://login-pro.ding.zj.gov.cn",
        "Address of the sign-in page of 浙政钉",
    )
    zhezhengding_client: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_CLIENT",
        "浙政钉的应用标识（client_id）",
        "Name of the application at 浙政钉, its client_id",
    )
    zhezhengding_key: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_KEY",
        "浙政钉应用的 App Key",
        "Key of the application at 浙政钉",
    )
    zhezhengding_secret: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_SECRET",
        "浙政钉应用的 App Secret，日志和报错里都没有它",
        "Secret of the application at 浙政钉, in no log and no error",
        secret=True,
    )
    zhezhengding_app_key: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_APP_KEY",
        "浙政钉里面的页面（免登）另有一个应用的，它的 App Key；不写则相同",
        "Key of the application that stands inside 浙政钉, where that is another one",
    )
    zhezhengding_app_secret: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_APP_SECRET",
        "浙政钉里面的页面（免登）另有一个应用的，它的 App Secret；不写则相同",
        "Secret of the application that stands inside 浙政钉, where that is another one",
        secret=True,
    )
    zhezhengding_tenant: str = setting(
        "",
        "LUZHI_ZHEZHENGDING_TENANT",
        "浙政钉的租户编号，浙政钉里面的页面（免登）要用",
        "Number of the tenant at 浙政钉, for pages that stand inside it",
    )
    zhezhengding_jsapi: str = setting(
        "",
        JSAPI,
        "浙政钉的 JSAPI（gdt-jsapi）打成的一个脚本文件，由它提供 dd；写了就有浙政钉里面的页面（免登）",
        "File with the script of the app of 浙政钉, one bundle that defines `dd`; with it there is the page"
        " that opens inside the app",
    )
    openid_issuer: str = setting(
        "",
        "LUZHI_OPENID_ISSUER",
        "单位统一登录（OpenID Connect）的 issuer 地址；写了就能用它登录",
        "Issuer of OpenID Connect; with it people may sign in there",
    )
    openid_title: str = setting(
        "单位门户", "LUZHI_OPENID_TITLE", "单位统一登录叫什么，写在登录页上", "What people call that issuer"
    )
    openid_client: str = setting(
        "", "LUZHI_OPENID_CLIENT", "单位统一登录的 client_id", "Client registered at that issuer"
    )
    openid_secret: str = setting(
        "",
        "LUZHI_OPENID_SECRET",
        "单位统一登录的 client_secret，日志和报错里都没有它",
        "Secret of the client at that issuer, in no log and no error",
        secret=True,
    )


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
    if told[JSAPI] and not Path(told[JSAPI]).is_file():
        wrong.append(f"{JSAPI}：没有这个文件")
    if told[JSAPI] and not told[TENANT]:
        wrong.append(f"{TENANT}：用浙政钉里面的页面（{JSAPI}）要写")
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
