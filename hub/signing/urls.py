from django.urls import path

from hub.signing import views

app_name = "signing"
urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:pk>/", views.case, name="case"),
]
