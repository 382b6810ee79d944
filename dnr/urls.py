from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("egov.front.urls")),
    path("", include("egov.accounts.urls")),
    path("cases/", include("cases.urls")),
    path("hub/", include("hub.urls")),
    path("egov/", include("egov.urls")),
    path("con/", include("con.urls")),
]
