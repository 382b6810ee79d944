from django.urls import path

from egov.front import views

app_name = "front"

urlpatterns = [
    path("", views.home, name="home"),
    path("order/", views.order, name="order"),
    path("prepare/", views.prepare, name="prepare"),
    path("check/", views.check, name="check"),
    path("check/<str:code>/", views.check_code, name="check_code"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
]
