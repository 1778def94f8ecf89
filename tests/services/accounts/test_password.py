"""Which passwords may be set: what each policy refuses, and that none is cut off."""

from __future__ import annotations

import pytest

from services.accounts.password import Holder, checked_password, normal
from services.accounts.policy import shipped
from services.refusal import Refusal

HOLDER = Holder("张伟", "13905800001", "putuo")


def refused(password: str, profile: str, second_factor: bool = False, holder: Holder = HOLDER) -> str:
    """Why a password may not be set; empty where it may."""
    try:
        checked_password(password, shipped(profile), holder, second_factor)
    except Refusal as refusal:
        return f"{refusal.field}: {refusal.message}".replace(password, "IT IS REPEATED")
    return ""


@pytest.mark.parametrize(
    "password",
    ["Tide-2041x", "海岛潮汐Moon2041", "a B3." * 16, "correct Horse 7 battery", "🌊🌊Tide20419"],
)
def test_good_by_dengbao(password: str) -> None:
    assert refused(password, "dengbao") == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Tide-2041", "至少 10 个字符"),
        ("tide2041moon", "至少 3 类"),
        ("Aa1-" * 33, "最多 128 个字符"),
        ("Aa1Aa1Aa1Aa1", "重复的字符太多"),
        ("Tide-2041\x00x", "控制字符"),
        ("Zhoushan-2041", "本单位的词"),
        ("舟山Tide2041-", "本单位的词"),
        ("LuZhi#2041moon", "本单位的词"),
        ("ZhangWei#2041", "本人的姓名"),
        ("weizhang#2041A", "本人的姓名"),
        ("张伟Tide-2041", "本人的姓名"),
        ("Tel13905800001", "手机号"),
        ("Putuo-2041-moon", "代号"),
        ("Password#2041", "常见的密码"),
        ("Woaini1314-!", "常见的密码"),
        ("1qaz@WSX2041", "常见的密码"),
        ("#Qwertyuiop1", "常见的密码"),
    ],
)
def test_refused_by_dengbao(password: str, said: str) -> None:
    told = refused(password, "dengbao")
    assert told.startswith("password: ")
    assert said in told
    assert "IT IS REPEATED" not in told


@pytest.mark.parametrize(
    ("password", "second_factor", "said"),
    [
        ("tide moon reef", False, "至少 15 个字符"),
        ("tide moon reef 7", False, ""),
        ("moonreef", True, ""),
        ("moonree", True, "至少 8 个字符"),
        ("zhengxie moon reef", False, "本单位的词"),
        ("passwordpassword", False, ""),
        ("butterfly", True, "常见的密码"),
    ],
)
def test_by_asvs_length_counts_and_no_classes(password: str, second_factor: bool, said: str) -> None:
    found = refused(password, "asvs", second_factor)
    assert (said in found) if said else found == ""


def test_a_holder_of_a_short_name_may_use_its_sound() -> None:
    assert refused("Lite-2041-moon", "dengbao", holder=Holder("李", "13905800001", "putuo")) == ""


def test_the_same_letters_are_the_same_password_and_blanks_stay() -> None:
    assert normal("Cafe\u0301 ") == "Caf\u00e9 "
    long = "Tide-2041 " + "x潮" * 59
    assert checked_password(long, shipped("dengbao"), HOLDER, False) == long
