"""Invented members: common surnames and given-name characters, Zhoushan's sectors and committees."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤虞鲍乐"
)
GIVEN_MEN = (
    "伟强军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆海江山峰岳松柏林森炎磊毅志国建文武忠信义礼仁德永长宏博达远"
)
GIVEN_WOMEN = (
    "芳娜敏静丽艳娟霞秀兰桂英玲红梅琴素云莲真雪荣香月媛瑞凡佳嘉琼勤珍莉岚洁琳晶妍茜秋珊莎锦青倩婷婉娴"
)
SECTORS = (
    "中共",
    "民革",
    "民盟",
    "民建",
    "民进",
    "农工党",
    "九三学社",
    "无党派",
    "共青团青联",
    "工会",
    "妇联",
    "工商联",
    "科协",
    "侨台",
    "文化艺术",
    "科技",
    "社科新闻",
    "经济",
    "渔农业",
    "教育体育",
    "医药卫生",
    "社会福利保障",
    "民族宗教",
    "特邀",
)
COMMITTEES = (
    "提案委员会",
    "经济委员会",
    "农业和农村委员会",
    "城建和人口资源环境委员会",
    "教科卫体委员会",
    "文化文史和学习委员会",
    "社会法制和民族宗教委员会",
    "港澳台侨和外事委员会",
)
COUNTIES = ("定海区", "普陀区", "岱山县", "嵊泗县")
TRADES = (
    "渔业公司",
    "船舶修造厂",
    "中心小学",
    "人民医院",
    "律师事务所",
    "民宿协会",
    "农业合作社",
    "文化馆",
    "水产研究所",
    "港务公司",
)
POSTS = ("董事长", "总经理", "副校长", "主任医师", "律师", "会长", "理事长", "馆长", "研究员", "工会主席")


@dataclass(slots=True)
class Person:
    """A member as the demo needs it. `written` is how lists name them: qualified where the name is shared.

    `active` and `productive` weigh how often they take part and write; some do neither.
    """

    key: str
    name: str
    woman: bool
    sector: str
    committee: str
    standing: bool
    chair: bool = False
    resident: bool = False
    start: date | None = None
    end: date | None = None
    active: float = 1.0
    productive: float = 1.0
    written: str = ""

    def serves(self, day: date) -> bool:
        return not (self.start and day < self.start) and not (self.end and day > self.end)


def invent(number: int, year: int, random: Random) -> list[Person]:
    """`number` members; one in six of the standing committee, some of one name, some part of the year."""
    taken: set[str] = set()
    people = [_person(at, number, year, taken, random) for at in range(1, number + 1)]
    _share_names(people, random)
    counts: dict[str, int] = {}
    for person in people:
        counts[person.name] = counts.get(person.name, 0) + 1
    for person in people:
        person.written = f"{person.name}（{person.sector}）" if counts[person.name] > 1 else person.name
    return people


def _person(at: int, number: int, year: int, taken: set[str], random: Random) -> Person:
    woman = random.random() < 0.3
    sector = random.choice(SECTORS)
    chairs = max(1, round(number * 0.012))
    person = Person(
        key=f"W{at:0{max(4, len(str(number)))}d}",
        name=_name(woman, taken, random),
        woman=woman,
        sector=sector,
        committee=random.choice(COMMITTEES),
        standing=at <= chairs or random.random() < 1 / 6,
        chair=at <= chairs,
        resident=chairs < at <= 2 * chairs,
        active=_weight(0.04, 0.03, random),
        productive=_weight(0.12, 0.04, random),
    )
    if not person.chair:
        chance = random.random()
        if chance < 0.03:
            person.start = date(year, 3, 1) + timedelta(days=random.randrange(240))
        elif chance < 0.05:
            person.end = date(year, 3, 1) + timedelta(days=random.randrange(240))
    return person


def _weight(nothing: float, much: float, random: Random) -> float:
    """A few do nothing, a few do very much, the others differ widely."""
    chance = random.random()
    if chance < nothing:
        return 0.0
    return random.lognormvariate(0, 0.7) * (5 if chance > 1 - much else 1)


def _name(woman: bool, taken: set[str], random: Random) -> str:
    given = GIVEN_WOMEN if woman else GIVEN_MEN
    short = random.random() < 0.25
    for attempt in range(1_000):
        second = "" if short and attempt < 20 else random.choice(given)
        name = random.choice(SURNAMES) + random.choice(given) + second
        if name not in taken:
            break
    taken.add(name)
    return name


def _share_names(people: list[Person], random: Random) -> None:
    """Gives some the name of another one in another sector, as happens."""
    called = {person.name: [person] for person in people}
    for _ in range(max(1, round(len(people) * 0.004)) if len(people) >= 10 else 0):
        one, other = random.sample(people, 2)
        if (
            other.sector not in {person.sector for person in called[one.name]}
            and len(called[other.name]) == 1
        ):
            del called[other.name]
            other.name = one.name
            called[one.name].append(other)
