"""Files by the hash of their content: cleaned ones in the storage named "documents", what people sent, untouched, in
the one named "originals". Each content once, whole or not at all; what is read is hashed before anybody sees it."""

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from cases.files.inspection import CleanFile
from cases.files.refusals import refuse

DOCUMENTS, ORIGINALS = "documents", "originals"
PATH = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{1,8}")
CHUNK = 256 * 1024
IN_MEMORY = 16 * 1024 * 1024


class ChangedError(Exception):
    """A stored file does not have the checksum it was stored under."""


class StorageAwayError(RuntimeError):
    """The storage does not answer: nothing is known of its files. No OSError, which a missing file is."""


def store(clean: CleanFile) -> str:
    """The path under which the content is stored, new or already there; raises BadFile("storage_full") when it can
    not."""
    return _store(DOCUMENTS, path_of(clean.sha256, clean.extension), clean.data, clean.sha256)


def store_original(clean: CleanFile) -> str:
    """The path of the bytes that came; raises as `store` does."""
    name = path_of(clean.original_sha256, clean.original_extension)
    return _store(ORIGINALS, name, clean.original, clean.original_sha256)


def path_of(sha256: str, extension: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{extension}"


def _store(place: str, name: str, data: bytes, sha256: str) -> str:
    storage = storages[place]
    try:
        # A file of other content is what an outage or a hand left behind: it is written again.
        if not _holds(storage, name, len(data), sha256):
            _put(storage, name, data)
    except Exception as error:  # each storage has its own exceptions: OSError on disk, botocore's on S3
        raise refuse("storage_full") from error
    return name


def _holds(storage: Storage, name: str, size: int, sha256: str) -> bool:
    if not (storage.exists(name) and storage.size(name) == size):
        return False
    with storage.open(name, "rb") as opened:
        return file_digest(opened) == sha256


class Readable(Protocol):
    """An open file, whichever library opened it."""

    def read(self, size: int, /) -> bytes: ...


def file_digest(stream: Readable, into: IO[bytes] | None = None) -> str:
    """SHA-256 in hex of all that the stream gives, copied to `into` on the way."""
    running = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        running.update(chunk)
        if into is not None:
            into.write(chunk)
    return running.hexdigest()


def open_stored(path: str, place: str = DOCUMENTS) -> IO[bytes]:
    """Raises FileNotFoundError for a path that `store` cannot return and for what is not there, StorageAwayError."""
    if not PATH.fullmatch(path):
        raise FileNotFoundError(path)
    opened: Any = storages[place].open(path, "rb")
    return opened


def open_verified(path: str, sha256: str, place: str = DOCUMENTS) -> IO[bytes]:
    """The bytes that were hashed, and not the file behind them: what happens to it afterwards reaches nobody.

    Raises ChangedError, StorageAwayError, and FileNotFoundError for what is not there. Large files wait on disk, not in
    memory.
    """
    copy: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with open_stored(path, place) as opened:
            if file_digest(opened, copy) != sha256:
                raise ChangedError(path)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    stream: IO[bytes] = copy
    return stream


def put_back(path: str, place: str, data: bytes) -> None:
    """What a backup has kept, under the name it had; raises ChangedError where these are not the bytes of that name."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not PATH.fullmatch(path) or Path(path).stem != sha256:
        raise ChangedError(path)
    if not _holds(storages[place], path, len(data), sha256):
        _put(storages[place], path, data)


def is_there(path: str, place: str) -> bool:
    return storages[place].exists(path)


def remove_stored(path: str, place: str = DOCUMENTS) -> None:
    """Takes a file away; one that is gone already is no error."""
    if PATH.fullmatch(path):
        storages[place].delete(path)


def _put(storage: Storage, name: str, data: bytes) -> None:
    if isinstance(storage, FileSystemStorage):
        target = Path(storage.path(name))
        _make_folders(target.parent, storage.directory_permissions_mode)
        _write_whole(target, data, storage.file_permissions_mode)
        return
    if storage.exists(name):  # it holds something else: other storages would write beside it
        storage.delete(name)
    saved = storage.save(name, ContentFile(data))
    if saved != name:  # another process was faster: its copy stays
        storage.delete(saved)


def _make_folders(folder: Path, mode: int | None) -> None:
    """As Django's storage does, without the change of umask that other threads would feel."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(exist_ok=True)
        if mode is not None:
            missing.chmod(mode)


def _write_whole(target: Path, data: bytes, mode: int | None) -> None:
    """Written aside, then renamed: a reader sees all of it or none, a full disk leaves nothing."""
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(aside, 0o640 if mode is None else mode)
        os.replace(aside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
