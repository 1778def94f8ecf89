"""A file written anew in a process with limits, which ends with it: no file is read where another was."""

from base64 import b64decode

from documents.received.file import Kind
from services.refusal import Code, Refusal
from services.sandbox.sandbox import Bounds, ChildDied, Sandbox
from services.uploads.keeping import GROWN, Keeping

TASKS, CLEANED = "services.uploads.tasks", "cleaned"
SECONDS, MEMORY = 60, 2 << 30
LARGE = "这个文件读起来要的时间或内存超过限度：缩小图片、分成几个文件再上传"


async def cleaned_apart(keeping: Keeping, content: bytes) -> tuple[Kind, bytes]:
    """`documents.received.file.cleaned` of a content; raises `Refusal`."""
    most = GROWN * keeping.most_bytes
    bounds = Bounds(
        text_seconds=SECONDS, cpu_seconds=SECONDS, memory=MEMORY, answer=2 * most + 4_096, waiting=0
    )
    sandbox = Sandbox(bounds, TASKS)
    try:
        told = await sandbox.ask(CLEANED, content, most)
    except (ChildDied, Refusal) as refused:
        if isinstance(refused, ChildDied) or refused.code in (Code.BAD_USER_INPUT, Code.TIMEOUT):
            raise Refusal(Code.BAD_USER_INPUT, LARGE, "file") from None
        raise
    finally:
        await sandbox.close()
    if "wrong" in told:
        raise Refusal(Code.BAD_USER_INPUT, told["wrong"], "file")
    return Kind(told["kind"]), b64decode(told["content"])
