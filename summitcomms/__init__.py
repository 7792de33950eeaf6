"""The portal as a whole: settings, addresses, periodic jobs. Nothing below imports from here but `lib`."""

from summitcomms.celery import app as celery_app

__all__ = ["celery_app"]
