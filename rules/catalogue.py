"""The catalogue of kinds: which records there are, what they carry, by which date they count (履5).

The base catalogue is `rules/kinds.yaml`; a committee extends it with a file of its own, without code.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rules.fields import Fields, one_of
from rules.source import Entry, Listing, Mapping, Mark, Refusals, Scalar, colon, cure, parse, read

BASE = Path(__file__).with_name("kinds.yaml")
OWNERS = ("member", "occasion", "participation", "work", "authorship", "outcome")
TYPES = ("choice", "label", "yesno", "integer", "number", "date", "text")
FORMS = ("occasion", "work")
DERIVED = ("months", "joint", "authors", "position", "rank")
RESERVED = ("kind", "group", "any", "not", "missing", "min", "max", "above", "below", "equals")
KIND_KEYS = (
    *("form", "group", "article", "department", "attributes", "date", "synonyms"),
    *("same_matter", "required", "due_from"),
)
ADDED = "目录里没有的，在 kinds.yaml 里补充，见 docs/rules.md 第 10 节"
# Columns every sheet has; an attribute of that name could not be told from them.
IDENTITY = ("编号", "姓名", "日期", "题目", "电话", "委员编号", "关联编号", "备注")
# The choice whose values name the dated outcomes of a work.
RESULT = "结果"
OWNERS_OF_FORM = {"occasion": ("occasion", "participation"), "work": ("work", "authorship", "outcome")}
OWNERS_OF_TAKE = {
    "participation": ("occasion", "participation"),
    "authorship": ("work", "authorship"),
    "outcome": ("work", "authorship", "outcome"),
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named, typed property. `values` maps each label of a choice to its synonyms in files.

    `derived` attributes are worked out from the record where a file does not give them.
    """

    name: str
    of: tuple[str, ...]
    type: str
    values: dict[str, tuple[str, ...]]
    synonyms: tuple[str, ...] = ()
    default: str | None = None
    most: int | None = None
    derived: str | None = None

    @property
    def quantity(self) -> bool:
        return self.type in ("integer", "number")

    @property
    def default_value(self) -> str | bool | None:
        """What holds where nothing is given; None: the value is missing."""
        return self.default == "是" if self.default and self.type == "yesno" else self.default

    @property
    def ticked(self) -> bool:
        """Whether a blank says no: 必须参加 is ticked for those to whom it applies."""
        return self.type == "yesno" and "participation" in self.of


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its form, its larger group, the article it stands in, who enters it.

    `date` is the Chinese label of the day by which its facts count; `departments` maps a value of
    场合 to the entering department, with `else` for all others. A record without one of the attributes
    in `required` is not complete: whoever reads or enters records refuses it. `due_from` are the dates from
    which the term for entering runs (履6), the first that a record has: of `date`, of an attribute, of an
    outcome; none is `date`.
    """

    name: str
    form: str
    group: str
    article: str
    departments: dict[str, str]
    attributes: tuple[str, ...]
    date: str = "日期"
    synonyms: tuple[str, ...] = ()
    same_matter: bool = False
    required: tuple[str, ...] = ()
    due_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds and attributes that a committee's records and rules may name. `text` is what was read."""

    attributes: dict[str, Attribute]
    kinds: dict[str, Kind]
    text: str

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Each group with the names of its kinds, in the order of the catalogue."""
        found: dict[str, tuple[str, ...]] = {}
        for kind in self.kinds.values():
            found[kind.group] = (*found.get(kind.group, ()), kind.name)
        return found

    def member_attributes(self) -> list[Attribute]:
        return [a for a in self.attributes.values() if "member" in a.of]

    def amounts(self) -> list[str]:
        """The numbers that a member has: last year's points, and whatever is added to them."""
        return [a.name for a in self.member_attributes() if a.quantity and a.derived is None]

    def attributes_of(self, kind: Kind, *owners: str) -> list[Attribute]:
        """The attributes that records of `kind` carry for one of `owners`, in the catalogue's order."""
        named = (self.attributes[name] for name in kind.attributes)
        return [a for a in named if any(owner in a.of for owner in owners)]


def load(extension: Path | None = None, shown_as: str | None = None) -> Catalogue:
    """The base catalogue with a committee's extension; raises `DocumentRefused` with every problem."""
    base = _base()
    if extension is None:
        return base
    text, name = read(extension, shown_as)
    return extend(base, text, name)


