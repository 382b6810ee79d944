"""Sign-in of the staff by a provider of the agency (OpenID Connect), which most have not."""

from django.core.exceptions import ImproperlyConfigured

from dnr.settings.base import DEBUG, env

#: The OIDC provider by which staff may sign in, as its configuration names itself (`https://…`). [none: no such way]
DNR_OIDC_ISSUER = env.str("DNR_OIDC_ISSUER", default="").rstrip("/")
#: What the provider knows the portal by.
DNR_OIDC_CLIENT_ID = env.str("DNR_OIDC_CLIENT_ID", default="")
#: The secret it was given.
DNR_OIDC_CLIENT_SECRET = env.str("DNR_OIDC_CLIENT_SECRET", default="")
#: The claim that says whose account it is: `email`, verified by the provider, or the name of that which holds the IIN.
DNR_OIDC_CLAIM = env.str("DNR_OIDC_CLAIM", default="email")
#: What the button on the sign-in page calls it. [the host of the provider]
DNR_OIDC_NAME = env.str("DNR_OIDC_NAME", default="")
#: Off where the provider asks for a second factor itself; else the portal asks for its own code as after a password.
DNR_OIDC_ASKS_CODE = env.bool("DNR_OIDC_ASKS_CODE", default=True)

if DNR_OIDC_ISSUER and not DNR_OIDC_ISSUER.startswith("https://") and not DEBUG:
    raise ImproperlyConfigured("DNR_OIDC_ISSUER begins with https://")
if DNR_OIDC_ISSUER and not (DNR_OIDC_CLIENT_ID and DNR_OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("DNR_OIDC_ISSUER needs DNR_OIDC_CLIENT_ID and DNR_OIDC_CLIENT_SECRET")
