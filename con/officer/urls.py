from django.urls import path

from cases.law.actors import Role
from con.counter import originals
from con.counter.registries import printed
from con.officer import arrivals, courier, security, views

app_name = "officer"
urlpatterns = [
    path("", views.home, name="home"),
    path("originals/", originals.for_desk(Role.OFFICER), name="originals"),
    path("arrivals/", arrivals.of_day, name="arrivals"),
    path("courier/", courier.home, name="courier"),
    path("courier/<uuid:pk>/", courier.registry, name="registry"),
    path("courier/<uuid:pk>/draft/", courier.draft, name="registry_draft"),
    path("courier/<uuid:pk>/<slug:language>/", printed, name="registry_printed"),
    path("<uuid:pk>/", views.case, name="case"),
    path("<uuid:pk>/security/<slug:language>/", security.whole_file, name="security"),
]
