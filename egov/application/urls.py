from django.urls import path

from egov.application import anketa, views

app_name = "application"
urlpatterns = [
    path("", views.start, name="start"),
    path("<uuid:pk>/", views.home, name="home"),
    path("<uuid:pk>/city/", views.choose_city, name="city"),
    path("<uuid:pk>/document/<slug:kind>/", views.attach_document, name="document"),
    path("<uuid:pk>/questionnaire/", anketa.page, name="questionnaire"),
    path("<uuid:pk>/questionnaire/autosave/", anketa.autosave, name="autosave"),
    path("<uuid:pk>/check/", views.check, name="check"),
]
