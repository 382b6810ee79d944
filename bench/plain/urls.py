from django.urls import path

from bench.plain import views

urlpatterns = [
    path("", views.cases, name="list"),
    path("<uuid:pk>/", views.case, name="case"),
]
