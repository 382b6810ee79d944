from django.urls import path

from cases.api import document, views
from cases.api.access import machine
from cases.web.request.access import public

app_name = "api"
urlpatterns = [
    path("cases/", machine("cases.read", views.CasesView), name="cases"),
    path("cases/<str:number>", machine("cases.read", views.CaseView), name="case"),
    path("letters/<str:code>", machine("letters.read", views.LetterView), name="letter"),
    path("exchanges/<uuid:pk>", machine("exchanges.read", views.ExchangeView), name="exchange"),
    path("inbox/<str:system>/<str:operation>", machine("inbox", views.InboxView), name="inbox"),
    path("schema/", public(document.schema), name="schema"),
    path("docs/", public(document.page), name="docs"),
    path("gateways/schema/", public(document.schema), {"which": document.OUTWARD}, name="gateways_schema"),
    path("gateways/docs/", public(document.page), {"which": document.OUTWARD}, name="gateways_docs"),
]
