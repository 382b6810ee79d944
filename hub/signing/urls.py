from django.urls import path

from hub.signing import delegations, many, views

app_name = "signing"
urlpatterns = [
    path("", views.home, name="home"),
    path("delegations/", delegations.home, name="delegations"),
    path("delegations/<uuid:pk>/withdraw/", delegations.withdraw, name="withdraw_delegation"),
    path("reading/", many.reading, name="reading"),
    path("sheets/<uuid:pk>/", many.sheets, name="sheets"),
    path("sheets/<uuid:pk>/telephone/", many.to_telephone, name="to_telephone"),
    path("sheets/<uuid:pk>/signed/", many.from_telephone, name="from_telephone"),
    path("sheets/sign/<uuid:pk>/", many.sign, name="sign"),
    path("<uuid:pk>/", views.case, name="case"),
]
