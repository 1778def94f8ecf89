"""The rule sets that come with the house, and how a rule set is named: by path, or by committee/year."""

from __future__ import annotations

from pathlib import Path

from rules.source import DocumentRefused, Problem, nearest

COMMITTEES = Path(__file__).with_name("committees")
EXAMPLES = ".test.yaml"


def rule_sets() -> dict[str, Path]:
    """Every shipped rule set by its name, as `zhoushan/2022`."""
    found = (path for path in sorted(COMMITTEES.glob("*/*.yaml")) if not path.name.endswith(EXAMPLES))
    return {f"{path.parent.name}/{path.stem}": path for path in found if path.name != "kinds.yaml"}


def locate(name: str) -> Path:
    """The file of a rule set; raises `DocumentRefused` where there is none."""
    path = Path(name)
    shipped = rule_sets()
    if _is_file(path) or (name not in shipped and path.suffix == ".yaml"):
        return path
    if name in shipped:
        return shipped[name]
    cure = nearest(name, shipped) or f"写文件路径，或 {'、'.join(shipped)}"
    raise DocumentRefused([Problem(name, 1, 1, "找不到这份规则", cure)])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # A name too long for any file.
        return False


def examples_of(rule_set: Path) -> Path:
    """The file in which the worked examples of a rule set stand: `2022.test.yaml` beside `2022.yaml`."""
    return rule_set if rule_set.name.endswith(EXAMPLES) else rule_set.with_name(rule_set.stem + EXAMPLES)
