from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.ledger import keys, proofs
from cases.ledger.tree import ProofError
from cases.models.leafkinds import all_kinds


class Command(BaseCommand):
    help = (
        "Print, as JSON, the proof that a row is in the log; "
        "with --since also that the log of so many leaves has only grown."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="kind of the row: event, decision, letter, …")
        parser.add_argument("ref", help="key of the row")
        parser.add_argument("--since", type=int, metavar="LEAVES", help="size of an earlier checkpoint")

    def handle(self, *args: object, **options: Any) -> None:
        kind = all_kinds().get(options["kind"])
        if kind is None:
            raise CommandError(f"no such kind; there are {', '.join(all_kinds())}", returncode=2)
        try:
            proof = proofs.of_row(kind.name, kind.model._meta.pk.to_python(options["ref"]))
        except ValidationError as error:
            raise CommandError("; ".join(error.messages), returncode=2) from error
        if proof is None:
            raise CommandError("no checkpoint has signed such a row.")
        proof["keys"] = [key.vkey for key in keys.known()]
        if options["since"] is not None:
            try:
                proof["consistency"] = proofs.between(options["since"], int(proof["checkpoint"].splitlines()[1]))
            except ProofError as error:
                raise CommandError(str(error), returncode=2) from error
            proof["since"] = options["since"]
        self.stdout.write(json.dumps(proof, ensure_ascii=False, indent=1))
