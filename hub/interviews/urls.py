from django.urls import path

from hub.interviews import rules, views

app_name = "interviews"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("rules/", rules.home, name="rules"),
    path("rules/<uuid:pk>/end/", rules.end_rule, name="end_rule"),
    path("blocked/<uuid:pk>/withdraw/", rules.unblock, name="unblock"),
    path("<uuid:pk>/interview.ics", views.invitation, name="invitation"),
    path("<uuid:pk>/remove/", views.remove, name="remove"),
]
