"""What can be asked for by its id alone."""

from __future__ import annotations

import strawberry


@strawberry.interface(description="有全局 id、可以单独取的对象")
class Node:
    """Anything with an id."""

    id: strawberry.ID = strawberry.field(description="全局 id，不透明，请原样使用")
