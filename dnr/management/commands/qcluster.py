from dnr.management.commands.worker import Command as Worker


class Command(Worker):
    """django-q2's own would start on any database, unguarded and without the watch over its parts."""

    help = f"The same as `worker`. {Worker.help}"
