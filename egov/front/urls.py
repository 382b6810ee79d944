from django.urls import path

from cases.web.access import public
from egov.front import views

app_name = "front"

urlpatterns = [
    path("", public(views.home), name="home"),
    path("order/", public(views.order), name="order"),
    path("prepare/", public(views.prepare), name="prepare"),
    path("check/", public(views.check), name="check"),
    path("check/<str:code>/", public(views.check_code), name="check_code"),
    path("accessibility/", public(views.accessibility), name="accessibility"),
    path("robots.txt", public(views.robots), name="robots"),
]
