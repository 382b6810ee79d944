from django.urls import path

from cases.web.reports import exports, listed, statistics

app_name = "reports"
urlpatterns = [
    path("statistics/", statistics.page, name="statistics"),
    path("statistics/file/", statistics.download, name="statistics_file"),
    path("list/", listed.page, name="list"),
    path("exports/", exports.home, name="exports"),
    path("exports/new/", exports.order, name="ask"),
    path("exports/<uuid:pk>/", exports.progress, name="export"),
    path("exports/<uuid:pk>/cancel/", exports.cancel, name="cancel"),
    path("exports/<uuid:pk>/again/", exports.again, name="again"),
    path("exports/<uuid:pk>/file/", exports.download, name="file"),
]
