from django.urls import path

from hub.interviews import views

app_name = "interviews"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("<uuid:pk>/remove/", views.remove, name="remove"),
]
