"""Files as people send them, real and broken, made small."""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image
from PIL.ImageCms import ImageCmsProfile, createProfile
from PIL.PngImagePlugin import PngInfo

GPS, MAKER = 0x8825, 0x010F


def photo(colour: str = "white", kind: str = "PNG") -> bytes:
    """A plain picture; every colour is another file."""
    made = BytesIO()
    Image.new("RGB", (8, 8), colour).save(made, kind)
    return made.getvalue()


def photo_with_a_place() -> bytes:
    """A JPEG that tells where and with what it was taken, and that it was held sideways."""
    exif = Image.Exif()
    exif[MAKER] = "Máy của chị Mai"
    exif[0x0112] = 6
    exif.get_ifd(GPS)[1] = "N"
    made = BytesIO()
    Image.new("RGB", (8, 4), "red").save(made, "JPEG", exif=exif, comment=b"so nha 12")
    return made.getvalue()


def pdf() -> bytes:
    """The shortest PDF there is."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf_with(*objects: bytes, trailer: bytes = b"") -> bytes:
    """The same with more objects in it, which nobody points to."""
    more = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, start=2))
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + more + b"trailer<</Root 1 0 R" + trailer + b">>\n%%EOF\n"


def packed_objects(objects: bytes) -> bytes:
    """A PDF's stream that holds objects, packed."""
    data = zlib.compress(objects)
    return b"<</Type/ObjStm/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data)


def pdf_picture(data: bytes) -> bytes:
    """A PDF's stream of anything."""
    return b"<</Subtype/Image/Length %d>>stream\n%s\nendstream" % (len(data), data)


def png_with_words() -> bytes:
    """A PNG with a text, a place and a colour profile in it."""
    words = PngInfo()
    words.add_text("Author", "chi Mai")
    words.add_itxt("XML:com.adobe.xmp", "<x>chi Mai</x>")
    exif = Image.Exif()
    exif[MAKER] = "chi Mai"
    made = BytesIO()
    profile = ImageCmsProfile(createProfile("sRGB")).tobytes()
    Image.new("RGB", (8, 8), "red").save(made, "PNG", pnginfo=words, exif=exif, icc_profile=profile)
    return made.getvalue()


def jpeg_with_everything() -> bytes:
    """A JPEG with a place, XMP, a colour profile, a comment, and another file behind its end."""
    exif = Image.Exif()
    exif[MAKER] = "chi Mai"
    made = BytesIO()
    profile = ImageCmsProfile(createProfile("sRGB")).tobytes()
    picture = Image.new("RGB", (8, 8), "red")
    picture.save(made, "JPEG", exif=exif, icc_profile=profile, xmp=b"<x>chi Mai</x>", comment=b"chi Mai")
    return made.getvalue() + b"PK\x03\x04 chi Mai"


def xlsx() -> bytes:
    """The parts that make a workbook."""
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return packed({"[Content_Types].xml": types, "xl/workbook.xml": b"<workbook/>"})


def docx(**more: bytes) -> bytes:
    """The parts that make a text document, and more of them."""
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return packed({"[Content_Types].xml": types, "word/document.xml": b"<w/>", **more})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP file."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def huge_picture() -> bytes:
    """A PNG of a few bytes that says it is 60,000 by 60,000."""
    small = photo()
    made = bytearray(small)
    made[16:24] = (60_000).to_bytes(4, "big") * 2
    made[29:33] = zlib.crc32(bytes(made[12:29])).to_bytes(4, "big")
    return bytes(made)


NAMED: dict[str, Callable[[], bytes]] = {
    "bao-cao.pdf": pdf,
    "bao-cao.docx": docx,
    "bieu.xlsx": xlsx,
    "macro.docx": lambda: docx(**{"word/vbaProject.bin": b"x"}),
    "bom.docx": lambda: docx(**{"word/media/1.bin": b"\0" * 30_000_000}),
    "khong-phai.pdf": lambda: b"MZ\x90\x00" + b"\0" * 100,
    "hong.pdf": lambda: pdf()[:20],
    "khac.zip": lambda: packed({"a.txt": b"x"}),
    "anh-goc.jpg": photo_with_a_place,
}
"""What the stories send, by file name."""
