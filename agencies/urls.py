"""Addresses of agencies."""

from django.urls import URLPattern, path

from agencies.views import audit, certificates

app_name = "agencies"
urlpatterns: list[URLPattern] = [
    path("audit/", audit.audit_list, name="audit-list"),
    path("verifikasi/", certificates.certificate_form, name="certificate-form"),
    path("verifikasi/<str:code>/", certificates.certificate_check, name="certificate-check"),
    path("certificates/<str:code>.png", certificates.certificate_image, name="certificate-image"),
]
