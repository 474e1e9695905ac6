"""Photos: opened within a limit of points, and made anew from their points alone."""

import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from domain.attachments import Fault

MOST_PIXELS = 50_000_000  # about 300 MB while it is turned upright
QUALITY = 90


def plain(content: bytes, kind: str) -> bytes | Fault:
    """The picture alone, turned the way it was held: no place, no time, no device, no comment, no colour profile.

    `kind`: jpeg or png. Made from the points, so that nothing hidden between or behind them comes along.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[kind]) as photo:
                if photo.width * photo.height > MOST_PIXELS:
                    return Fault.BOMB
                return _made_anew(photo, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Fault.BOMB
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, EOFError, KeyError, zlib.error):
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
