from django.urls import include, path

app_name = "hub"
urlpatterns = [
    path("petition/", include("hub.petition.urls")),
    path("interviews/", include("hub.interviews.urls")),
    path("screening/", include("hub.screening.urls")),
    path("ending/", include("hub.ending.urls")),
    path("signing/", include("hub.signing.urls")),
]
