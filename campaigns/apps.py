from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Kampanye"

    def ready(self) -> None:
        import_module("campaigns.personal_data")
        import_module("campaigns.receivers")
