"""Every address of the portal, app by app."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from summitcomms import health

handler400 = "summitcomms.errors.bad_request"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("bahasa/", login_not_required(require_POST(set_language)), name="set-language"),
    path("akun/", include("agencies.account_urls")),
    path("admin/", admin.site.urls),
    path("api/", include("summitcomms.api")),
    path("", include("reports.urls")),
    path("", include("campaigns.urls")),
    path("", include("awards.urls")),
    path("", include("agencies.urls")),
]
if settings.DEBUG:
    from summitcomms import mailbox

    urlpatterns.append(path("dev/surat/", mailbox.mailbox, name="mailbox"))
