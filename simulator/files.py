"""The bytes people and bots send, under ids that count upwards, and the sizes of a photo."""

import io
import mimetypes
from dataclasses import dataclass, field

from PIL import Image, UnidentifiedImageError

from simulator.errors import bad_request
from simulator.model import Json

PHOTO_SIDES = (90, 320, 800, 1280)  # Telegram's s, m, x and y sizes: the longest side in pixels
_UNKNOWN = "application/octet-stream"
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """`path` is what getFile answers as `file_path`."""

    id: str
    name: str
    mime: str
    data: bytes
    path: str

    def shape(self) -> Json:
        """The fields every file type of the Bot API begins with."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.data)}


@dataclass
class Files:
    """Every file of the messenger, by id. `address` is the server's, once it serves."""

    address: str = ""
    by_id: dict[str, StoredFile] = field(default_factory=dict)

    def add(self, data: bytes, name: str, mime: str = "", folder: str = "documents") -> StoredFile:
        """Keep some bytes. Without a type it is guessed from the name."""
        number = len(self.by_id) + 1
        ending = "." + name.rsplit(".", 1)[1] if "." in name else ""
        told = "" if mime == _UNKNOWN else mime
        known = told or mimetypes.guess_type(name)[0] or _UNKNOWN
        kept = StoredFile(f"FILE{number:06d}", name, known, data, f"{folder}/file_{number}{ending}")
        self.by_id[kept.id] = kept
        return kept

    def at_path(self, path: str) -> StoredFile | None:
        """The file a bot downloads."""
        return next((one for one in self.by_id.values() if one.path == path), None)

    def url(self, file_id: str) -> str:
        """Where anybody can fetch the file, as on Zalo."""
        return f"{self.address}/zalo/media/{self.by_id[file_id].path}"

    def add_photo(self, data: bytes) -> list[Json]:
        """Keep a picture as JPEG in several sizes, as Telegram does. Returns `PhotoSize`s, smallest first."""
        try:
            picture = Image.open(io.BytesIO(data)).convert("RGB")
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
            raise bad_request("IMAGE_PROCESS_FAILED") from error
        longest = max(picture.size)
        sides = [side for side in PHOTO_SIDES if side < longest] or [longest]
        if sides[-1] != PHOTO_SIDES[-1] and longest not in sides:
            sides.append(longest)
        return [self._photo_size(picture, side) for side in sides]

    def document(self, kept: StoredFile) -> Json:
        """A `Document`."""
        return {**kept.shape(), "file_name": kept.name, "mime_type": kept.mime}

    def sticker(self) -> Json:
        """A `Sticker`: a plain square, since only its kind matters to a bot."""
        square = io.BytesIO()
        Image.new("RGB", (512, 512), "gold").save(square, "WEBP")
        kept = self.add(square.getvalue(), "sticker.webp", "image/webp", "stickers")
        flags = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
        return {**kept.shape(), **flags, "width": 512, "height": 512}

    def voice(self) -> Json:
        """A `Voice` of one second; its bytes are an empty Ogg page."""
        page = b"OggS\x00\x06" + bytes(20) + b"\x00"
        kept = self.add(page, "voice.ogg", "audio/ogg", "voice")
        return {**kept.shape(), "duration": 1, "mime_type": "audio/ogg"}

    def _photo_size(self, picture: Image.Image, side: int) -> Json:
        scaled = picture.copy()
        scaled.thumbnail((side, side))
        jpeg = io.BytesIO()
        scaled.save(jpeg, "JPEG", quality=87)
        kept = self.add(jpeg.getvalue(), "photo.jpg", "image/jpeg", "photos")
        return {**kept.shape(), "width": scaled.width, "height": scaled.height}
