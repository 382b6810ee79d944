from django.urls import path

from cases.web.request.access import public
from egov.helping import filling, invitation, people, views

app_name = "helping"
urlpatterns = [
    path("invitation/<str:token>/", public(invitation.invitation), name="invitation"),
    path("<uuid:pk>/", views.helped_case, name="case"),
    path("<uuid:pk>/leave/", views.leave, name="leave"),
    path("<uuid:pk>/fill/", filling.fill_in, name="fill"),
    path("<uuid:pk>/fill/person/", filling.person, name="person"),
    path("<uuid:pk>/fill/<slug:kind>/", filling.attach_document, name="document"),
    path("<uuid:pk>/people/", people.people, name="people"),
    path("<uuid:pk>/people/<uuid:helper_pk>/", people.helper, name="helper"),
]
