from django.urls import path
from django.views.generic import RedirectView

from cases.web.request.access import View, public
from egov.front import comparing, planning, preparing, verifying, views

app_name = "front"


def moved_to(name: str) -> View:
    return RedirectView.as_view(pattern_name=name, permanent=True, query_string=True)


urlpatterns = [
    path("", public(views.home), name="home"),
    path("order/", public(views.order), name="order"),
    path("order/compare/", public(comparing.compare), name="compare"),
    path("order/dates/", public(planning.dates), name="dates"),
    path("prepare/", public(views.prepare), name="prepare"),
    path("prepare/states/", public(preparing.by_states), name="prepare_states"),
    path("verify/", public(verifying.verify), name="verify"),
    path("verify/file/<str:sha256>/", public(verifying.verify_file), name="verify_file"),
    path("verify/<str:code>/", public(verifying.verify_code), name="verify_code"),
    # Printed on letters until the autumn of 2026, which live for years.
    path("check/", public(moved_to("front:verify")), name="check"),
    path("check/<str:code>/", public(moved_to("front:verify_code")), name="check_code"),
    path("accessibility/", public(views.accessibility), name="accessibility"),
    path("robots.txt", public(views.robots), name="robots"),
]
