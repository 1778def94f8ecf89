"""What items, papers and answers have alike as the API shows them: the parts of a text, and files."""

from typing import Any

import strawberry

from resolvers import global_id
from services.opinions.form import Written
from services.opinions.sealing import PARTS
from services.uploads.upload import UploadRow

UPLOAD = "Upload"


@strawberry.type(description="信息的一个附件；取内容用 GET /uploads/ 加 id")
class OpinionFile:
    """An attachment."""

    id: strawberry.ID = strawberry.field(description="id，不透明，请原样使用")
    name: str = strawberry.field(description="文件名")
    media_type: str = strawberry.field(description="按内容认出的类型")
    bytes: int = strawberry.field(description="多少字节")


def parts(said: Written | None) -> dict[str, Any]:
    """Title, situation, causes and advice; each None where nobody can read them any more."""
    return {name: None if said is None else getattr(said, name) for name in PARTS}


def file(one: UploadRow) -> OpinionFile:
    """An attachment as the API shows it."""
    return OpinionFile(
        id=global_id.encode(UPLOAD, one.id),
        name=one.name,
        media_type=one.kind.media_type,
        bytes=one.size,
    )


@strawberry.type(description="信息从哪里来：一次约稿，或一个联系点")
class OpinionSource:
    """What an item names."""

    number: int = strawberry.field(description="编号")
    name: str = strawberry.field(description="约稿的题目，或联系点的名称")


def source(one: tuple[int, str] | None) -> OpinionSource | None:
    """What an item names as the API shows it."""
    return None if one is None else OpinionSource(number=one[0], name=one[1])
