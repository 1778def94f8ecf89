"""Reading the `groups` of a document: which groups are ranked, and by what."""

from fractions import Fraction

from rules.catalogue import Catalogue
from rules.coherence import check_tree
from rules.condition import Condition, Reference
from rules.document import GroupRanking, Node, Rounding
from rules.fields import Fields, scalar
from rules.leaf import Scope
from rules.source import Entry, Mapping, Refusals, Scalar, Tree
from rules.tree import FOLDING, NAMING, TreeReader, read_rounding

WAYS = ("sum", "mean", "rate", "rules")
AMONG = ("全体", "参加排名")
TIES = ("competition", "dense")
# A measure of the groups' own is a node of the period: what it may say beside its rules.
OWN = tuple(key for key in FOLDING if key not in ("over", "share"))
KEYS = (*NAMING, "of", *WAYS, "per_head", "among", "at_least", "ties", *OWN)
MAX_RANKINGS = 20
# A rate is shown as a percentage with two places.
PERCENT = Rounding(Fraction(1, 10_000), "half-up")


class GroupReader:
    """Reads rankings of groups with the reader of the members' tree, whose ids and nodes they may name."""

    def __init__(self, tree: TreeReader, scopes: list[str], scope: Scope) -> None:
        self.tree = tree
        self.scopes = scopes
        self.scope = scope

    @property
    def catalogue(self) -> Catalogue:
        return self.tree.catalogue

    @property
    def refusals(self) -> Refusals:
        return self.tree.refusals

    def rankings(self, items: tuple[Tree, ...]) -> tuple[GroupRanking, ...]:
        """The rankings that the document states, in its order."""
        if len(items) > MAX_RANKINGS:
            self.refusals.add(items[MAX_RANKINGS].mark, f"按组的排名超过 {MAX_RANKINGS} 项")
        found = (self._ranking(item) for item in items[:MAX_RANKINGS])
        return tuple(one for one in found if one is not None)

    def _ranking(self, tree: Tree) -> GroupRanking | None:
        fields = Fields(tree, self.refusals, KEYS, "groups 的一项")
        fields.require("of")
        ways = [key for key in WAYS if key in fields]
        if len(ways) != 1:
            cure = "写 sum（合计）、mean（人均）、rate（占比）、rules（自己的办法）之一"
            self.refusals.add(fields.mark, "按什么排名没有说，或者说了几种", cure)
        root = self._own(tree) if ways == ["rules"] else None
        # The tree has noted the id of its root.
        name = (root.id if root else "?") if ways == ["rules"] else self.tree.identify(fields)
        self._check_keys(fields, ways)
        of, way = fields.word("of", self.scopes), ways[0] if ways else ""
        condition = self._condition(fields) if way == "rate" else None
        if of is None or not way:
            return None
        per_head = bool(fields.yesno("per_head"))
        # The total of a measure of its own is rounded by its root, unless it is divided first.
        rounding = read_rounding(fields, "round") if way != "rules" or per_head else None
        return GroupRanking(
            id=name,
            title=fields.text("title", 200) or name,
            citation=fields.text("citation", 300) or self.scope.citation or "",
            note=fields.text("note"),
            mark=fields.mark,
            of=of,
            way="own" if way == "rules" else way,
            node=self._node(fields, way) if way in ("sum", "mean") else None,
            condition=condition,
            root=root,
            per_head=per_head,
            ranked_only=fields.word("among", AMONG) == AMONG[1],
            among_said="among" in fields,
            least=fields.integer("at_least", 1) or 1,
            rounding=rounding or (PERCENT if way == "rate" else None),
            ties=fields.word("ties", TIES) or "competition",
        )

    def _check_keys(self, fields: Fields, ways: list[str]) -> None:
        """What only a measure of its own can say."""
        for key in ("per_head", *OWN):
            if key in fields and "rules" not in ways and key != "round":
                message = f"“{key}”只能和 rules（自己的办法）一起写"
                cure = "人均写 mean: total" if key == "per_head" else f"删去 {key}"
                self.refusals.add(fields.key_mark(key), message, cure)

    def _node(self, fields: Fields, way: str) -> str | None:
        tree = fields.tree(way)
        name = None if tree is None else scalar(tree, f"“{way}”", self.refusals)
        if tree is not None and name is not None:
            self.tree.references.append(Reference(name, tree.mark))
        return name

    def _condition(self, fields: Fields) -> Condition | None:
        tree = fields.tree("rate")
        return None if tree is None else self.tree.condition(tree)

    def _own(self, tree: Tree) -> Node | None:
        """The tree of a measure of its own; its root is the ranking itself."""
        if not isinstance(tree, Mapping):
            return None
        keys = (*NAMING, "rules", *(key for key in OWN if key != "round" or not _per_head(tree)))
        own = Mapping({key: each for key, each in tree.entries.items() if key in keys}, tree.mark)
        whole = self.tree
        reader = TreeReader(
            self.catalogue, self.refusals, whole.ids, grouped=True, said=whole.said, twice=whole.twice
        )
        root = reader.node(own, self.scope)
        if root is not None:
            check_tree(root, reader.clear_references(), reader.said, self.refusals)
        return root


def _per_head(tree: Mapping) -> bool:
    entry: Entry | None = tree.entries.get("per_head")
    return entry is not None and isinstance(entry.value, Scalar) and entry.value.text == "是"
