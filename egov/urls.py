from django.urls import include, path

app_name = "egov"
urlpatterns = [
    path("cabinet/", include("egov.cabinet.urls")),
    path("application/", include("egov.application.urls")),
    path("helping/", include("egov.helping.urls")),
    path("complaints/", include("egov.complaints.urls")),
    path("payment/", include("egov.payment.urls")),
]
