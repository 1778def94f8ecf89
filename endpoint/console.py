"""The page for people at /graphql: our own, one file, nothing from any other host.

Its script and style stand in the page; the policy sent with it names them by their hashes and allows no
other.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files


def policy(page: str) -> bytes:
    """The Content-Security-Policy of a page whose only script and style are the ones written in it."""
    script, style = (_hashes(page, tag) for tag in ("script", "style"))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ).encode()


def _hashes(page: str, tag: str) -> str:
    bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    return (
        " ".join(f"'sha256-{b64encode(sha256(body.encode()).digest()).decode()}'" for body in bodies)
        or "'none'"
    )


_PAGE = (files("endpoint") / "console.html").read_text("utf-8")
CONSOLE_POLICY = policy(_PAGE)


def page(query: str, variables: str) -> bytes:
    """The page with a query and its variables filled in, as text and nothing else."""
    filled = _PAGE
    for place, text in (("<!--query-->", query), ("<!--variables-->", variables)):
        # HTML drops a line break at the beginning of a field.
        filled = filled.replace(place, "\n" + escape(text))
    return filled.encode()
