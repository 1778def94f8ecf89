"""Somebody who hands files in over HTTP, and what is kept of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy import select

from models.store import Store
from models.upload import Upload, UploadContent, UploadPiece

Json = Any


def bearer(token: str, name: str | None = "照片.jpg") -> dict[str, str]:
    """The headers of a file of this name, or of a question."""
    named = {} if name is None else {"Luzhi-Filename": quote(name)}
    return {"Authorization": f"Bearer {token}", **named}


async def hand_in(
    http: httpx.AsyncClient, token: str, content: bytes, name: str | None = "照片.jpg", status: int = 201
) -> Json:
    """What is answered to a file that is handed in."""
    answer = await http.post("/uploads", content=content, headers=bearer(token, name))
    assert answer.status_code == status, answer.text
    return answer.json()


async def fetch(http: httpx.AsyncClient, token: str | None, id_: str) -> httpx.Response:
    """What is answered to who asks for a file."""
    return await http.get(f"/uploads/{id_}", headers=bearer(token, None) if token else {})


def code_of(answer: Json) -> tuple[str, str | None]:
    """The code and the field of the only error of an answer."""
    (error,) = answer["errors"]
    return error["extensions"]["code"], error["extensions"].get("field")


async def held(store: Store) -> tuple[int, int, int]:
    """How many files, contents and pieces there are."""
    which = (
        select(Upload.id).where(Upload.content_id.is_not(None)),
        *map(select, (UploadContent.id, UploadPiece.id)),
    )
    async with store.reading() as connection:
        files, contents, pieces = [len((await connection.execute(one)).all()) for one in which]
    return files, contents, pieces


def files_in(folder: Path) -> list[Path]:
    """All files below a folder."""
    return [one for one in folder.rglob("*") if one.is_file()]
