from django.urls import path

from con.head import views

app_name = "head"
urlpatterns = [
    path("", views.home, name="home"),
    path("work/", views.work, name="work"),
    path("<uuid:pk>/", views.case, name="case"),
]
