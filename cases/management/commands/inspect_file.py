"""What the upload door says of a file, without uploading it: for a help desk, and a stable door for tests.

Exit code: 0 accepted, 1 refused, 2 the command was called wrongly or the file can not be read.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cases.files import BadFile, CleanFile, inspect
from cases.files.notices import sentences
from cases.law.regulations import document_kinds


class Command(BaseCommand):
    help = "Tell what the upload door says of a file: accepted or refused, and why. Nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument(
            "--kind",
            default="cv",
            choices=document_kinds(),
            metavar="KIND",
            help="kind of document (default: %(default)s); photo has a shape to keep. One of: %(choices)s",
        )
        parser.add_argument("--out", metavar="FILE", type=Path, help="write what would be kept")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--language", choices=list(dict(settings.LANGUAGES)), help="of the sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        with translation.override(options["language"] or settings.LANGUAGE_CODE):
            facts, clean = _looked_at(path, options["kind"])
            if clean and options["out"]:
                _write(options["out"], clean)
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) if options["json"] else _lines(facts))
        if clean is None:
            sys.exit(1)


def _looked_at(path: Path, kind: str) -> tuple[dict[str, Any], CleanFile | None]:
    try:
        with path.open("rb") as stream:
            clean = inspect(stream, path.name, kind)
    except BadFile as bad:
        return {"accepted": False, "code": bad.code, "message": str(bad)}, None
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
    return _facts(clean), clean


def _facts(clean: CleanFile) -> dict[str, Any]:
    plain = ("name", "mime", "extension", "size", "sha256", "original_sha256", "pages", "width", "height")
    notices = [{**notice, "sentence": str(sentence)} for notice in clean.notices for sentence in sentences([notice])]
    return {"accepted": True, **{name: getattr(clean, name) for name in plain}, "notices": notices}


def _lines(facts: dict[str, Any]) -> str:
    if not facts["accepted"]:
        return f"refused ({facts['code']}): {facts['message']}"
    lines = [f"{name}: {value}" for name, value in facts.items() if name not in ("accepted", "notices") and value]
    return "\n".join(["accepted", *lines, *(f"- {notice['sentence']}" for notice in facts["notices"])])


def _write(target: Path, clean: CleanFile) -> None:
    try:
        target.write_bytes(clean.data)
    except OSError as error:
        raise CommandError(f"{target}: {error.strerror}", returncode=2) from error
