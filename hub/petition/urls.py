from django.urls import path

from hub.petition import views

app_name = "petition"
urlpatterns = [
    path("", views.start, name="start"),
    path("<uuid:pk>/", views.tasks, name="tasks"),
    path("<uuid:pk>/consent/", views.consent, name="consent"),
    path("<uuid:pk>/check/", views.check, name="check"),
    path("<uuid:pk>/document/<slug:kind>/", views.attach_document, name="document"),
]
