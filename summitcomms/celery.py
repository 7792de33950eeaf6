"""The Celery application: it carries ids of jobs, nothing else (the database is the truth)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "summitcomms.settings")

app = Celery("summitcomms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
