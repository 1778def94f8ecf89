"""Where the server may be reached, and what the settings of that have to keep to."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from provider_settings import PUBLIC, is_safe, loopback

NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.ASCII)


def separated(text: str) -> list[str]:
    """What stands in a setting with commas between, in small letters."""
    return [one.strip().lower() for one in text.split(",") if one.strip()]


def names_of(host_names: str, public_url: str) -> frozenset[str]:
    """The names by which the server is asked for: those of the setting, and that of its public address."""
    public = urlsplit(public_url).hostname if public_url else None
    return frozenset(separated(host_names)) | ({public} if public else set())


def wrong_addresses(told: Mapping[str, Any]) -> list[str]:
    """What is wrong with settings, by their variables: a line each, with what would be right."""
    wrong = []
    if any(not _is_name(one) for one in separated(told["LUZHI_HOST_NAMES"])):
        wrong.append("LUZHI_HOST_NAMES：写主机名，如 luzhi.example.gov.cn，几个的用逗号隔开，不带端口")
    if any(not is_safe(one, path=False) for one in separated(told["LUZHI_ORIGINS"])):
        wrong.append(
            "LUZHI_ORIGINS：写 https:// 和主机名，如 https://kanban.example.gov.cn，几个的用逗号隔开"
        )
    if told["LUZHI_PROXY"] and not _is_address(told["LUZHI_PROXY"]):
        wrong.append("LUZHI_PROXY：写代理的 IP 地址，如 127.0.0.1")
    certificate, key = told["LUZHI_TLS_CERTIFICATE"], told["LUZHI_TLS_KEY"]
    if bool(certificate) != bool(key):
        wrong.append("LUZHI_TLS_CERTIFICATE、LUZHI_TLS_KEY：两个都写，或者都不写")
    if loopback(told["LUZHI_HOST"]):
        return wrong
    if not (certificate and key) and not told["LUZHI_PROXY"]:
        wrong.append(
            "LUZHI_HOST：监听本机以外的地址要加密：写证书和密钥的文件 LUZHI_TLS_CERTIFICATE、LUZHI_TLS_KEY，"
            "或者用 LUZHI_PROXY 写明有证书的反向代理的地址"
        )
    if not told["LUZHI_HOST_NAMES"] and not told[PUBLIC]:
        wrong.append("LUZHI_PUBLIC_URL：监听本机以外的，要写大家访问的地址；别的名称写在 LUZHI_HOST_NAMES")
    return wrong


def _is_name(text: str) -> bool:
    return bool(NAME.fullmatch(text)) or _is_address(text)


def _is_address(text: str) -> bool:
    try:
        return not ip_address(text).is_unspecified
    except ValueError:
        return False
