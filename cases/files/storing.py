"""Files by the hash of their content, in the storage named "documents": each content once, whole or not at all."""

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from cases.files.inspection import CleanFile
from cases.files.refusals import refuse

PATH = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.(pdf|jpg|png)")


def store(clean: CleanFile) -> str:
    """The path under which the content lies, new or already there; raises BadFile("storage_full") when it can not."""
    storage = storages["documents"]
    name = f"{clean.sha256[:2]}/{clean.sha256[2:4]}/{clean.sha256}.{clean.extension}"
    try:
        # A file of another length is what an outage left behind: it is written anew.
        if not (storage.exists(name) and storage.size(name) == clean.size):
            _put(storage, name, clean.data)
    except Exception as error:  # each storage has its own exceptions: OSError on disk, botocore's on S3
        raise refuse("storage_full") from error
    return name


def open_stored(path: str) -> IO[bytes]:
    """Raises FileNotFoundError for a path that `store` could not have given."""
    if not PATH.fullmatch(path):
        raise FileNotFoundError(path)
    opened: Any = storages["documents"].open(path, "rb")
    return opened


def _put(storage: Storage, name: str, data: bytes) -> None:
    if isinstance(storage, FileSystemStorage):
        target = Path(storage.path(name))
        _make_folders(target.parent, storage.directory_permissions_mode)
        _write_whole(target, data, storage.file_permissions_mode)
        return
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