def extend(catalogue: Catalogue, text: str, file: str) -> Catalogue:
    """`catalogue` with the additions of a catalogue document; raises `DocumentRefused`."""
    refusals = Refusals(file)
    fields = Fields(parse(text, file), refusals, ("language", "attributes", "kinds"), "种类目录")
    fields.integer("language", 1, 1)
    attributes = dict(catalogue.attributes)
    for name, entry in fields.mapping("attributes").items():
        attribute = _attribute(entry, attributes.get(name), refusals)
        if attribute:
            attributes[name] = attribute
    kinds = dict(catalogue.kinds)
    for name, entry in fields.mapping("kinds").items():
        kind = _kind(entry, kinds.get(name), attributes, refusals)
        if kind:
            kinds[name] = kind
    refusals.check()
    return Catalogue(attributes, kinds, catalogue.text + text)


@cache
def _base() -> Catalogue:
    text, name = read(BASE, "rules/kinds.yaml")
    return extend(Catalogue({}, {}, ""), text, name)


def _name(entry: Entry, refusals: Refusals) -> str | None:
    name = entry.key.text
    if name in RESERVED or name in IDENTITY:
        refusals.add(entry.key.mark, f"“{name}”是保留的名称", "换一个名称")
        return None
    if not name or len(name) > 40 or any(mark in name for mark in "/*,，:：[]{}（）() \t\n@"):
        refusals.add(
            entry.key.mark, f"名称“{name[:40]}”里有不能用的符号", "只用汉字、字母、数字，不超过 40 个字"
        )
        return None
    return name


def _attribute(entry: Entry, known: Attribute | None, refusals: Refusals) -> Attribute | None:
    name = _name(entry, refusals)
    keys = ("of", "type", "values", "synonyms", "default", "max", "derived")
    if known:
        fields = Fields(entry.value, refusals, ("add_values", "add_synonyms"), f"已有属性“{name}”的补充")
        if known.type not in ("choice",) and "add_values" in fields:
            refusals.add(fields.key_mark("add_values"), f"“{name}”不是列举值的属性，不能补充取值")
        values = {**known.values, **_values(fields, "add_values", refusals)}
        return replace(known, values=values, synonyms=known.synonyms + fields.texts("add_synonyms"))
    fields = Fields(entry.value, refusals, keys, f"属性“{name}”")
    fields.require("of", "type")
    owners, kind = fields.words("of", OWNERS), fields.word("type", TYPES)
    values = _values(fields, "values", refusals)
    if kind == "choice" and not values:
        refusals.add(fields.mark, f"属性“{name}”没有列出取值", "补上 values: [值, 值]，或改用 type: label")
    if kind not in (None, "choice", "label") and values:
        refusals.add(
            fields.key_mark("values"), f"{kind} 类型的属性不列举取值", "删去 values，或改用 type: choice"
        )
    choices = ["是", "否"] if kind == "yesno" else list(values)
    default = _default(fields, kind, choices)
    most, derived = fields.integer("max", 1), fields.word("derived", DERIVED)
    if not name or not owners or not kind:
        return None
    return Attribute(
        name=name,
        of=owners,
        type=kind,
        values=values,
        synonyms=fields.texts("synonyms"),
        default=default,
        most=most,
        derived=derived,
    )


def _default(fields: Fields, kind: str | None, choices: list[str]) -> str | None:
    """What holds where nothing is given: one of the values; refused where an attribute lists none."""
    if "default" not in fields or choices:
        return fields.word("default", choices) if choices else None
    message = f"{kind} 类型的属性没有默认值：没有填的就是没有填，不当作 0 或别的值"
    cure = "删去 default；问有没有填，在规则里写 {missing: 是}；一定要填的，写进种类的 required"
    fields.refusals.add(fields.key_mark("default"), message, cure)
    return None


def _values(fields: Fields, key: str, refusals: Refusals) -> dict[str, tuple[str, ...]]:
    """Labels with their synonyms, from a list of labels or a mapping of label to synonyms."""
    tree = fields.tree(key)
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(tree, Listing):
        pairs: list[tuple[Scalar, tuple[str, ...]]] = [
            (item, ()) for item in tree.items if isinstance(item, Scalar)
        ]
    elif isinstance(tree, Mapping):
        inner = Fields(tree, refusals, tree.entries, key)
        pairs = [(entry.key, _synonyms(inner, label)) for label, entry in tree.entries.items()]
    else:
        pairs = []
        if tree is not None:
            refusals.add(tree.mark, f"“{key}”应列出取值", "写成 [值, 值]")
    for label, synonyms in pairs:
        if "/" in label.text or label.text in ("*", "") or label.text in RESERVED:
            refusals.add(label.mark, f"取值不能是“{label.text}”", "取值里不能有 /，也不能是关键字")
        found[label.text] = synonyms
    return found


