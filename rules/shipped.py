"""The rule sets that come with the house, and how a rule set is named: by path, or by committee/year."""

import re
from pathlib import Path

from rules.source import DocumentRefused, Problem, slip

COMMITTEES = Path(__file__).with_name("committees")
EXAMPLES = ".test.yaml"
SUPPLEMENT = re.compile(r"(.+)\.supplement-([1-9]\d{0,2})\.yaml", re.ASCII | re.DOTALL)


def rule_sets() -> dict[str, Path]:
    """Every shipped rule set by its name, as `zhoushan/2022`."""
    found = (path for path in sorted(COMMITTEES.glob("*/*.yaml")) if not path.name.endswith(EXAMPLES))
    measures = (path for path in found if path.name != "kinds.yaml" and not SUPPLEMENT.fullmatch(path.name))
    return {f"{path.parent.name}/{path.stem}": path for path in measures}


def locate(name: str) -> Path:
    """The file of a rule set; raises `DocumentRefused` where there is none."""
    path = Path(name)
    shipped = rule_sets()
    if _is_file(path) or (name not in shipped and path.suffix == ".yaml"):
        return path
    if name in shipped:
        return shipped[name]
    place, _, year = name.rpartition("/")
    own = [one for one in shipped if one.startswith(f"{place}/")]
    if own:
        raise DocumentRefused([Problem(name, 1, 1, f"{place} 没有 {year} 年的", f"有的是：{'、'.join(own)}")])
    near = slip(name, shipped)
    cure = f"是不是“{near}”？" if near else f"写文件路径，或自带的：{'、'.join(shipped)}"
    raise DocumentRefused([Problem(name, 1, 1, "找不到这份规则", cure)])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # A name too long for any file.
        return False


def examples_of(rule_set: Path) -> Path:
    """The file in which the worked examples of a rule set stand: `2022.test.yaml` beside `2022.yaml`."""
    if own := SUPPLEMENT.fullmatch(rule_set.name):
        rule_set = rule_set.with_name(f"{own[1]}.yaml")
    return rule_set if rule_set.name.endswith(EXAMPLES) else rule_set.with_name(rule_set.stem + EXAMPLES)


def with_supplements(path: Path) -> tuple[Path, list[Path]]:
    """The base document and its supplements in order; raises `DocumentRefused` where a number is left out.

    Of a base, those beside it; of a supplement, its base with all up to it.
    """
    own = SUPPLEMENT.fullmatch(path.name)
    base = path.with_name(f"{own[1]}.yaml") if own else path
    try:
        names = [each.name for each in base.parent.iterdir()]
    except OSError:
        # Whether the file can be read is told where it is read.
        names = [path.name] if own else []
    numbers = sorted(
        int(match[2]) for name in names if (match := SUPPLEMENT.fullmatch(name)) and match[1] == base.stem
    )
    if own:
        numbers = [number for number in numbers if number <= int(own[2])] or [int(own[2])]
    found = [base.with_name(f"{base.stem}.supplement-{number}.yaml") for number in numbers]
    if numbers != list(range(1, len(numbers) + 1)):
        missing = min(set(range(1, numbers[-1])) - set(numbers))
        name = f"{base.stem}.supplement-{missing}.yaml"
        raise DocumentRefused(
            [Problem(str(found[-1]), 1, 1, f"缺少前面的补充规定 {name}", "补充规定从 1 起连续编号")]
        )
    return base, found
