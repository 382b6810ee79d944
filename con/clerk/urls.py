from django.urls import path

from con.clerk import views

app_name = "clerk"
urlpatterns = [
    path("", views.home, name="home"),
    path("originals/", views.originals, name="originals"),
    path("<uuid:pk>/", views.case, name="case"),
    path("<uuid:pk>/reconcile/<slug:kind>/", views.reconcile, name="reconcile"),
    path("<uuid:pk>/upload/<slug:kind>/", views.upload, name="upload"),
]