def _synonyms(fields: Fields, label: str) -> tuple[str, ...]:
    tree = fields.tree(label)
    if isinstance(tree, Listing) and not tree.items:
        return ()
    return fields.texts(label)


def _kind(
    entry: Entry, known: Kind | None, attributes: dict[str, Attribute], refusals: Refusals
) -> Kind | None:
    name = _name(entry, refusals)
    if known:
        keys = ("add_attributes", "add_synonyms", "add_required", "due_from")
        fields = Fields(entry.value, refusals, keys, f"已有种类“{name}”的补充")
        more = _attribute_names(fields, "add_attributes", known.form, attributes, refusals)
        carried = known.attributes + tuple(each for each in more if each not in known.attributes)
        needed = _required(fields, "add_required", carried, attributes)
        return replace(
            known,
            attributes=carried,
            synonyms=known.synonyms + fields.texts("add_synonyms"),
            required=known.required + tuple(each for each in needed if each not in known.required),
            due_from=_due_from(fields, known.date, carried, attributes) or known.due_from,
        )
    fields = Fields(entry.value, refusals, KIND_KEYS, f"种类“{name}”")
    fields.require("form", "group", "department")
    form, group = fields.word("form", FORMS), fields.text("group", 40)
    named = _attribute_names(fields, "attributes", form, attributes, refusals)
    departments, date = _departments(fields), fields.text("date", 40) or "日期"
    if not name or not form or not group:
        return None
    return Kind(
        name=name,
        form=form,
        group=group,
        article=fields.text("article") or "",
        departments=departments,
        attributes=named,
        date=date,
        synonyms=fields.texts("synonyms"),
        same_matter=fields.word("same_matter", ("题目",)) is not None,
        required=_required(fields, "required", named, attributes),
        due_from=_due_from(fields, date, named, attributes),
    )


def _required(
    fields: Fields, key: str, carried: tuple[str, ...], attributes: dict[str, Attribute]
) -> tuple[str, ...]:
    """Attributes that every record of the kind must have; refused where one is never missing."""
    names = fields.words(key, carried)
    for name in names:
        if attributes[name].default is not None or attributes[name].derived is not None:
            cure = f"从 {key} 里删去 {name}"
            fields.refusals.add(fields.value_mark(key), f"“{name}”没有填时有默认值，不会缺少", cure)
    return tuple(dict.fromkeys(names))


def _due_from(
    fields: Fields, date: str, carried: tuple[str, ...], attributes: dict[str, Attribute]
) -> tuple[str, ...]:
    """The dates from which the term for entering runs: of the kind, of its attributes, of its outcomes."""
    owned = [attributes[name] for name in carried if {"occasion", "work"} & {*attributes[name].of}]
    dates = [one.name for one in owned if one.type == "date"]
    outcomes = attributes[RESULT].values if RESULT in carried else ()
    return tuple(dict.fromkeys(fields.words("due_from", (date, *dates, *outcomes))))


def _departments(fields: Fields) -> dict[str, str]:
    tree = fields.tree("department")
    if isinstance(tree, Mapping):
        inner = Fields(tree, fields.refusals, tree.entries, "department")
        return {case: inner.text(case) or "" for case in tree.entries}
    return {"else": fields.text("department") or ""}


def _attribute_names(
    fields: Fields, key: str, form: str | None, attributes: dict[str, Attribute], refusals: Refusals
) -> tuple[str, ...]:
    found = []
    for tree in fields.items(key):
        name = one_of(tree, list(attributes), f"“{key}”", refusals)
        if name is None or form is None:
            continue
        if not set(attributes[name].of) & set(OWNERS_OF_FORM[form]):
            refusals.add(tree.mark, f"“{name}”不是{'会议活动' if form == 'occasion' else '作品'}的属性")
        found.append(name)
    return tuple(found)


def unknown(what: str, name: str, choices: list[str], mark: Mark, refusals: Refusals) -> None:
    """Notes that `name` is not in the catalogue, with the nearest word, or how to add it."""
    right = colon(name) or cure(name, choices, ADDED)
    refusals.add(mark, f"目录里没有{what}“{name}”", right)
