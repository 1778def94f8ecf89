"""What is sealed of an account, under a key of its own: the phone number, the key of the second factor,
what it is called elsewhere, what its holder wrote as feedback, what was said of their objections, the
opinion items that they have not submitted, and the mail address for notices.

Who is sought by a number is found by its index. What was counted of failed sign-ins has an index as well.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account, Attempts
from models.base import Base
from models.committee import Committee
from models.feedback import Feedback
from models.leave import LEAVE_ANSWER, LEAVE_REASON, Leave
from models.notice import NoticeChoice
from models.objection import Objection, ObjectionStep
from models.opinion import Opinion, OpinionDraft
from models.outside import OutsideIdentity
from models.personal import PersonKey, Sealed, Vault
from models.store import Store
from services.trail import key_of
from services.unit_of_work import Unit

USER_NAME, SECOND_FACTOR, SUBJECT = "user name", "second factor", "outside identity"
NOTICE_MAIL = "notice mail"
WORDS, ADDITION, ANSWER = "feedback", "feedback addition", "feedback answer"
OBJECTION_TITLE, OBJECTION_WORDS = "objection title", "objection words"
OPINION_DRAFT = "opinion draft"
_OF_OBJECTION = select(Objection.account_id).where(Objection.id == ObjectionStep.objection_id)
_OF_OPINION = select(Opinion.account_id).where(Opinion.id == OpinionDraft.opinion_id)
# Whose texts are sealed under the key of an account: by their columns, under what names.
_TEXTS: tuple[tuple[type[Base], Any, dict[str, str]], ...] = (
    (Feedback, Feedback.account_id, {"words": WORDS, "addition": ADDITION, "answer": ANSWER}),
    (Leave, Leave.account_id, {"reason": LEAVE_REASON, "answer": LEAVE_ANSWER}),
    (Objection, Objection.account_id, {"title": OBJECTION_TITLE}),
    (ObjectionStep, _OF_OBJECTION.scalar_subquery(), {"words": OBJECTION_WORDS}),
    (OpinionDraft, _OF_OPINION.scalar_subquery(), {"content": OPINION_DRAFT}),
    (NoticeChoice, NoticeChoice.account_id, {"mail": NOTICE_MAIL}),
)


async def vault_of(store: Store, connection: AsyncConnection, committee_id: int) -> Vault:
    """What opens and finds personal data; raises `Sick` where the committee's key is not at hand.

    It is asked for before anybody is sought: an index must not be made with a key that is not the one.
    """
    columns = select(Committee.trail_key).where(Committee.id == committee_id)
    await key_of(store, connection, await connection.scalar(columns))
    return store.vault


def found_by(vault: Vault, user_name: str) -> str:
    """What an account of a user name is found by."""
    return vault.index(USER_NAME, user_name)


def subject_index(vault: Vault, provider: str, realm: str, subject: str) -> str:
    """What an outside identity is found by: as none of its words may hold the end of a line, no two agree."""
    return vault.index(SUBJECT, "\n".join((provider, realm, subject)))


def sealed(vault: Vault, key: PersonKey, user_name: str) -> dict[str, object]:
    """The columns of an account that a user name stands in."""
    return {
        "key": key.wrapped,
        "user_name": key.seal(USER_NAME, user_name),
        "user_name_index": found_by(vault, user_name),
    }


def opened(vault: Vault, key: Sealed | None, field: str, value: Sealed | None) -> str | None:
    """A value of an account; None where there is none."""
    return None if key is None or value is None else vault.key(key).open(field, value)


async def seal_anew(unit: Unit, former: Vault) -> int:
    """Seals the accounts of the unit's committee with its key in place of the former; how many.

    What was counted of failed sign-ins is forgotten: nobody can tell whose it was.
    """
    rows = await _rows(unit)
    for account_id, wrapped, user_name, totp in rows:
        key, before = unit.vault.new(), former.key(wrapped)
        values: dict[str, Any] = {"key": key.wrapped}
        if user_name is not None:
            values = sealed(unit.vault, key, before.open(USER_NAME, user_name))
        if totp is not None:
            values["totp"] = key.seal(SECOND_FACTOR, before.open(SECOND_FACTOR, totp))
        await unit.connection.execute(update(Account).where(Account.id == account_id).values(values))
        await _seal_subjects(unit, account_id, key, before)
        await _seal_texts(unit, account_id, key, before)
    await _forget_attempts(unit)
    return len(rows)


async def take_out(unit: Unit) -> int:
    """Takes out what nobody can open any more; how many accounts it was, which are to be closed."""
    lost = [row.id for row in await _rows(unit) if not unit.vault.opens(row.key)]
    gone = dict.fromkeys(("key", "user_name", "user_name_index", "totp", "totp_at", "totp_step"))
    await unit.connection.execute(update(Account).where(Account.id.in_(lost)).values(gone))
    await unit.connection.execute(delete(OutsideIdentity).where(OutsideIdentity.account_id.in_(lost)))
    for table, whose, fields in _TEXTS:
        unread = update(table).where(whose.in_(lost))
        await unit.connection.execute(unread.values(dict.fromkeys(fields)))
    await unit.connection.execute(delete(NoticeChoice).where(NoticeChoice.account_id.in_(lost)))
    await _forget_attempts(unit)
    return len(lost)


async def _seal_subjects(unit: Unit, account_id: int, key: PersonKey, before: PersonKey) -> None:
    columns = select(
        *(OutsideIdentity.id, OutsideIdentity.provider, OutsideIdentity.realm, OutsideIdentity.subject)
    ).where(OutsideIdentity.account_id == account_id)
    for row_id, provider, realm, subject in (await unit.connection.execute(columns)).all():
        plain = before.open(SUBJECT, subject)
        values = {
            "subject": key.seal(SUBJECT, plain),
            "subject_index": subject_index(unit.vault, provider, realm, plain),
        }
        of_id = update(OutsideIdentity).where(OutsideIdentity.id == row_id)
        await unit.connection.execute(of_id.values(values))


async def _seal_texts(unit: Unit, account_id: int, key: PersonKey, before: PersonKey) -> None:
    for table, whose, fields in _TEXTS:
        rows: Any = table
        columns = select(rows.id, *(getattr(table, column) for column in fields)).where(whose == account_id)
        for row_id, *texts in (await unit.connection.execute(columns)).all():
            values = {
                column: None if text is None else key.seal(field, before.open(field, text))
                for (column, field), text in zip(fields.items(), texts, strict=True)
            }
            await unit.connection.execute(update(table).where(rows.id == row_id).values(values))


async def _forget_attempts(unit: Unit) -> None:
    await unit.connection.execute(delete(Attempts).where(Attempts.committee_id == unit.committee_id))


async def _rows(unit: Unit) -> Sequence[Row[*tuple[Any, ...]]]:
    columns = select(Account.id, Account.key, Account.user_name, Account.totp)
    return (await unit.connection.execute(columns.where(_of(unit)).order_by(Account.id))).all()


def _of(unit: Unit) -> ColumnElement[bool]:
    return (Account.committee_id == unit.committee_id) & Account.key.is_not(None)
