from datetime import date

from files.cells.names import Person
from files.problem import Refused
from files.reading.who import Evidence, Outsider, Roster, abbreviates
from rules.catalogue import Catalogue
from rules.record import Change, Member

MARCH, OCTOBER = date(2022, 3, 15), date(2022, 10, 8)


def key(found: Member | Outsider | Refused) -> str:
    assert isinstance(found, Member), found
    return found.key


def test_a_name_that_nobody_shares_is_enough(members: list[Member], catalogue: Catalogue) -> None:
    assert key(Roster(members, catalogue).find(Person("张三"), MARCH)) == "W0001"


def test_two_of_one_name_are_told_apart(members: list[Member], catalogue: Catalogue) -> None:
    roster = Roster(members, catalogue)
    assert key(roster.find(Person("张伟", "民建"), MARCH)) == "W0004"
    assert key(roster.find(Person("张伟", "九三"), MARCH)) == "W0005"
    assert key(roster.find(Person("张伟", "W0005"), MARCH)) == "W0005"
    assert key(roster.find(Person("张伟"), MARCH, Evidence(phone="10000000004"))) == "W0004"
    assert key(roster.find(Person("张伟"), MARCH, Evidence(number="w0005"))) == "W0005"
    assert key(roster.find(Person("张伟"), MARCH, Evidence(attributes=(("专委会", "提案委"),)))) == "W0005"


def test_the_term_of_office_tells_apart_too(members: list[Member], catalogue: Catalogue) -> None:
    roster = Roster(members, catalogue)
    assert key(roster.find(Person("陈静"), MARCH)) == "W0007"
    assert key(roster.find(Person("陈静"), OCTOBER)) == "W0008"


def test_who_is_not_told_apart_is_a_question(members: list[Member], catalogue: Catalogue) -> None:
    roster = Roster(members, catalogue)
    assert roster.find(Person("张伟"), MARCH) == Refused(
        "花名册里有 2 名“张伟”，分不清是哪一位",
        "写成“张伟（民建）”或“张伟（九三学社）”，或补上委员编号",
        "question",
    )
    assert roster.find(Person("陈静"), None) == Refused(
        "花名册里有 2 名“陈静”，分不清是哪一位",
        "写成“陈静（W0007）”或“陈静（W0008）”，或补上委员编号",
        "question",
    )


def test_what_speaks_against_the_roster_is_a_question(members: list[Member], catalogue: Catalogue) -> None:
    roster = Roster(members, catalogue)
    assert roster.find(Person("张三", "民盟"), MARCH) == Refused(
        "“张三（民盟）”与花名册对不上：花名册里是“张三（民建）”", "核对括号里的界别或委员编号", "question"
    )
    phone = roster.find(Person("张三"), MARCH, Evidence(phone="10000000009"))
    assert phone == Refused("“张三”与本行的电话对不上", "核对姓名，并与花名册对照", "question")


def test_an_unknown_name_has_the_nearest_as_its_cure(members: list[Member], catalogue: Catalogue) -> None:
    roster = Roster(members, catalogue)
    assert roster.find(Person("王晓明"), MARCH) == Refused("花名册里没有“王晓明”", "是不是“王小明”？")
    assert roster.find(Person("赵钱孙"), MARCH) == Refused(
        "花名册里没有“赵钱孙”", "补进花名册；不是委员的写成“姓名（外）”"
    )
    assert roster.find(Person("王晓明"), MARCH, Evidence(number="W0003")) == Refused(
        "委员编号“W0003”在花名册里是“王小明”，不是“王晓明”", "核对姓名和委员编号"
    )


def test_outsiders_are_marked(members: list[Member], catalogue: Catalogue) -> None:
    roster = Roster(members, catalogue)
    assert roster.find(Person("王五", "外"), MARCH) == Outsider("王五")
    assert roster.find(Person("王五", "特邀"), MARCH) == Outsider("王五")
    assert roster.find(Person("张三", "非委员"), MARCH) == Outsider("张三")


def test_a_sector_named_like_a_mark_is_a_sector(catalogue: Catalogue) -> None:
    roster = Roster([Member("W1", "王五", {"界别": "特邀"})], catalogue)
    assert key(roster.find(Person("王五", "特邀"), MARCH)) == "W1"


def test_a_former_sector_still_names_the_member(catalogue: Catalogue) -> None:
    moved = Member("W1", "王五", {"界别": "科技"}, [Change(OCTOBER, "界别", "经济")])
    roster = Roster([moved, Member("W2", "王五", {"界别": "工会"})], catalogue)
    assert key(roster.find(Person("王五", "科技"), OCTOBER)) == "W1"
    assert key(roster.find(Person("王五", "经济"), MARCH)) == "W1"


def test_a_sex_behind_a_name_says_nothing_where_the_roster_keeps_none(
    members: list[Member], catalogue: Catalogue
) -> None:
    assert key(Roster(members, catalogue).find(Person("张三", "女"), MARCH)) == "W0001"


def test_a_member_may_be_named_by_number(members: list[Member], catalogue: Catalogue) -> None:
    assert key(Roster(members, catalogue).find(Person("W0002"), MARCH)) == "W0002"


def test_short_forms() -> None:
    assert abbreviates("民建", "中国民主建国会")
    assert abbreviates("港澳台侨和外事委员会", "港澳台侨委")
    assert not abbreviates("民建", "民盟")
    assert not abbreviates("民", "民建")
