from django.urls import path

from egov.payment import views

app_name = "payment"
urlpatterns = [
    path("<uuid:pk>/<slug:kind>/", views.start, name="start"),
    path("demo/<slug:code>/", views.demo, name="demo"),
    path("<slug:code>/receipt/<slug:language>/", views.receipt, name="receipt"),
    path("back/<slug:code>/", views.return_from_gateway, name="back"),
]
