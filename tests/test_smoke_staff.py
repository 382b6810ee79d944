import pytest
from django.test import Client
from cases.states import State, DESKS, Actor
from cases.models import Case
from tests import people
from django.urls import reverse
WHO={"screener":people.screener,"signer":people.signer,"officer":people.officer,"clerk":people.clerk}
pytestmark=pytest.mark.urls("staffurls")
@pytest.mark.django_db
@pytest.mark.parametrize("state", list(State))
def test_smoke(state, django_assert_max_num_queries):
    c = people.case_in(state)
    for role, f in WHO.items():
        u=f()
        cl=Client(); cl.force_login(u)
        seen = Case.objects.visible_to(u).filter(pk=c.pk).exists()
        with people.at(people.after(c)):
            with django_assert_max_num_queries(8):
                r=cl.get(reverse(DESKS[Actor(role)]+":home")); assert r.status_code==200
            with django_assert_max_num_queries(15):
                r=cl.get(reverse(DESKS[Actor(role)]+":case",args=[c.pk]))
        assert r.status_code==(200 if seen else 404), r.content[:3000]
