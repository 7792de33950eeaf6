from importlib import import_module

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = "Instansi dan orang"

    def ready(self) -> None:
        import_module("agencies.signals")
