"""What is sealed of an opinion item that was submitted, under a key of its own: its texts, the names of
co-authors who are no members, what was said of it; and of a paper, with what units said and answered of it,
under a key of the paper.

It is the committee's, and outlasts the account of its author; with the key all of it goes.
"""

from sqlalchemy import Select, select, update

from models.opinion import Opinion
from models.opinion_lead import OpinionLead
from models.opinion_meeting import OpinionMeeting
from models.opinion_paper import Paper
from models.personal import PersonKey, Sealed, Vault
from services.refusal import Code, Refusal
from services.unit_of_work import Unit

TITLE, SITUATION, CAUSES, ADVICE = "opinion title", "opinion situation", "opinion causes", "opinion advice"
AUTHOR, WORDS, OUTCOME = "opinion author", "opinion words", "opinion outcome"
RATING = "opinion rating"
ANSWER = "handling answer"
LEAD_TEXT, LEAD_SENDER, LEAD_PHONE, LEAD_WORDS = "lead text", "lead sender", "lead phone", "lead words"
CONCLUSIONS = "meeting conclusions"
# The parts of a text, by their columns.
PARTS = {"title": TITLE, "situation": SITUATION, "causes": CAUSES, "advice": ADVICE}


def opened(key: PersonKey | None, field: str, value: Sealed | None) -> str | None:
    """A value of an item; None where there is none, or nobody can read it any more."""
    return None if key is None or value is None else key.open(field, value)


def key_of(vault: Vault, wrapped: Sealed | None) -> PersonKey:
    """The key of an item that was submitted; raises `Refusal` where it was lost."""
    if wrapped is None:
        raise Refusal(Code.CONFLICT, "这条信息的密钥已经丢失，内容读不出：请另写一条", "number")
    return vault.key(wrapped)


async def seal_anew(unit: Unit, former: Vault) -> int:
    """Seals the keys of the committee's items and papers under its key in place of the former; how many."""
    number = 0
    for kept in _KEPT:
        for row_id, wrapped in (await unit.connection.execute(_keys(unit, kept))).all():
            assert wrapped is not None
            key = unit.vault.wrapped_anew(former.key(wrapped))
            await unit.connection.execute(update(kept).where(kept.id == row_id).values(key=key))
            number += 1
    return number


async def take_out(unit: Unit) -> int:
    """Takes out the keys of the items and papers that nobody can open any more; how many."""
    number = 0
    for kept in _KEPT:
        rows = (await unit.connection.execute(_keys(unit, kept))).all()
        lost = [one for one, key in rows if key is not None and not unit.vault.opens(key)]
        await unit.connection.execute(update(kept).where(kept.id.in_(lost)).values(key=None))
        number += len(lost)
    return number


# What has a key of its own.
_KEPT: tuple[type[Opinion | OpinionLead | Paper | OpinionMeeting], ...] = (
    Opinion,
    OpinionLead,
    Paper,
    OpinionMeeting,
)


def _keys(
    unit: Unit, kept: type[Opinion | OpinionLead | Paper | OpinionMeeting]
) -> Select[int, Sealed | None]:
    columns = select(kept.id, kept.key).where(kept.key.is_not(None))
    return columns.where(kept.committee_id == unit.committee_id)
