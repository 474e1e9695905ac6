"""Photos: opened within a limit of points, and made anew from their points alone."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from domain.attachments import Fault

MOST_PIXELS = 50_000_000  # about 300 MB while it is turned upright
MOST_SCANS = 200  # of a JPEG: cameras make one, pages ten; each goes over all points and may take but 60 bytes
QUALITY = 90
_SCAN = b"\xff\xda"


def plain(content: bytes, kind: str) -> bytes | Fault:
    """The picture alone, turned the way it was held: no place, no time, no device, no comment, no colour profile.

    `kind`: jpeg or png. Made from the points, so that nothing hidden between or behind them comes along.
    """
    if kind == "jpeg" and content.count(_SCAN) > MOST_SCANS:
        return Fault.BOMB
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[kind]) as photo:
                if photo.width * photo.height > MOST_PIXELS:
                    return Fault.BOMB
                return _made_anew(photo, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Fault.BOMB
    except MemoryError:
        return Fault.BOMB
    except Exception:  # bytes made to harm raise anything from inside a decoder, `struct.error` for one
        return Fault.UNREADABLE


def _made_anew(photo: Image.Image, kind: str) -> bytes:
    photo.load()
    see_through = kind == "png" and ("transparency" in photo.info or "A" in photo.getbands())
    ImageOps.exif_transpose(photo, in_place=True)
    mode = "RGBA" if see_through else "RGB"
    bare = photo if photo.mode == mode else photo.convert(mode)
    bare.info.clear()
    made = BytesIO()
    bare.save(made, kind.upper(), quality=QUALITY)
    return made.getvalue()
