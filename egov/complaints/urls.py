from django.urls import path

from egov.complaints import views

app_name = "complaints"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/<uuid:letter>/", views.start, name="start"),
    path("about-delay/<uuid:term>/", views.start_about_delay, name="start_about_delay"),
    path("<uuid:pk>/", views.case, name="case"),
    path("<uuid:pk>/document/<slug:kind>/", views.attach_document, name="document"),
]
