"""The files that one has handed in: listed, erased. They come and go by `/uploads`."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers.change import UserError, settled
from resolvers.context import Info
from resolvers.cursor import mark
from resolvers.global_id import encode, own_number
from resolvers.page import Connection, Page, newest
from services.uploads.upload import UploadRow, missing, remove, upload_count, uploads_of

TYPE = "Upload"


@strawberry.type(description="本人上传的一个文件；取内容用 GET /uploads/ 加 id")
class OwnUpload:
    """A file that one has handed in."""

    id: strawberry.ID = strawberry.field(description="id，不透明，请原样使用")
    name: str = strawberry.field(description="文件名")
    media_type: str = strawberry.field(description="按内容认出的类型，如 application/pdf")
    bytes: int = strawberry.field(description="多少字节，去掉作者、地点等信息以后")
    uploaded_at: datetime = strawberry.field(description="何时上传")


@strawberry.type(description="删去文件的结果")
class DeleteUploadPayload:
    """What became of erasing a file."""

    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经删去，不能恢复")


async def own_uploads(account_id: int, info: Info, asked: Page) -> Connection[OwnUpload]:
    """The files of an account, the newest first."""
    context = info.context
    context.caller.check_complete()
    return await newest(
        info,
        asked,
        mark("uploads", account_id),
        lambda connection, part: uploads_of(connection, context.store.vault, account_id, part),
        lambda connection: upload_count(connection, account_id),
        _shown,
    )


async def delete_upload(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="自己上传的哪一个，id 见 me.uploads")],
) -> DeleteUploadPayload:
    """Erases a file of one's own that is attached to nothing."""
    context = info.context

    async def work() -> None:
        session = context.caller.signed_in()
        context.caller.check_complete()
        number = own_number(id, TYPE)
        if number is None:
            raise missing()
        await remove(context.store, context.keeping, session.committee, session.actor, number)

    return DeleteUploadPayload(errors=(await settled(info, work)).errors)


def _shown(row: UploadRow) -> OwnUpload:
    return OwnUpload(
        id=encode(TYPE, row.id),
        name=row.name,
        media_type=row.kind.media_type,
        bytes=row.size,
        uploaded_at=row.uploaded_at,
    )
