from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cases.web.systems import log, shep

urlpatterns = [
    path("", include("cases.health.urls")),
    path("api/v1/", include("cases.api.urls")),
    path("shep/<str:system>", shep.endpoint, name="shep"),
    path("log/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("log/keys", log.log_keys, name="log_keys"),
    path("log/tile/<int:level>/<path:place>", log.serve_tile, name="log_tile"),
    path("admin/", admin.site.urls),
    path("", include("egov.front.urls")),
    path("", include("egov.accounts.urls")),
    path("egov-mobile/", include("cases.web.mobile.urls")),
    path("cases/", include("cases.web.urls")),
    path("reports/", include("cases.web.reports.urls")),
    path("hub/", include("hub.urls")),
    path("egov/", include("egov.urls")),
    path("con/", include("con.urls")),
    *([path("", include(settings.DEMO_PAGES))] if settings.DEMO_PAGES else []),
]

handler400 = "dnr.errors.bad_request"
handler500 = "dnr.errors.server_error"
