"""The wording of the consent of п. 4; what was shown is stored with the consent itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.service.vocabulary import Edition

BODIES = ("hub", "ministry", "migration", "nsc", "psc")
"""Those who take part in the service and so process the data (п. 2, 4–27)."""


def paragraphs(edition: Edition) -> list[str]:
    """In the active language. The use of protected information is worded as in the annex to the Algorithm."""
    return [
        _(
            "I consent to the collection and processing of my personal data needed for the public service “Issue of "
            "permits to foreigners and stateless persons for permanent residence in the Republic of Kazakhstan” "
            "(para. 4 of the Algorithm of the joint order %(number)s)."
        )
        % {"number": edition.number},
        _(
            "These are the data of my IIN and passport, my photo, contact data, education and work experience, the "
            "criminal record document, the questionnaire, the payment of the duties, and the results of the checks "
            "the order prescribes."
        ),
        _("They are processed by, each for its own part of the service: %(bodies)s.")
        % {"bodies": "; ".join(_names(edition))},
        _(
            "I agree to the use by the state bodies of the Republic of Kazakhstan of information that is a secret "
            "protected by law and is held in information systems."
        ),
        _(
            "The consent holds from the day it is given until I withdraw it. If I withdraw it, the case is closed; "
            "what the law requires to be kept is kept."
        ),
    ]


def _names(edition: Edition) -> Iterator[str]:
    return (str(edition.bodies[key].name) for key in BODIES)
