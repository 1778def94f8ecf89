"""Gates of a measure."""

from __future__ import annotations

import strawberry


@strawberry.type(description="关口：达不到就限制或决定等次的要求")
class Gate:
    """A condition that limits a grade."""

    id: str = strawberry.field(name="code", description="关口的代码")
    title: str = strawberry.field(description="关口的名称")
    citation: str = strawberry.field(description="出处")
    at_most: str | None = strawberry.field(description="等次最高到哪一等；空为不限")
    force: str | None = strawberry.field(description="等次直接定为哪一等；空为不定")
    ungraded: bool = strawberry.field(description="是否不评等次")
