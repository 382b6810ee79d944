import pytest
from django.urls import reverse
from cases.models import Slot
from tests import people
@pytest.mark.django_db
def test_x(client):
    case = people.case_in("slot_choice")
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        r = client.get(reverse("cases:step", args=[case.pk, "book_interview"]))
        print(r.content.decode()[r.content.decode().find("<h1"):][:1500]); print(Slot.objects.values_list("starts_at","case"), people.after(case), r.context["form"].days())
        assert 0
