"""A rule that is replaced in mid-year: one node of its id, with its versions below it, each for its days."""

from datetime import date, timedelta

from rules.address import Addresses, Spot
from rules.grafting import begins, items_of, narrow, plain, put_items, word, written
from rules.source import Mapping, Mark, Refusals
from rules.supplement import Change

# How a node folds what it gets: with these in two versions of a rule, each would fold its half of the period.
GATHERING = ("combine", "pick", "share", "base", "floor", "cap")
FOLDING = ("over", *GATHERING, "round", "if")
NAMING = ("id", "title", "citation", "note")
# A rule that is paid for a number over the whole period, or without facts, has no days to divide.
WHOLE = {"rate": "按比率给分", "count": "按总数给分", "excess": "接收超出部分", "rules": "有下级规则"}
FIRST_VERSION = "原"
VERSION = r"\d{4}-\d\d-\d\d"
RETROACTIVE = "如同自始适用的写 retroactive: 是"


class Succession:
    """Replaces leaves from a day on. `versions` has the rules that were, with the id of their last version.

    The node keeps the id, and folds the facts of all versions as the leaf folded its own: one cap, one order,
    one share. So whatever names the rule (a count, a gate, an order of selection) sees them together.
    """

    def __init__(self, addresses: Addresses, refusals: Refusals) -> None:
        self.addresses = addresses
        self.refusals = refusals
        self.versions: dict[str, str] = {}

    def succeed(self, spot: Spot, new: Mapping, change: Change, since: date) -> None:
        """Makes the rule a node of that id, with its versions below it, each in force for its days."""
        last = self.addresses.spots.get(self.versions.get(change.target, ""), spot)
        old = last.mapping
        if not self._pays_each(old, change.target_mark, change) or not self._pays_each(new, new.mark, change):
            return
        if not self._same_folding(spot.mapping, new, change):
            return
        since_then = begins(old)
        if since_then is not None and since_then >= since.isoformat():
            message = f"“{change.target}”自 {since_then} 起已经替换，{since} 早于它"
            self.refusals.add(change.target_mark, message, "按执行日期先后写")
            return
        successor = f"{change.target}.{since}"
        node = spot.mapping
        if last is spot:
            old = self._divide(spot, change)
        narrow(old, None, since - timedelta(days=1), change.mark)
        kept = {key: entry for key, entry in new.entries.items() if key not in FOLDING}
        kept |= written("id", successor, new.mark)
        fresh = Mapping(kept, new.mark)
        narrow(fresh, since, None, change.mark)
        rules = [*items_of(node.entries["rules"].value), fresh]
        put_items(node, "rules", rules, new.mark)
        node.entries.update({key: each for key, each in new.entries.items() if key == "title"})
        if change.citation:
            self.addresses.cite(spot, change.citation, change.mark)
        self.addresses.note(fresh, node, "rules", spot)
        self.versions[change.target] = successor

    def _pays_each(self, rule: Mapping, mark: Mark, change: Change) -> bool:
        """Whether a rule pays for each fact by its day; refused otherwise."""
        why = next((why for key, why in WHOLE.items() if key in rule.entries), None)
        if why is None and rule.entries.keys() & {"points", "table"}:
            return True
        message = f"“{change.target}”{why or '不按记录给分'}，不能从 {change.since} 起替换"
        self.refusals.add(mark, message, RETROACTIVE)
        return False

    def _divide(self, spot: Spot, change: Change) -> Mapping:
        """Moves what a leaf says below it, as its first version; it keeps its id and how it folds."""
        node = spot.mapping
        inner = {key: entry for key, entry in node.entries.items() if key not in FOLDING}
        inner |= written("id", f"{change.target}.{FIRST_VERSION}", node.mark)
        if "citation" not in inner:
            inner |= written("citation", self.addresses.cited(spot), node.mark, quoted=True)
        old = Mapping(inner, node.mark)
        outer = {key: entry for key, entry in node.entries.items() if key in (*NAMING[:3], *FOLDING)}
        if not outer.keys() & {"over", *GATHERING}:
            # A leaf that gathers nothing hands each fact on, and so does a node of one fact.
            outer |= written("over", "record", change.mark)
        node.entries.clear()
        node.entries.update(outer)
        put_items(node, "rules", [old], change.mark)
        self.addresses.note(old, node, "rules", spot)
        return old

    def _same_folding(self, old: Mapping, new: Mapping, change: Change) -> bool:
        """Whether both rules fold alike: one cap, one order, one share for the facts of both."""
        for key in FOLDING:
            was, is_ = old.entries.get(key), new.entries.get(key)
            if key == "over" and was and change.target in self.versions and word(old, key) == "record":
                continue
            if (was is None) != (is_ is None) or (was and is_ and plain(was.value) != plain(is_.value)):
                message = f"“{key}”管整个统计期，替换前后不同，不能从 {change.since} 起替换“{change.target}”"
                cure = f"照原来的写 {key}；要改它，用 set 并写 retroactive: 是"
                self.refusals.add(is_.key.mark if is_ else new.mark, message, cure)
                return False
        return True
