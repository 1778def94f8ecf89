"""A made-up measure with as many leaves as wanted, mixing the constructs of real ones."""

from rules.document import RuleSet
from rules.loader import loads

YEAR = 2022
HEADER = """language: 1
title: 测速用的规则
committee: 测速
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 测速
root:
  id: total
  title: 总分
  floor: 0
  rules:
"""
# Rules repeat after so many.
FORMS = 6
OCCASIONS = [
    *("常委会会议", "专题协商议政会", "专委会会议", "应邀党政会议", "其他会议", "调研", "视察", "民主监督"),
    *("应邀党政活动", "公益活动", "其他活动", "学习培训", "界别活动组", "委员工作室"),
]
WORKS = ["提案", "社情民意", "发言", "调研视察报告", "理论成果", "宣传稿件", "文史资料"]


def text(leaves: int, year: int = YEAR) -> str:
    """A rule document of `leaves` leaves: attendance, deductions, caps, ordinals, highest, shares."""
    return HEADER.replace(str(YEAR), str(year)) + "".join(_rule(at) for at in range(leaves))


def supplements(number: int) -> list[tuple[str, str]]:
    """As many supplements, each of which changes the points of five rules from a day of its own on."""
    head = "language: 1\nsupplement: 补充\nto: {committee: 测速, year: 2022}\ncitation: 补\n"
    return [
        (
            f"{head}effective: 2022-{at + 1:02}-15\nchanges:\n"
            + "".join(f"- {{set: R{6 * (5 * at + each) % 120}.points, to: 3}}\n" for each in range(5)),
            f"补{at}.yaml",
        )
        for at in range(number)
    ]


def measure(leaves: int) -> RuleSet:
    """The same, loaded."""
    return loads(text(leaves), "测速")


def occasion(at: int) -> str:
    """The kind of occasion that the rule of this place counts."""
    # A month's rules stay with the first eight.
    return OCCASIONS[at % (8 if at % FORMS == 5 else len(OCCASIONS))]


def work(at: int) -> str:
    """The kind of work that the rule of this place counts."""
    return WORKS[at % len(WORKS)]


def _rule(at: int) -> str:
    head = f"  - {{id: R{at}, title: 第{at}条, "
    match at % FORMS:
        case 0 | 1:
            when = f"{{kind: {occasion(at)}, 状态: 出席}}"
            return f"{head}take: participation, when: {when}, points: 2, cap: {8 + at}}}\n"
        case 2:
            values = '{常委/缺席: -3, 委员/缺席: -2, "*/请假": -1}'
            table = f"table: {{by: [身份, 状态], values: {values}}}"
            return f"{head}take: participation, when: {{kind: {occasion(at)}}}, {table}}}\n"
        case 3:
            table = "table: {by: 位次, values: {首: 5, 联: 1}}"
            return (
                f"{head}take: authorship, when: {{kind: {work(at)}}}, {table}, pick: {{from: 2}}, cap: 20}}\n"
            )
        case 4:
            table = "table: {by: 采用层级, values: {市政协: 3, 省政协: 6, 全国单篇: 12}}"
            inner = f"{{id: R{at}a, title: 采用, take: outcome, when: {{kind: 社情民意, 结果: 采用}}, "
            inner += f"{table}, "
            inner += "times: [{when: {合并: 是}, factor: 1/2}]}"
            node = "over: work, combine: highest, share: {first: 1/2, others: 1/2}"
            return f"{head}{node}, rules: [{inner}]}}\n"
        case _:
            when = f"{{kind: {occasion(at)}, 状态: {{not: 缺席}}, 必须参加: 是}}"
            return f"{head}take: participation, when: {when}, points: 1, over: month, cap: 2}}\n"
