from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.api import keys
from cases.models import ApiClient, ApiKey, City
from cases.models.apiclient import SCOPES
from cases.models.exchange import SYSTEMS


class Command(BaseCommand):
    help = "Machine clients of the API: make one with its key, rotate the key, revoke a key. Secrets are shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        make = actions.add_parser("make", help="a new client with its first key")
        make.add_argument("name")
        make.add_argument("--system", required=True, choices=sorted(SYSTEMS), help="for which it speaks")
        make.add_argument("--scope", action="append", required=True, choices=sorted(SCOPES), help="may be repeated")
        make.add_argument("--ip", action="append", required=True, metavar="CIDR", help="may be repeated")
        make.add_argument("--city", default="", help="sees the cases of this city only; default: of the whole country")
        make.add_argument("--rate", type=int, default=120, help="calls a minute; default 120")
        make.add_argument("--days", type=int, default=keys.LIFE.days, help="how long the key is good; default 365")
        rotate = actions.add_parser("rotate", help="a new key; the old ones end after the overlap")
        rotate.add_argument("name")
        rotate.add_argument("--overlap", type=int, default=keys.OVERLAP.days, help="days; default 7")
        revoke = actions.add_parser("revoke", help="a key is no good from this moment on")
        revoke.add_argument("key")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["action"])(options)

    def make(self, options: dict[str, Any]) -> None:
        if not 1 <= options["days"] <= 3650:
            raise CommandError("--days: from 1 to 3650")
        city = City.objects.filter(code=options["city"]).first()
        if options["city"] and city is None:
            raise CommandError(f"there is no city {options['city']}")
        client = ApiClient(
            name=options["name"],
            system=options["system"],
            scopes=sorted(set(options["scope"])),
            city=city,
            allowed_ips=options["ip"],
            rate=options["rate"],
        )
        try:
            client.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        client.save()
        self.tell(*keys.make_key(client, timezone.now(), timedelta(days=options["days"])))

    def rotate(self, options: dict[str, Any]) -> None:
        client = ApiClient.objects.filter(name=options["name"]).first()
        if client is None:
            raise CommandError(f"there is no client {options['name']}")
        if not 0 <= options["overlap"] <= 365:
            raise CommandError("--overlap: from 0 to 365")
        self.tell(*keys.rotate(client, timezone.now(), timedelta(days=options["overlap"])))

    def revoke(self, options: dict[str, Any]) -> None:
        key = ApiKey.objects.filter(key_id=options["key"]).first()
        if key is None:
            raise CommandError(f"there is no key {options['key']}")
        keys.revoke(key, timezone.now())
        self.stdout.write(f"{key.key_id} is revoked")

    def tell(self, key: ApiKey, secret: str) -> None:
        self.stdout.write(f"key:     {key.key_id}\nsecret:  {secret}\nuntil:   {key.expires_at:%Y-%m-%d %H:%M} UTC")
        self.stdout.write("The secret is not kept: write it down now. Calls are signed with its SHA-256, in hex.")
