"""Kinds of records and what they carry, as the catalogue of a measure lists them."""

from collections.abc import Mapping
from enum import Enum

import strawberry

from kept import Kept
from resolvers.field import several
from resolvers.record import RecordForm
from rules.catalogue import Attribute, Catalogue, Kind
from services.people.fields import kept_by_committees


@strawberry.enum(description="属性说的是什么")
class AttributeOwner(Enum):
    """What an attribute belongs to."""

    MEMBER = strawberry.enum_value("member", description="委员")
    OCCASION = strawberry.enum_value("occasion", description="会议活动本身")
    PARTICIPATION = strawberry.enum_value("participation", description="委员参加会议活动的情况")
    WORK = strawberry.enum_value("work", description="作品本身")
    AUTHORSHIP = strawberry.enum_value("authorship", description="委员在作品里的署名")
    OUTCOME = strawberry.enum_value("outcome", description="作品的结果")


@strawberry.enum(description="属性的值是什么样的")
class AttributeType(Enum):
    """What values an attribute has."""

    CHOICE = strawberry.enum_value("choice", description="列举值之一")
    LABEL = strawberry.enum_value("label", description="不列举的名称")
    YESNO = strawberry.enum_value("yesno", description="是或否")
    INTEGER = strawberry.enum_value("integer", description="整数")
    NUMBER = strawberry.enum_value("number", description="数，最多三位小数")
    DATE = strawberry.enum_value("date", description="日期")
    TEXT = strawberry.enum_value("text", description="文字，规则不读")


@strawberry.type(description="属性的定义")
class AttributeDefinition:
    """An attribute of the catalogue."""

    name: str = strawberry.field(description="名称")
    owners: list[AttributeOwner] = strawberry.field(description="说的是什么，可有几样")
    type: AttributeType = strawberry.field(description="值是什么样的")
    values: list[str] = strawberry.field(description="列举的值；不列举的为空")
    synonyms: list[str] = strawberry.field(description="表格里的其他叫法")
    default: str | None = strawberry.field(description="没有填时是什么；空为缺")
    most: int | None = strawberry.field(description="数最大几；空为 1000000")
    derived: bool = strawberry.field(description="没有填时是否由记录推出，如署名顺序")
    kept_by_committee: bool = strawberry.field(
        description="委员的属性：任期内是否由委员所在的专委会更新（履4）；别的属性为否"
    )


@strawberry.type(description="录入部门")
class EnteringDepartment:
    """Who enters records of a kind, where it was held or however it came in."""

    case: str | None = strawberry.field(description="属性 场合 是什么的时候；空为其余")
    department: str = strawberry.field(description="部门")


@strawberry.type(name="Kind", description="记录的种类，如 提案")
class KindDefinition:
    """A kind of the catalogue."""

    name: str = strawberry.field(description="名称")
    form: RecordForm = strawberry.field(description="会议活动，还是作品")
    group: str = strawberry.field(description="所属大类")
    article: str = strawberry.field(description="办法的条目")
    date: str = strawberry.field(description="按哪个日期计，如 提交日期")
    synonyms: list[str] = strawberry.field(description="表格里的其他叫法")
    departments: list[EnteringDepartment] = several(2, "由谁录入")
    attributes: list[AttributeDefinition] = several(7, "可以填的属性")


_TOLD: Kept[int, tuple[Catalogue, list[KindDefinition], list[AttributeDefinition]]] = Kept(16)


def kinds_of(catalogue: Catalogue) -> list[KindDefinition]:
    """The kinds of a catalogue, in its order."""
    return _told(catalogue)[0]


def member_attributes_of(catalogue: Catalogue) -> list[AttributeDefinition]:
    """The attributes of members in a catalogue."""
    return _told(catalogue)[1]


def _told(catalogue: Catalogue) -> tuple[list[KindDefinition], list[AttributeDefinition]]:
    """Kinds and attributes of members. An attribute that several kinds have is one object: told once."""

    def made() -> tuple[Catalogue, list[KindDefinition], list[AttributeDefinition]]:
        attributes = {name: _attribute(attribute) for name, attribute in catalogue.attributes.items()}
        kinds = [_kind(kind, attributes) for kind in catalogue.kinds.values()]
        return catalogue, kinds, [attributes[one.name] for one in catalogue.member_attributes()]

    # Kept with the catalogue itself, so that no other can have its id meanwhile.
    _, kinds, of_members = _TOLD.of(id(catalogue), made)
    return kinds, of_members


def _kind(kind: Kind, attributes: Mapping[str, AttributeDefinition]) -> KindDefinition:
    return KindDefinition(
        name=kind.name,
        form=RecordForm(kind.form),
        group=kind.group,
        article=kind.article,
        date=kind.date,
        synonyms=list(kind.synonyms),
        departments=[
            EnteringDepartment(case=None if case == "else" else case, department=department)
            for case, department in kind.departments.items()
        ],
        attributes=[attributes[name] for name in kind.attributes],
    )


def _attribute(attribute: Attribute) -> AttributeDefinition:
    return AttributeDefinition(
        name=attribute.name,
        owners=[AttributeOwner(owner) for owner in attribute.of],
        type=AttributeType(attribute.type),
        values=list(attribute.values),
        synonyms=list(attribute.synonyms),
        default=attribute.default,
        most=attribute.most,
        kept_by_committee=attribute.name in kept_by_committees(),
        derived=attribute.derived is not None,
    )
