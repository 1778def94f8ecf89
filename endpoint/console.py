"""The page for people at /graphql: our own, one file, nothing from any other host.

Its script and style stand in the page; the policy sent with it names them by their hashes and allows no
other. A link fills it in behind `#` (`#query=…&variables=…`), which no browser sends to a server.
"""

import re
from base64 import b64encode
from hashlib import sha256
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


PAGE = (files("endpoint") / "console.html").read_text("utf-8")
CONSOLE_POLICY = policy(PAGE)
