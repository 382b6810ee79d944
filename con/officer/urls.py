from django.urls import path

from con.officer import views

app_name = "officer"
urlpatterns = [
    path("", views.home, name="home"),
    path("originals/", views.originals, name="originals"),
    path("<uuid:pk>/", views.case, name="case"),
]
