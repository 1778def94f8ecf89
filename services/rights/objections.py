"""For which departments somebody decides objections (履11): each for its own, the Members' Work Committee for
all.
"""

from services.rights.held import Rights
from services.rights.policy import roles_held
from services.rights.role import Right, Role


def decides(rights: Rights) -> frozenset[str] | None:
    """The departments whose objections somebody decides; None: all of the committee."""
    if rights.unbound or any(not role.scoped for _, role in _deciding(rights)):
        return None
    return desks(rights)


def desks(rights: Rights) -> frozenset[str]:
    """The departments at whose own desk they decide."""
    return frozenset(given or role.department or "" for given, role in _deciding(rights))


def _deciding(rights: Rights) -> list[tuple[str | None, Role]]:
    return [one for one in roles_held(rights) if Right.ANSWER_OBJECTIONS in one[1].rights]
