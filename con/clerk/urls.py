from django.urls import path

from cases.law.actors import Role
from con.clerk import courier, find, office, views
from con.counter import originals
from con.counter.registries import printed

app_name = "clerk"
urlpatterns = [
    path("", views.home, name="home"),
    path("originals/", originals.for_desk(Role.CLERK), name="originals"),
    path("office/", office.office, name="office"),
    path("find/", find.find, name="find"),
    path("courier/", courier.home, name="courier"),
    path("courier/<uuid:pk>/", courier.registry, name="registry"),
    path("courier/<uuid:pk>/<slug:language>/", printed, name="registry_printed"),
    path("<uuid:pk>/", views.case, name="case"),
    path("<uuid:pk>/reconcile/", views.reconcile_all, name="reconcile_all"),
    path("<uuid:pk>/reconcile/<slug:kind>/", views.reconcile, name="reconcile"),
    path("<uuid:pk>/upload/<slug:kind>/", views.upload, name="upload"),
]
