"""Django's admin, with our site instead of its own."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "agencies.admin_site.PortalAdminSite"
