from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = _("Instansi dan orang")

    def ready(self) -> None:
        import_module("agencies.signals")
        import_module("agencies.receivers")
