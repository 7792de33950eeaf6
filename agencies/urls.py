"""Addresses of agencies."""

from django.urls import URLPattern, path

from agencies.views import (
    acceptance,
    audit,
    certificates,
    directory,
    invitations,
    memberships,
    people,
    personal_data,
    profile,
    second_factors,
)

app_name = "agencies"
urlpatterns: list[URLPattern] = [
    path("audit/", audit.audit_list, name="audit-list"),
    path("audit/catatan.xlsx", audit.audit_export, name="audit-export"),
    path("instansi/", directory.agency_list, name="agency-list"),
    path("instansi/daftar.xlsx", directory.agency_export, name="agency-export"),
    path("directory/import/", directory.agency_import, name="agency-import"),
    path("people/", people.people_list, name="people-list"),
    path("people/invite/", invitations.invitation_create, name="invitation-create"),
    path("people/invite/list/", invitations.invitation_import, name="invitation-import"),
    path("people/invitations/<uuid:public_id>/renew/", invitations.invitation_renew, name="invitation-renew"),
    path(
        "people/invitations/<uuid:public_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("people/everybody/", people.person_list, name="person-list"),
    path("people/<uuid:public_id>/", people.person_detail, name="person-detail"),
    path("people/<uuid:public_id>/deactivate/", people.person_deactivate, name="person-deactivate"),
    path("people/<uuid:public_id>/reactivate/", people.person_reactivate, name="person-reactivate"),
    path("people/<uuid:public_id>/pseudonymise/", people.person_pseudonymise, name="person-pseudonymise"),
    path("memberships/<uuid:public_id>/", memberships.membership_detail, name="membership-detail"),
    path("memberships/<uuid:public_id>/role/", memberships.membership_role, name="membership-role"),
    path("memberships/<uuid:public_id>/end/", memberships.membership_end, name="membership-end"),
    path("memberships/<uuid:public_id>/leave/", memberships.membership_leave, name="membership-leave"),
    path("personal-data/", personal_data.personal_data, name="personal-data"),
    path("personal-data/data.zip", personal_data.personal_data_download, name="personal-data-download"),
    path("personal-data/forget/", personal_data.personal_data_forget, name="personal-data-forget"),
    path(
        "people/<uuid:public_id>/second-factors/reset/",
        second_factors.second_factor_reset,
        name="second-factor-reset",
    ),
    path("welcome/", acceptance.welcome, name="welcome"),
    path("profile/", profile.profile_detail, name="profile"),
    path("profile/sessions/", profile.session_list, name="session-list"),
    path("profile/sessions/end/", profile.session_end_others, name="session-end-others"),
    path("profile/sessions/end-all/", profile.session_end_all, name="session-end-all"),
    path("profile/sessions/<str:code>/end/", profile.session_end, name="session-end"),
    path("undangan/<str:token>/", acceptance.invitation_accept, name="invitation-accept"),
    path("verifikasi/", certificates.certificate_form, name="certificate-form"),
    path("verifikasi/<str:code>/", certificates.certificate_check, name="certificate-check"),
    path("certificates/<str:code>.png", certificates.certificate_image, name="certificate-image"),
]
