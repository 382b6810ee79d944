from django.urls import path

from cases.web.mobile import calls, waiting
from cases.web.request.access import public

app_name = "mobile"

urlpatterns = [
    path("<uuid:pk>/", public(waiting.waiting), name="waiting"),
    path("<uuid:pk>/stop/", public(waiting.stop_waiting), name="stop"),
    path("<str:address>/mgovSign", public(calls.opening), name="opening"),
    path("<str:address>/documents", public(calls.documents), name="documents"),
]
