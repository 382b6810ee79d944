from django.urls import include, path

app_name = "con"
urlpatterns = [
    path("officer/", include("con.officer.urls")),
    path("clerk/", include("con.clerk.urls")),
    path("complaints/", include("con.complaints.urls")),
    path("head/", include("con.head.urls")),
]
