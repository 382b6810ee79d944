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
    _("Cannot delete %(name)s"),
    _("Delete"),
    _("Remove"),
    _("Select %s"),
    _("User"),
    _("password"),
    _("Add %s"),
    _("Add %(name)s"),
    _("Change %s"),
    _("Add another %(verbose_name)s"),
    _("Select %s to change"),
    _("No fields changed."),
    _("None"),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
    _("Run the selected action"),
    _("Go"),
    _("0 of %(cnt)s selected"),
    _("Click here to select the objects across all pages"),
    _("Select all %(total_count)s %(module_name)s"),
    _("Clear selection"),
    _("Filter"),
    _("All dates"),
    _("Date/time"),
    _("Date:"),
    _("Change history: %s"),
    _("Save and add another"),
    _("Save and continue editing"),
    _("Log in again"),
    _("last login"),
    _("Password confirmation"),
    _("Old password"),
    _("New password"),
    _("New password confirmation"),
    _("Your old password was entered incorrectly. Please enter it again."),
    _("Password change"),
    _("Change password"),
    _("Change password: %s"),
    _("Change my password"),
    _("Your password was changed."),
    _("Password changed successfully."),
    _("Enter a new password for the user <strong>%(username)s</strong>."),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following related '
        "items will be deleted:"
    ),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected related "
        "objects:"
    ),
    _(
        "Please enter your old password, for security’s sake, and then enter your new password twice so we "
        "can verify you typed it in correctly."
    ),
)
DJANGO_PLURAL = (
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
    ngettext_lazy("%(count)s %(name)s was changed successfully.", "%(count)s %(name)s were changed successfully."),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected"),
)
