"""Which media type an answer has, and whether a request's body has the one that is read."""

from functools import lru_cache

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
HTML = "text/html"


@lru_cache(maxsize=256)
def answer_type(accept: str, offered: tuple[str, ...]) -> str | None:
    """The best of the offered types under an Accept header, or None if it takes none of them.

    A type that is named goes before one that a wildcard covers, and the order offered decides the rest. A
    missing header takes anything; what takes anything gets application/json, as clients of old expect.
    """
    ranges = _ranges(accept) or {"*/*": 1.0}
    best: tuple[float, bool, bool, int] | None = None
    chosen = None
    for at, offer in enumerate(offered):
        kind = offer.split("/")[0] + "/*"
        named = next((each for each in (offer, kind, "*/*") if each in ranges), None)
        if named is None or ranges[named] <= 0:
            continue
        rank = (ranges[named], named == offer, offer == JSON and named != offer, -at)
        if best is None or rank > best:
            best, chosen = rank, offer
    return chosen


@lru_cache(maxsize=256)
def is_json(content_type: str) -> bool:
    """Whether a body of this Content-Type is JSON in UTF-8."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [each.split("=", 1)[1].strip('" ') for each in parameters if each.startswith("charset=")]
    return kind == JSON and all(charset in ("utf-8", "utf8") for charset in charsets)


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept[:1_000].split(","):
        kind, *parameters = (each.strip().lower() for each in part.split(";"))
        if kind:
            weights = [each[2:].strip() for each in parameters if each.startswith("q=")]
            found[kind] = _weight(weights[0]) if weights else 1.0
    return found


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
