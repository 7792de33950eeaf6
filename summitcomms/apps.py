"""The portal as a whole: what joins the apps is loaded here, once all of them are."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class PortalConfig(AppConfig):
    """Loads the parts that look down on every app: the schedule's handlers and the system checks."""

    name = "summitcomms"
    label = "portal"

    def ready(self) -> None:
        import_module("summitcomms.checks")
        import_module("summitcomms.schedule")


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our site instead of its own."""

    default_site = "agencies.admin_site.PortalAdminSite"
