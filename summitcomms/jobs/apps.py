"""Work that outlives a request: rows with a lease, a relay that rings for them, a reconciler."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "summitcomms.jobs"
    label = "jobs"
    verbose_name = _("Pekerjaan")

    def ready(self) -> None:
        """Load `handlers.py` of every installed app, so that a kind is known wherever Django runs."""
        autodiscover_modules("handlers")
