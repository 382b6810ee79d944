from django.urls import path

from egov.cabinet import history, proofs, views

app_name = "cabinet"
urlpatterns = [
    path("", views.home, name="home"),
    path("history/", history.history, name="history"),
    path("notices/", views.notices, name="notices"),
    path("<uuid:pk>/", views.case, name="case"),
    path("<uuid:pk>/proof/<slug:kind>/", proofs.attach, name="proof"),
    path("<uuid:pk>/consent-form/<slug:language>/", views.consent_form, name="consent_form"),
]
