from django.urls import path

from hub.screening import views

app_name = "screening"
urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:pk>/", views.case, name="case"),
]
