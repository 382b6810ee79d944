"""What asks for itself again and again ends with what it asks for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import MobileSigning
from tests import people
from tests.browser.conftest import Screen


@pytest.mark.django_db(transaction=True)
def test_a_page_whose_matter_is_gone_says_so_and_asks_no_more(screen: Screen) -> None:
    """As a page that waits for a telephone, left open for a day."""
    screen.sit(None, "ru", people.START)
    assert screen.look(reverse("accounts:sign_in"), "[name=by_mobile]") == 200
    waits = "document.querySelector('[data-reload-when-gone]')"
    screen.until(f"Boolean({waits})")
    MobileSigning.objects.all().delete()
    screen.until(f"document.querySelector('h1')?.innerText === 'Такой страницы нет' && !{waits}")
    assert screen.script("return performance.getEntriesByType('navigation')[0].responseStatus") == 404
