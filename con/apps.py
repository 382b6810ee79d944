from django.apps import AppConfig


class ConConfig(AppConfig):
    name = "con"
