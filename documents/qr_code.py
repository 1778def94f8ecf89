"""A code that a telephone reads, as a picture: it holds an address of ASCII letters."""

from io import BytesIO

import segno


def svg(address: str) -> str:
    """The picture, alone or as an element of a page: no style, no script, as large as there is room."""
    found = BytesIO()
    _made(address).save(found, kind="svg", scale=8, border=4, xmldecl=False, nl=False, omitsize=True)
    return found.getvalue().decode()


def png(address: str) -> bytes:
    """The picture, black on white, for whoever shows it in slides."""
    found = BytesIO()
    _made(address).save(found, kind="png", scale=12, border=4)
    return found.getvalue()


def _made(address: str) -> segno.QRCode:
    # Short ones would become Micro QR, which telephones rarely read, and some signs Japanese (segno 1.6).
    return segno.make(address, micro=False, mode="byte", error="m")
