"""The responses of the API, field by field, and their part of the document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cases.engine.programmes import PROGRAMMES
from cases.letters.genuine import Genuine
from cases.models.exchange import SYSTEMS, Exchange
from cases.models.letter import LETTERS
from cases.webhooks import partners


def stage_codes() -> list[tuple[str, str]]:
    """Of all programmes; two may call a stage alike."""
    codes = dict.fromkeys(str(stage) for programme in PROGRAMMES.values() for stage in programme.stages)
    return [(code, code) for code in codes]


class CaseSerializer(serializers.Serializer[Any]):
    """What a client has no right to is left out, not emptied."""

    # Made of cases.webhooks.partners.facts; the words above are published.
    number = serializers.CharField(help_text="As HUB-2026-00017; the same from the petition to the card.")
    state = serializers.ChoiceField(
        choices=partners.known_states(),
        help_text="Where the case stands; from the registration to the preliminary decision: checks, whoever is asked.",
    )
    stage = serializers.ChoiceField(choices=stage_codes(), help_text="The part of the way to which the state belongs.")
    final = serializers.BooleanField(help_text="Nothing happens to the case any more.")
    state_since = serializers.DateTimeField(help_text="When the case came into this state.")
    opened_at = serializers.DateTimeField(help_text="When the applicant began it.")
    filed_at = serializers.DateTimeField(help_text="When the application was filed with the migration service (п. 10).")
    closed_at = serializers.DateTimeField(allow_null=True, help_text="When it came to its end; null: it is open.")
    city = serializers.CharField(allow_null=True, help_text="Code of the city whose migration service decides.")
    preliminary_number = serializers.CharField(required=False, help_text="With cases.permit; empty before п. 18.")
    approved_at = serializers.DateTimeField(required=False, allow_null=True, help_text="With cases.permit.")
    iin_masked = serializers.CharField(required=False, help_text="With cases.person: two first and two last digits.")

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """DRF would write null for a member that may be null, and was not even read."""
        return {name: value for name, value in super().to_representation(instance).items() if name in instance}


class CasePageSerializer(serializers.Serializer[Any]):
    results = CaseSerializer(many=True, help_text="Those moved longest ago first.")
    next = serializers.CharField(allow_null=True, help_text="The cursor of the following page; null: nothing follows.")


class BodySerializer(serializers.Serializer[Any]):
    ru = serializers.CharField(help_text="In Russian.")
    kk = serializers.CharField(help_text="In Kazakh.")


class LetterSerializer(serializers.Serializer[Any]):
    """What /verify/ shows everybody."""

    code = serializers.CharField(help_text="The code printed under the letter's QR code.")
    number = serializers.CharField(help_text="The letter's own number.")
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in LETTERS], help_text="What the letter is.")
    at = serializers.DateTimeField(help_text="When it was issued.")
    valid_until = serializers.DateField(allow_null=True, help_text="Its last good day; null: it has none.")
    standing = serializers.ChoiceField(
        choices=[("authentic", "authentic"), ("fallen", "fallen")],
        help_text="fallen: signed with a certificate that was revoked before.",
    )
    set_aside_at = serializers.DateTimeField(
        allow_null=True, help_text="When the act it tells of was set aside by a ruling; null: it stands."
    )
    issuer = BodySerializer(allow_null=True, help_text="Who issued it.")
    signed_at = serializers.DateTimeField(allow_null=True, help_text="When it was signed by ЭЦП; null: it was not.")
    office = serializers.CharField(allow_blank=True, help_text="The organisation in the certificate of the signature.")
    bin = serializers.CharField(allow_blank=True, help_text="БИН of that organisation.")
    demo = serializers.BooleanField(help_text="Signed with a certificate of the demonstration: of no force.")


def letter_facts(letter: Genuine) -> dict[str, Any]:
    same = ("code", "number", "kind", "at", "valid_until", "signed_at", "office", "bin", "demo", "set_aside_at")
    facts = {name: getattr(letter, name) for name in same}
    issuer = {lang: letter.body.get(lang, "") for lang in ("ru", "kk")} if letter.body else None
    return facts | {"standing": "fallen" if letter.fallen else "authentic", "issuer": issuer}


class ExchangeSerializer(serializers.Serializer[Any]):
    """What became of a message; neither its content nor its answer."""

    id = serializers.UUIDField(help_text="The portal's name for it.")
    system = serializers.ChoiceField(choices=[(key, key) for key in SYSTEMS], help_text="With which system.")
    operation = serializers.CharField(help_text="The operation, as in the address.")
    direction = serializers.ChoiceField(
        choices=[("in", "in"), ("out", "out")], help_text="in: sent to the portal; out: asked by it."
    )
    key = serializers.CharField(help_text="The Idempotency-Key.")
    state = serializers.ChoiceField(choices=Exchange.STATES, help_text="How far it has come.")
    outcome = serializers.ChoiceField(
        choices=Exchange.OUTCOMES, allow_blank=True, help_text="What it did to the case; empty: nothing yet."
    )
    created_at = serializers.DateTimeField(help_text="When the portal wrote it down.")
    answered_at = serializers.DateTimeField(allow_null=True, help_text="When the answer, or the word, came.")
