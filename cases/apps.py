from datetime import datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases.health import checks  # noqa: F401  # registers itself
        from cases.ledger import guards
        from cases.letters import checks as letters  # noqa: F401
        from cases.models import logged

        register()
        logged.connect()
        pre_migrate.connect(guards.remove_guards, sender=self)
        post_migrate.connect(guards.install_guards, sender=self)
        from cases.programmes.nomad import declared  # noqa: F401


def register() -> None:
    """What calls upward: the outbox and the engine know their handlers by this list alone."""
    from cases.accounts import addresses, serving
    from cases.engine.clock import sweeps
    from cases.engine.rulings import notifying
    from cases.engine.writing import effects
    from cases.gateways import brought_back, questions, recalling
    from cases.letters import compose, digest
    from cases.webhooks import subscribers
    from cases.workload import absences, bulk, presence

    _register_programmes()
    effects.register(
        compose, subscribers.follow, questions.follow, recalling.follow, brought_back.follow, notifying.follow
    )
    sweeps.register(readdressed=addresses.settle_due, rulings=notifying.notify_overdue)
    sweeps.register(given_back=absences.give_back, many=bulk.resume, closed=presence.forget)
    sweeps.register(service_days=serving.switch_due, mails_of_the_day=digest.send_due)
    sweeps.register(changes_held=_hold_changes)
    _register_outbox()


def _hold_changes(now: datetime) -> int:
    """Imported when it is called: the pages of the administration are there once every app is."""
    from cases.admin import holding

    return holding.hold_due(now)


def _register_programmes() -> None:
    from cases.engine import programmes
    from cases.programmes.complaint.programme import COMPLAINT
    from cases.programmes.nomad.programme import NOMAD
    from cases.reports import registry

    for programme in (NOMAD, COMPLAINT):
        programmes.register(programme)
        registry.register(*programme.figures)


def _register_outbox() -> None:
    from cases.accounts.addresses import letters as mailboxes
    from cases.accounts.helping import letters as helpers
    from cases.accounts.passwords import letters as passwords
    from cases.engine.programmes import answering
    from cases.evidence import signatures
    from cases.evidence.storage import scanning
    from cases.gateways import carrier
    from cases.letters import digest, handler, mail
    from cases.outbox import registry
    from cases.reports import exporting
    from cases.webhooks import delivering

    registry.register(
        effects={
            "render": handler.render,
            "mail": mail.send,
            "address": mailboxes.to_new,
            "former": mailboxes.to_former,
            "revocation": signatures.recheck,
            "webhook": delivering.deliver,
            "export": exporting.write,
            "password": passwords.send,
            "helper": helpers.send_invitation,
            "digest": digest.send_mail_of_the_day,
            "scan": scanning.scan_document,
        },
        carrier=carrier,
        inbox=answering.apply,
    )
