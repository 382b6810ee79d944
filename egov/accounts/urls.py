from django.urls import path

from cases.states import Role
from cases.web.access import open_to, public
from cases.web.step import keeps_what_was_typed
from egov.accounts import views

app_name = "accounts"

urlpatterns = [
    path("register/", public(views.register), name="register"),
    path("sign-in/", public(views.SignIn.as_view()), name="sign_in"),
    path("sign-out/", public(views.SignOut.as_view()), name="sign_out"),
    path("profile/", keeps_what_was_typed(open_to(*Role)(views.profile)), name="profile"),
    path("language/", public(views.language), name="language"),
]
