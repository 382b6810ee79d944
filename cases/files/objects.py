"""Stored files in an object store that speaks S3, where `STORAGE_URL` names one, by django-storages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from cases.files.storing import IN_MEMORY, StorageAwayError


class ObjectStorage(S3Storage):
    """StorageAwayError where the store does not answer, refuses, or breaks off; FileNotFoundError for what is not
    there. A file is read whole when it is opened: nothing of half a file reaches anybody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = _client_config(self.addressing_style)

    def get_default_settings(self) -> dict[str, Any]:
        """Ours alone: settings and variables that django-storages knows besides would change it unseen. Without keys
        boto3 looks for them where the host has them (a role of the machine)."""
        known: dict[str, Any] = super().get_default_settings()
        return known | {
            # Names are checksums or made for one use, and a store writes whole or not at all.
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "gzip": False,
            "max_memory_size": IN_MEMORY,
            "transfer_config": TransferConfig(use_threads=False, multipart_threshold=IN_MEMORY),
        }

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _answering():
            try:
                opened = super()._open(name, mode)
            except FileNotFoundError:
                # Where the bucket is gone each file would look as if it were.
                self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
                raise
            try:
                opened.open()
            except BaseException:
                opened.close()  # what came of it lies in a file of its own
                raise
            return opened

    def _save(self, name: str, content: File) -> str:
        with _answering():
            saved: str = super()._save(name, content)
            return saved

    def exists(self, name: str) -> bool:
        with _answering():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _answering():
            return int(super().size(name))

    def delete(self, name: str) -> None:
        with _answering():
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _answering():
            folders, files = super().listdir(name)
            return list(folders), list(files)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error, RetriesExceededError) as error:
        raise StorageAwayError(f"{type(error).__name__}: {error}") from error


def _client_config(addressing: str) -> Config:
    """Bounded waits; no checksums that only the newest of Amazon's own servers know: ours is the name of the file."""
    return Config(
        connect_timeout=5,
        read_timeout=20,
        retries={"mode": "standard", "max_attempts": 2},
        signature_version="s3v4",
        s3={"addressing_style": addressing},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
