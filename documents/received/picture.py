"""Photographs and drawings, written anew: nothing is left of where, when, by whom, with what they were made.

What a camera writes beside a picture (EXIF with its place, XMP, comments, a profile, a preview) is not
copied; how the camera was held is applied to the picture itself.
"""

from io import BytesIO

from PIL import Image, ImageOps

from documents.received.refused import NotTaken

FORMATS = ("JPEG", "PNG")
# A sheet of A3 at 600 dpi has 70 million; telephones make 12 to 50.
MOST_PIXELS = 80_000_000
QUALITY = 90
# Modes that are written as they are; any other becomes RGB.
_MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")}

# We look at the size ourselves, before a pixel is read.
Image.MAX_IMAGE_PIXELS = None


def cleaned_picture(content: bytes) -> tuple[str, bytes]:
    """The format of a picture (`JPEG` or `PNG`), and the picture written anew; raises `NotTaken`."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as found:
            kind = "PNG" if found.format == "PNG" else "JPEG"
            if found.width * found.height > MOST_PIXELS:
                raise NotTaken(f"图片太大：不超过 {MOST_PIXELS // 10_000:,} 万像素，缩小后再上传")
            if kind == "PNG" and getattr(found, "is_animated", False):
                raise NotTaken("会动的图片不收：存成不动的 PNG 或 JPEG 再上传")
            found.load()
            return kind, _written(ImageOps.exif_transpose(found), kind)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotTaken("图片读不出来，可能已损坏：重新存成 JPEG 或 PNG 再上传") from None


def _written(picture: Image.Image, kind: str) -> bytes:
    if picture.mode not in _MODES[kind]:
        picture = picture.convert("RGBA" if kind == "PNG" and "transparency" in picture.info else "RGB")
    # What stands here is written beside the picture; one colour that is seen through is part of it.
    seen_through = picture.info.get("transparency") if kind == "PNG" else None
    picture.info = {} if seen_through is None else {"transparency": seen_through}
    written = BytesIO()
    if kind == "PNG":
        picture.save(written, kind)
    else:
        picture.save(written, kind, quality=QUALITY)
    return written.getvalue()
