from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_body_over_the_limit_gets_a_page_in_the_readers_language(client: Client, settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    client.cookies["django_language"] = "ru"
    response = client.post("/sign-in/", data=b"x" * 1001, content_type="application/octet-stream")
    assert response.status_code == 413
    assert "10" in response.text and 'lang="ru"' in response.text


def test_a_monstrous_body_is_refused_without_being_read(client: Client, settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 10
    response = client.post("/sign-in/", data=b"x" * 200, content_type="application/octet-stream")
    assert response.status_code == 413


def test_a_body_within_the_limit_reaches_its_view(client: Client) -> None:
    assert client.post("/sign-in/", {"username": "nobody"}).status_code == 422


def test_an_upload_never_waits_on_disk(settings: Any) -> None:
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE >= settings.REQUEST_MAX_BYTES > settings.DNR_UPLOAD_MAX_BYTES
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
