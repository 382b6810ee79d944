from django.urls import path

from con.complaints import views

app_name = "complaints"
urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:pk>/", views.case, name="case"),
    path("<uuid:pk>/file/", views.whole_file, name="file"),
]
