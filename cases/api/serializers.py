"""What the API says, field by field: the answers themselves and their part of the document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cases.letters.genuine import Genuine
from cases.models.exchange import SYSTEMS, Exchange
from cases.models.letter import LETTER_NAMES
from cases.states import Stage, State


class CaseSerializer(serializers.Serializer[Any]):
    """What a client has no right to is left out, not emptied."""

    # Made of cases.partners.facts; the words above are published.
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    stage = serializers.ChoiceField(choices=[(s.value, s.value) for s in Stage])
    final = serializers.BooleanField(help_text="Nothing happens to the case any more.")
    state_since = serializers.DateTimeField()
    opened_at = serializers.DateTimeField()
    filed_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    city = serializers.CharField(allow_null=True, help_text="Code of the city whose migration service decides.")
    preliminary_number = serializers.CharField(required=False, help_text="With cases.permit; empty before п. 18.")
    approved_at = serializers.DateTimeField(required=False, allow_null=True, help_text="With cases.permit.")
    iin_masked = serializers.CharField(required=False, help_text="With cases.person: two first and two last digits.")

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """DRF would write null for a member that may be null, and was not even read."""
        return {name: value for name, value in super().to_representation(instance).items() if name in instance}


class CasePageSerializer(serializers.Serializer[Any]):
    results = CaseSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the following page; null: nothing follows.")


class BodySerializer(serializers.Serializer[Any]):
    ru = serializers.CharField()
    kk = serializers.CharField()


class LetterSerializer(serializers.Serializer[Any]):
    """What /verify/ tells everybody."""

    code = serializers.CharField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in LETTER_NAMES])
    at = serializers.DateTimeField()
    valid_until = serializers.DateField(allow_null=True)
    standing = serializers.ChoiceField(
        choices=[("authentic", "authentic"), ("fallen", "fallen")],
        help_text="fallen: signed with a certificate that was revoked before.",
    )
    issuer = BodySerializer(allow_null=True, help_text="Who issued it.")
    signed_at = serializers.DateTimeField(allow_null=True)
    office = serializers.CharField(allow_blank=True, help_text="The organisation in the certificate of the signature.")
    bin = serializers.CharField(allow_blank=True)
    demo = serializers.BooleanField(help_text="Signed with a certificate of the demonstration: of no force.")


def letter_facts(letter: Genuine) -> dict[str, Any]:
    same = ("code", "number", "kind", "at", "valid_until", "signed_at", "office", "bin", "demo")
    found = {name: getattr(letter, name) for name in same}
    issuer = {lang: letter.body.get(lang, "") for lang in ("ru", "kk")} if letter.body else None
    return found | {"standing": "fallen" if letter.fallen else "authentic", "issuer": issuer}


class ExchangeSerializer(serializers.Serializer[Any]):
    """What became of a message; neither its content nor its answer."""

    id = serializers.UUIDField()
    system = serializers.ChoiceField(choices=[(key, key) for key in SYSTEMS])
    operation = serializers.CharField()
    direction = serializers.ChoiceField(choices=[("in", "in"), ("out", "out")])
    key = serializers.CharField(help_text="The Idempotency-Key.")
    state = serializers.ChoiceField(choices=Exchange.STATES)
    outcome = serializers.ChoiceField(choices=Exchange.OUTCOMES, allow_blank=True)
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
