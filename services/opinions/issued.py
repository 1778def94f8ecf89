"""What was issued of an item: the text that was signed, and in which vehicle, for all who read the item."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.opinion_paper import Paper, PaperItem, PaperText
from models.personal import Vault
from services.opinions.form import Written
from services.opinions.sealing import PARTS, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedRow:
    """The signed text; None where nobody can read it any more. `merged`: it is of several items (综合)."""

    written: Written | None
    merged: bool
    destination: str
    vehicle: str
    year: int
    issue: int
    signed_at: datetime


async def issued_of(connection: AsyncConnection, vault: Vault, number: int) -> IssuedRow | None:
    """What was issued of an item that somebody may read; None where nothing was."""
    last = (PaperText.paper_id == Paper.id) & (PaperText.number == Paper.text_number)
    placed = PaperItem.place.is_not(None)
    of_item = select(PaperItem.paper_id).where(PaperItem.opinion_id == number, placed)
    items = select(func.count(PaperItem.id)).where(PaperItem.paper_id == Paper.id, placed).scalar_subquery()
    columns: Any = select(*(getattr(PaperText, name) for name in PARTS), items.label("items"), Paper.key)
    columns = columns.add_columns(Paper.destination, Paper.vehicle, Paper.signed_at)
    columns = columns.add_columns(Paper.issue_year.label("year"), Paper.issue_number.label("issue"))
    signed = (Paper.state == "signed") & Paper.id.in_(of_item)
    row = (await connection.execute(columns.join(Paper, last).where(signed))).one_or_none()
    if row is None:
        return None
    key = None if row.key is None else vault.key(row.key)
    parts: dict[str, Any] = {name: opened(key, field, getattr(row, name)) for name, field in PARTS.items()}
    return IssuedRow(
        written=None if None in parts.values() else Written(**parts),
        merged=row.items > 1,
        **{name: getattr(row, name) for name in ("destination", "vehicle", "year", "issue", "signed_at")},
    )
