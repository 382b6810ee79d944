"""Its desks, beside all that the portal has."""

from django.urls import URLPattern, include, path

from cases.law.actors import Actor
from cases.web import desk
from dnr.urls import urlpatterns as portal

HOME = "certificate/home.html"
CASE = "cases/case.html"


def desk_pages(actor: Actor) -> list[URLPattern]:
    return [path("", desk.home(actor, HOME), name="home"), path("<uuid:pk>/", desk.case(actor, CASE), name="case")]


desks = [
    path("mine/", include((desk_pages(Actor.APPLICANT), "mine"))),
    path("office/", include((desk_pages(Actor.OFFICER), "office"))),
]
urlpatterns = [*portal, path("certificate/", include((desks, "certificate")))]
