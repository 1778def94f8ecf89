"""For which departments somebody decides objections (履11): each for its own, the Members' Work Committee for
all.
"""

from services.rights.held import Rights
from services.rights.role import Right, roles


def decides(rights: Rights) -> frozenset[str] | None:
    """The departments whose objections somebody decides; None: all of the committee."""
    if rights.unbound:
        return None
    found = set()
    for grant in rights.grants:
        role = roles().get(grant.role)
        if role is not None and Right.ANSWER_OBJECTIONS in role.rights:
            if not role.scoped:
                return None
            found.add(grant.department or role.department or "")
    return frozenset(found)
