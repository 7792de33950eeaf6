"""The WSGI callable that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "summitcomms.settings")

application = get_wsgi_application()

# Every view is loaded here and not by the first visitor; what stays for good is then kept out of the garbage
# collector's sight: walking through it took a third of the reading of a large batch.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
