"""The policy documents: what the two that are shipped say, and how a wrong one is refused, with its lines."""

from __future__ import annotations

from importlib.resources import files

import pytest

from rules.source import DocumentRefused
from services.accounts.policy import ALWAYS_ACCEPTED, PROFILES, read_policy, shipped
from services.refusal import Refusal

DENGBAO = (files("services.accounts") / "policies" / "dengbao.yaml").read_text("utf-8")


def test_the_two_norms_as_they_are_shipped() -> None:
    one, two = shipped("dengbao"), shipped("asvs")
    assert PROFILES == ("dengbao", "asvs")
    assert (one.name, two.name) == ("dengbao/1", "asvs/1")
    assert (one.shortest, one.classes, one.days) == (10, 3, 90)
    assert (one.failures, one.waiting_minutes, one.idle_minutes) == (5, 15, 20)
    assert (two.least(False), two.least(True), two.classes, two.days) == (15, 8, 1, 0)
    for each in (one, two):
        assert each.longest >= ALWAYS_ACCEPTED == 64
        assert each.common >= 3_000
        assert {"舟山", "政协", "luzhi", "zhoushan", "zhengxie"} <= {*each.words}


def test_another_profile_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refusal, match="dengbao、asvs"):
        shipped("nist")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  shortest: 10 ", "  shortest: ten ", "policy.yaml:6:13: “shortest”应为整数（8 到 64）"),
        ("  longest: 128", "  longest: 20", "policy.yaml:8:12: “longest”应为整数（64 到 1000）"),
        ("  days: 90", "  dais: 90", "policy.yaml:10:3: password里没有“dais”（是不是“days”？）"),
        ("version: 1\n", "", "policy.yaml:2:1: 规定里缺少“version”（补上这一项）"),
        ("words: [舟山", "words: [山", "policy.yaml:22:9: “words”里的词太短（至少两个字）"),
        ("failures:\n  most: 5 ", "failures: 5\n#", "policy.yaml:14:11: “failures”下面应是几项"),
        ("profile: dengbao", "profile: dengbao\nprofile: asvs", "policy.yaml:3:1: “profile”重复"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(before: str, after: str, said: str) -> None:
    assert before in DENGBAO
    text = DENGBAO.replace(before, after)
    if said.startswith("policy.yaml:14"):
        text = text.replace("  minutes: 15 # 等几分钟\n", "")
    with pytest.raises(DocumentRefused) as refused:
        read_policy(text, "policy.yaml")
    assert any(str(problem).startswith(said) for problem in refused.value.problems), str(refused.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = DENGBAO.replace("shortest: 10", "shortest: 1").replace("hours: 72", "hours: 0")
    with pytest.raises(DocumentRefused) as refused:
        read_policy(text, "policy.yaml")
    assert [problem.line for problem in refused.value.problems] == [6, 13]
    with pytest.raises(DocumentRefused, match="应是几个标题"):
        read_policy("- 一\n", "policy.yaml")
