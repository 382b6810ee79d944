import pytest, time
from cases.states import State
from tests import people
@pytest.mark.django_db
@pytest.mark.parametrize("state", list(State))
def test_it(state):
    t=time.time()
    c = people.case_in(state)
    assert c.state == state
    print(state, round(time.time()-t,2))
