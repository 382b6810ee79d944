from django.urls import path

from cases.law.actors import Role
from cases.web.request.access import open_to, public
from egov.accounts import clock, email, held, language, naming, newcomer, oidc, password, second_factor, sign_in, views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", public(sign_in.sign_in), name="sign_in"),
    path("sign-in/eds/", public(sign_in.by_eds), name="by_eds"),
    path("sign-in/new/", public(newcomer.new_account), name="new_account"),
    path("sign-in/provider/", public(oidc.begin), name="provider"),
    path("sign-in/provider/back/", public(oidc.return_from_provider), name="provider_back"),
    path("sign-in/code/", public(second_factor.second_factor), name="second_factor"),
    path("sign-out/", public(views.SignOut.as_view()), name="sign_out"),
    path("session/", public(views.session), name="session"),
    path("register/", public(newcomer.register), name="register"),
    path("profile/", open_to(*Role)(views.profile), name="profile"),
    path("profile/zone/", views.passport_lines, name="zone"),
    path("profile/held/", held.what_is_held, name="held"),
    path("profile/held/copy/", held.export, name="held_copy"),
    path("profile/held/<uuid:pk>/clear/", held.clear, name="held_clear"),
    path("profile/email/", email.change, name="email"),
    path("profile/email/again/", email.send_again, name="email_again"),
    path("profile/name/", naming.name, name="name"),
    path("email/<str:token>/", public(email.address), name="address"),
    path("profile/password/", password.change, name="password"),
    path("password/forgotten/", public(password.forgotten), name="password_forgotten"),
    path("password/<str:token>/", public(password.by_link), name="password_link"),
    path("profile/second-factor/", second_factor.renew, name="renew"),
    path("profile/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("zone/", clock.own_zone, name="own_zone"),
    path("language/", public(language.language), name="language"),
]
