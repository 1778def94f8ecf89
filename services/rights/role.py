"""The rights there are, and the roles that give them: a closed list, and a document beside it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from rules.source import Listing, Mapping, Scalar, parse

FILE = "roles.yaml"
# The main department (履3): it organises what nobody else does, and decides where nobody else may.
MWC = "委员工作委员会"


class Right(StrEnum):
    """What somebody may do. `UNNAMED` is what a change needs that names no right: nobody has it."""

    READ = "read"
    READ_OWN = "read_own"
    ENTER = "enter"
    REVIEW = "review"
    LEAVE = "leave"
    IMPORT = "import"
    ENROL = "enrol"
    KEEP = "keep"
    ARRANGE = "arrange"
    SCORE = "score"
    DRAFT = "draft"
    PUBLISH = "publish"
    CLOSE = "close"
    DISCLOSE = "disclose"
    ACCOUNTS = "accounts"
    GRANT = "grant"
    READ_ACCOUNTS = "read_accounts"
    AUDIT = "audit"
    OPERATE = "operate"
    EXAMINE = "examine"
    OBJECT = "object"
    ANSWER_OBJECTIONS = "answer_objections"
    WRITE_OPINIONS = "write_opinions"
    REVIEW_OPINIONS = "review_opinions"
    PURGE_OPINIONS = "purge_opinions"
    EDIT_OPINIONS = "edit_opinions"
    SIGN_OPINIONS = "sign_opinions"
    HANDLE_OPINIONS = "handle_opinions"
    CHECK_HANDLING = "check_handling"
    PLAN_OPINIONS = "plan_opinions"
    TAKE_LEADS = "take_leads"
    UNNAMED = "unnamed"

    @property
    def called(self) -> str:
        """What it is called, as a clause: `录入、改正、撤回记录`."""
        return _document()[0].get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Role:
    """A role: the article it follows, what it gives, whether only within a department's kinds (履5).

    `department` is whose it is where no other is named; `organises`: that department may be an organiser. Of
    the three `administrator` roles no account holds two. The `member` role is held by every account that
    is registered for a member, and granted to none.
    """

    name: str
    article: str
    rights: frozenset[Right]
    scoped: bool = False
    administrator: bool = False
    member: bool = False
    department: str | None = None
    organises: bool = False

    @property
    def of_department(self) -> bool:
        """Whether whoever holds it is the administrator of a department, of whom each has one (履15)."""
        return self.scoped or self.department is not None


def roles() -> dict[str, Role]:
    """All roles by name, in the order of the document."""
    return _document()[1]


@cache
def _document() -> tuple[dict[str, str], dict[str, Role]]:
    tree = parse((files("services.rights") / FILE).read_text("utf-8"), FILE)
    assert isinstance(tree, Mapping)
    titles, given = tree.entries["rights"].value, tree.entries["roles"].value
    assert isinstance(titles, Mapping)
    assert isinstance(given, Mapping)
    said = {
        name: entry.value.text for name, entry in titles.entries.items() if isinstance(entry.value, Scalar)
    }
    return said, {name: _role(name, entry.value) for name, entry in given.entries.items()}


def _role(name: str, tree: object) -> Role:
    assert isinstance(tree, Mapping)
    said = {key: entry.value for key, entry in tree.entries.items()}
    words = {key: value.text for key, value in said.items() if isinstance(value, Scalar)}
    listed = said["rights"]
    assert isinstance(listed, Listing)
    return Role(
        name,
        words["article"],
        frozenset(Right(one.text) for one in listed.items if isinstance(one, Scalar)),
        words.get("scope") == "department",
        words.get("administrator") == "true",
        words.get("holder") == "member",
        words.get("department"),
        words.get("organises") == "true",
    )
