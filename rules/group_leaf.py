"""What a leaf says only in a measure of groups: a number per head, a record that names the group."""

from rules.catalogue import Catalogue
from rules.condition import OF_GROUPS
from rules.fields import Fields, one_of
from rules.when import Named


def read_per_head(fields: Fields, grouped: bool) -> bool:
    """Whether a leaf divides its number by the members of the group."""
    if "per_head" not in fields:
        return False
    if not grouped:
        fields.refusals.add(fields.key_mark("per_head"), OF_GROUPS["per_head"], "删去 per_head")
    elif "count" not in fields:
        cure = "补上 count: work"
        fields.refusals.add(fields.key_mark("per_head"), "per_head 是总数除以人数，要配 count", cure)
    return bool(fields.yesno("per_head"))


def read_of_group(fields: Fields, catalogue: Catalogue, grouped: bool) -> Named | None:
    """The attribute of a record that must name the group; None where there is none."""
    tree = fields.tree("of_group")
    if tree is None:
        return None
    if not grouped:
        message = "of_group 只能用在按组计分的办法（groups 的 rules）里"
        fields.refusals.add(fields.key_mark("of_group"), message, "删去 of_group")
    attributes = (one for one in catalogue.attributes.values() if one.type in ("choice", "label"))
    labelled = [one.name for one in attributes if "member" not in one.of]
    name = one_of(tree, labelled, "“of_group”", fields.refusals)
    return None if name is None else Named(name, tree.mark)
