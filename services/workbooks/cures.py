"""What cures an import that is refused, in the words of the way by which somebody came."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cures:
    """How each is called: to `skip` rows with errors, to `accept` that a thing (`{}`) changes for many, to
    tell that a column is `lacking`, to give a `reason`, to withdraw what is `gone`, to `approve` at once,
    to say when those are `leaving` who are not in a roster any more.
    """

    skip: str
    accept: str
    lacking: str
    reason: str
    gone: str
    approve: str
    leaving: str


COMMAND = Cures(
    skip="加 --valid-only",
    accept="加 --accept {}",
    lacking="在对应表里写明没有（luzhi mapping add），或用 --answers",
    reason="--reason 写明事由",
    gone="--remove-gone",
    approve="用 --approve 导入",
    leaving="先答复（--questions、--answers），再用 --leave-gone",
)
WEB = Cures(
    skip="选“跳过有错误的行”",
    accept="勾选“{}”确实要改",
    lacking="回答“没有”",
    reason="写明事由",
    gone="“撤回文件里没有的”",
    approve="选“导入就通过”",
    leaving="先答复、改好，再写离任的日期",
)
