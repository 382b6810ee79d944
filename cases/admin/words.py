"""Words of Django's admin and of packages that have no Kazakh for them, or none that fits.

Named here they stand in our own catalogues, which go before those of the packages.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

AXES = (
    _("access log"), _("access logs"), _("access attempt"), _("access attempts"), _("access failure"),
    _("access failures"), _("User Agent"), _("IP Address"), _("Username"), _("HTTP Accept"), _("Path"),
    _("Attempt Time"), _("Logout Time"), _("Failed Logins"), _("Access lock out"),
)  # fmt: skip
DJANGO_Q = (
    _("Scheduled task"), _("Scheduled tasks"), _("Failed task"), _("Failed tasks"), _("Queued task"),
    _("Queued tasks"), _("Function"), _("Schedule Type"), _("Minutes"), _("Next Run"), _("Cron"),
    _("Started at"), _("Stopped at"), _("Attempt count"), _("Result"), _("Cluster key"), _("Lock until"),
)  # fmt: skip
DJANGO = (
    _("Administration"),
    _(
        "Please enter the correct %(username)s and password for a staff account. Note that both fields may be"
        " case-sensitive."
    ),
    _("Addition"),
    _("Deletion"),
    _("content type"),
    _("Added."),
    _("Changed {fields}."),
    _("The {name} “{obj}” was added successfully."),
    _("You may edit it again below."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("View %s"),
    _("Select %s to view"),
    _("%(app)s administration"),
    _("Breadcrumbs"),
    _("Models in the %(name)s application"),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("View"),
    _("You don’t have permission to view or edit anything."),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    _("Error:"),
    _("Set password"),
    _("Reset password"),
    _("Set password: %s"),
    _("No password set."),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _("This action will <strong>enable</strong> password-based authentication for this user."),
    _("Disable password-based authentication"),
    _("Enable password-based authentication"),
    _("Enable password-based authentication for this user by setting a password."),
    _("Password-based authentication"),
    _(
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still "
        "be able to authenticate using other backends, such as Single Sign-On or LDAP."
    ),
    _("Enabled"),
    _("Disabled"),
    _("Password-based authentication was disabled."),
    _("Conflicting form data submitted. Please try again."),
    _("Skip to main content"),
    _("View site"),
    _("Clear all filters"),
    _("Remove from sorting"),
    _("Sorting priority: %(priority_number)s"),
    _("Toggle sorting"),
    _("Toggle theme (current theme: auto)"),
    _("Toggle theme (current theme: light)"),
    _("Toggle theme (current theme: dark)"),
    _("Objects"),
    _("Summary"),
    _("Yes, I’m sure"),
    _("No, take me back"),
    _("Recent actions"),
    _("My actions"),
    _("Added:"),
    _("Changed:"),
    _("Deleted:"),
    _(
        "You are authenticated as %(username)s, but are not authorized to access this page. Would you like to"
        " login to a different account?"
    ),
    _("Save and view"),
    _("Select this object for an action - {}"),
    _("Select all objects on this page for an action"),
    _("Thanks for spending some quality time with the web site today."),
    _(
        "Please enter your old password, for security’s sake, and then enter your new password twice so we "
        "can verify you typed it in correctly."
    ),
)
DJANGO_PLURAL = (ngettext_lazy("Please correct the error below.", "Please correct the errors below."),)
