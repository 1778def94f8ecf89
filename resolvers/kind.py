"""Kinds of records and what they carry, as the catalogue of a measure lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import strawberry

from resolvers.context import Info
from resolvers.record import RecordForm
from rules.catalogue import Attribute, Catalogue, Kind
from services.rule_sets.versions import Version


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


@dataclass(frozen=True, slots=True)
class AttributeView:
    """An attribute of the catalogue."""

    name: str
    owners: Sequence[AttributeOwner]
    type: AttributeType
    values: Sequence[str]
    synonyms: Sequence[str]
    default: str | None
    most: int | None
    derived: bool


@dataclass(frozen=True, slots=True)
class EnteringDepartment:
    """Who enters the records of a kind, where it was held or however it came in."""

    case: str | None
    department: str


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind of the catalogue."""

    kind: Kind
    attributes: Sequence[AttributeView]

    @property
    def name(self) -> str:
        """The name."""
        return self.kind.name

    @property
    def form(self) -> RecordForm:
        """Occasion or work."""
        return RecordForm(self.kind.form)

    @property
    def group(self) -> str:
        """The larger group."""
        return self.kind.group

    @property
    def article(self) -> str:
        """The article it stands in."""
        return self.kind.article

    @property
    def date(self) -> str:
        """What the day is called by which it counts."""
        return self.kind.date

    @property
    def synonyms(self) -> Sequence[str]:
        """Other names in files."""
        return self.kind.synonyms

    @property
    def departments(self) -> list[EnteringDepartment]:
        """Who enters it."""
        return [
            EnteringDepartment(None if case == "else" else case, department)
            for case, department in self.kind.departments.items()
        ]


def kinds(root: strawberry.Parent[Version], info: Info) -> list[KindView]:
    """The kinds of a rule set's catalogue."""
    return kinds_of(root.rule_set.catalogue)


def member_attributes(root: strawberry.Parent[Version], info: Info) -> list[AttributeView]:
    """The attributes of members in a rule set's catalogue."""
    return [_attribute(one) for one in root.rule_set.catalogue.member_attributes()]


def kinds_of(catalogue: Catalogue) -> list[KindView]:
    """The kinds of a catalogue, in its order."""
    return [
        KindView(kind, [_attribute(catalogue.attributes[name]) for name in kind.attributes])
        for kind in catalogue.kinds.values()
    ]


def _attribute(attribute: Attribute) -> AttributeView:
    return AttributeView(
        attribute.name,
        [AttributeOwner(owner) for owner in attribute.of],
        AttributeType(attribute.type),
        list(attribute.values),
        attribute.synonyms,
        attribute.default,
        attribute.most,
        attribute.derived is not None,
    )
