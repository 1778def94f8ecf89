"""Base and supplements as one document: what differs from the base holds from its day on.

Changes are applied to the tree of the document, in order, before it is read; scoring meets dated values,
rules in force for a part of the period, and nothing new. What a part of the period cannot have of its own
(a cap, a floor, a base, a share, grades, gates) is refused unless the change is retroactive.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from rules.address import LISTS, Addresses, Place, Spot, name_of
from rules.grafting import begins, items_of, narrow, put_items, rules_in, word, written
from rules.source import MAX_DEPTH, Entry, Listing, Mapping, Refusals, Scalar, Tree, nearest
from rules.succession import NAMING, RETROACTIVE, WHOLE, Succession
from rules.supplement import Change, Supplement

# The keys that say what one fact is worth.
PRICES = ("points", "table", "times")


def consolidate(header: Mapping, supplements: Iterable[Supplement], refusals: Refusals) -> None:
    """Applies the supplements to the tree of a base document, in order; notes what is refused."""
    addresses = Addresses(header, refusals)
    work = _Consolidation(addresses, refusals)
    for supplement in supplements:
        for change in supplement.changes:
            getattr(work, f"_{change.action}")(change)


class _Consolidation:
    def __init__(self, addresses: Addresses, refusals: Refusals) -> None:
        self.addresses = addresses
        self.refusals = refusals
        self.succession = Succession(addresses, refusals)

    def _set(self, change: Change) -> None:
        assert change.value is not None
        place = self.addresses.place(change.target, change.target_mark)
        if place is None:
            return
        if change.since is None:
            place.put(change.value, change.mark)
        elif self._divisible(place, change):
            steps = self._steps(place, change, change.since)
            if steps is None:
                return
            place.put(steps, change.mark)
        else:
            return
        if place.owner is not None and change.citation and place.keys[0] not in NAMING:
            self.addresses.cite(place.owner, change.citation, change.mark)

    def _divisible(self, place: Place, change: Change) -> bool:
        """Whether the value at `place` can be one before a day and another after; refused otherwise."""
        what = f"“{change.target}”不能从 {change.since} 起改"
        why, cure = self._why_whole(place)
        if why is None and (place.old is None or isinstance(place.old, Mapping)):
            why, cure = "原来没有这个值，以前的记录不知按什么算", f"另加一条规则（add）；{RETROACTIVE}"
        if why is not None:
            self.refusals.add(change.target_mark, f"{what}：{why}", cure)
        return why is None

    def _why_whole(self, place: Place) -> tuple[str | None, str]:
        """Why a value is one for the whole period, and what to do about it; None: each fact has its own."""
        owner, head = place.owner, place.keys[0]
        if owner is None or owner.key in LISTS:
            return "它管整个统计期", RETROACTIVE
        if place.keys[-1] in ("when", "having", "without") or head in ("when", "having", "without"):
            return "条件不随日期改", f"用 replace 替换这条规则；{RETROACTIVE}"
        if head not in PRICES:
            return "它管整个统计期", RETROACTIVE
        last = self.succession.versions.get(name_of(owner))
        if last is not None:
            return f"“{name_of(owner)}”已经替换", f"写 {last}.{'.'.join(place.keys)}"
        for key, why in WHOLE.items():
            if key in owner.mapping.entries:
                return f"“{name_of(owner)}”{why}，管整个统计期", RETROACTIVE
        if place.keys == ("times",) and isinstance(place.old, Listing | Mapping):
            return "它有几项", f"写明第几项，例如 {name_of(owner)}.times.1"
        whole = head == "table" and place.key in ("table", "by", "values")
        return ("整张表不随日期改", "逐行写，例如 M2.table.常委/出席") if whole else (None, "")

    def _steps(self, place: Place, change: Change, since: date) -> Tree | None:
        """The value that `place` had, followed by the new one from `since` on."""
        old, new = place.old, change.value
        assert old is not None
        assert new is not None
        steps = old.items if isinstance(old, Listing) else (_step(old),)
        later = [step for step in steps if (word(step, "from") or "") > since.isoformat()]
        if later and not isinstance(new, Listing):
            message = f"“{change.target}”在 {word(later[0], 'from')} 另有规定（{later[0].mark}）"
            shown = f"[{{value: …}}, {{from: {word(later[0], 'from')}, value: …}}]"
            self.refusals.add(change.target_mark, message, f"从 {since} 起的各段都写出来：to: {shown}")
            return None
        before = (step for step in steps if (word(step, "from") or "") < since.isoformat())
        dated = Listing((*before, *self._from(since, new)), new.mark)
        if place.key != "times":
            return dated
        # A bare factor of a leaf has no room for steps.
        factor = Mapping({"factor": Entry(Scalar("factor", new.mark), dated)}, new.mark)
        return factor if place.at is not None else Listing((factor,), new.mark)

    def _from(self, since: date, new: Tree) -> list[Tree]:
        """The steps of a new value, the first of which begins on the day from which it holds."""
        first, *rest = new.items if isinstance(new, Listing) and new.items else (_step(new),)
        if not isinstance(first, Mapping):
            return [first, *rest]
        if word(first, "from") not in (None, since.isoformat()):
            self.refusals.add(first.mark, f"第一段从执行日期 {since} 起", "删去这一段的 from")
        begins_then = written("from", since.isoformat(), first.mark)
        more = {key: each for key, each in first.entries.items() if key != "from"}
        return [Mapping({**begins_then, **more}, first.mark), *rest]

    def _add(self, change: Change) -> None:
        rule, under = change.value, change.under
        assert under is not None
        if not isinstance(rule, Mapping):
            self.refusals.add(change.mark, "add 后面应是一条规则", "写成 add: {id: …, title: …, …}")
            return
        found = self._parent(under, change)
        if found is None:
            return
        parent, key, above = found
        name = word(rule, "id")
        if name is not None and name in self.addresses.spots:
            cure = "换一个编号；要改原来的，用 set 或 replace"
            self.refusals.add(rule.mark, f"编号“{name}”已经有了", cure)
            return
        at = self._position(parent, key, change)
        if at is None or (change.since is not None and not self._dividable(rule, change, "增加")):
            return
        if change.citation and key != "grades" and "citation" not in rule.entries:
            rule.entries.update(written("citation", change.citation, change.mark, quoted=True))
        if change.since is not None:
            narrow(rule, change.since, None, change.mark)
        rules = list(items_of(parent.entries[key].value)) if key in parent.entries else []
        rules.insert(at, rule)
        put_items(parent, key, rules, rule.mark)
        self.addresses.note(rule, parent, key, above)

    def _parent(self, under: Scalar, change: Change) -> tuple[Mapping, str, Spot | None] | None:
        """The mapping and the key of the list that a new rule goes into; refused where there is none."""
        if under.text in LISTS:
            if change.since is None:
                return self.addresses.header, under.text, None
            message = f"“{under.text}”管整个统计期，不能从 {change.since} 起增加"
            self.refusals.add(under.mark, message, RETROACTIVE)
            return None
        above = self.addresses.rule(under, under.mark)
        if above is None:
            return None
        if "rules" not in above.mapping.entries:
            cure = f"写上级节点（有 rules 的）的编号，或 {'、'.join(LISTS)}"
            self.refusals.add(under.mark, f"“{under.text}”下面没有规则", cure)
            return None
        if under.text in self.succession.versions:
            message = f"“{under.text}”已经替换，下面是它的各段，不能加规则"
            self.refusals.add(under.mark, message, f"加在“{name_of(above.above)}”下面")
            return None
        if above.level > MAX_DEPTH // 2:
            self.refusals.add(under.mark, f"嵌套超过 {MAX_DEPTH} 层")
            return None
        return above.mapping, "rules", above

    def _position(self, parent: Mapping, key: str, change: Change) -> int | None:
        """Where in the list a new rule goes; the end, unless a neighbour is named."""
        rules = items_of(parent.entries[key].value) if key in parent.entries else ()
        if change.beside is None:
            return len(rules)
        names = [word(item, "grade" if key == "grades" else "id") for item in rules]
        if change.beside.text not in names:
            cure = nearest(change.beside.text, [name for name in names if name])
            message = f"“{change.under.text if change.under else ''}”下面没有“{change.beside.text}”"
            self.refusals.add(change.beside.mark, message, cure or f"有：{'、'.join(n for n in names if n)}")
            return None
        return names.index(change.beside.text) + (not change.before)

    def _dividable(self, rule: Mapping, change: Change, doing: str) -> bool:
        """Whether a rule with all below it can begin or end in mid-year; refused otherwise."""
        for inner in rules_in(rule):
            whole = word(inner, "over") in (None, "period")
            for key, why in (("base", "基础分"), ("excess", "超出部分")):
                if key in inner.entries and whole:
                    name = word(inner, "id") or "?"
                    message = f"不能从 {change.since} 起{doing}：“{name}”的{why}管整个统计期，不按记录的日期"
                    self.refusals.add(change.mark, message, RETROACTIVE)
                    return False
        return True

    def _remove(self, change: Change) -> None:
        if change.target not in self.addresses.spots:
            self._remove_value(change)
            return
        spot = self.addresses.spots[change.target]
        if spot.key == "root":
            self.refusals.add(change.target_mark, "总分不能删除")
            return
        if change.since is None or spot.key in LISTS:
            if change.since is not None:
                message = f"“{change.target}”管整个统计期，不能从 {change.since} 起删除"
                self.refusals.add(change.target_mark, message, RETROACTIVE)
                return
            self._take_out(spot, change)
            return
        if not self._dividable(spot.mapping, change, "删除"):
            return
        since_then = begins(spot.mapping)
        if since_then is not None and since_then >= change.since.isoformat():
            self._take_out(spot, change)
            return
        narrow(spot.mapping, None, change.since - timedelta(days=1), change.mark)

    def _take_out(self, spot: Spot, change: Change) -> None:
        """Removes a rule as if it had never been; what still names it is refused when the tree is read."""
        rest = [item for item in spot.siblings() if item is not spot.mapping]
        if spot.key == "rules" and not rest:
            message = f"“{change.target}”是“{name_of(spot.above)}”下面仅有的规则"
            self.refusals.add(change.target_mark, message, f"删除“{name_of(spot.above)}”")
            return
        put_items(spot.parent, spot.key, rest, change.mark)
        self.addresses.forget(spot.mapping)

    def _remove_value(self, change: Change) -> None:
        place = self.addresses.place(change.target, change.target_mark)
        if place is None:
            return
        if place.old is None:
            self.refusals.add(change.target_mark, f"没有“{change.target}”可以删除", "检查编号和关键字")
        elif change.since is not None:
            message = f"“{change.target}”不能从 {change.since} 起删除：一个值只能整个统计期都没有"
            self.refusals.add(change.target_mark, message, f"改值用 set；{RETROACTIVE}")
        else:
            place.take_out()

    def _replace(self, change: Change) -> None:
        spot = self.addresses.rule(change.target, change.target_mark)
        if spot is None:
            return
        rule = change.value
        if not isinstance(rule, Mapping):
            self.refusals.add(change.mark, "with 后面应是一条规则", "写成 with: {title: …, …}")
            return
        if word(rule, "id") not in (None, change.target):
            cure = "删去 id，或写同一个；换编号的先删除再增加"
            self.refusals.add(rule.entries["id"].value.mark, f"替换后仍用编号“{change.target}”", cure)
            return
        new = self._whole(rule, spot, change)
        if change.since is None:
            self._exchange(spot, new)
        elif change.target in self.succession.versions.values():
            message = f"“{change.target}”是“{name_of(spot.above)}”的一段，不能单独从 {change.since} 起替换"
            self.refusals.add(change.target_mark, message, f"写 replace: {name_of(spot.above)}")
        elif spot.key in (*LISTS, "root"):
            message = f"“{change.target}”管整个统计期，不能从 {change.since} 起替换"
            self.refusals.add(change.target_mark, message, RETROACTIVE)
        else:
            self.succession.succeed(spot, new, change, change.since)

    def _whole(self, rule: Mapping, spot: Spot, change: Change) -> Mapping:
        """The new rule with the id, and the title and citation that it does not say itself."""
        own = {**written("id", change.target, rule.mark), **rule.entries}
        if "title" in spot.mapping.entries:
            own.setdefault("title", spot.mapping.entries["title"])
        if change.citation and "citation" not in own:
            own |= written("citation", change.citation, change.mark, quoted=True)
        return Mapping(own, rule.mark)

    def _exchange(self, spot: Spot, new: Mapping) -> None:
        """Puts one rule in the place of another, as if it had always stood there."""
        self.addresses.forget(spot.mapping)
        rules = [new if item is spot.mapping else item for item in spot.siblings()]
        if spot.key == "root":
            spot.parent.entries["root"] = Entry(spot.parent.entries["root"].key, new)
        else:
            put_items(spot.parent, spot.key, rules, new.mark)
        self.addresses.note(new, spot.parent, spot.key, spot.above)
        self.succession.versions.pop((word(new, "id") or ""), None)


def _step(value: Tree) -> Tree:
    return Mapping({"value": Entry(Scalar("value", value.mark), value)}, value.mark)
