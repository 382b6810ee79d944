from django.urls import path

from cases.health import views

app_name = "health"

urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("health/full", views.full, name="full"),
    path("metrics", views.metrics, name="metrics"),
]
