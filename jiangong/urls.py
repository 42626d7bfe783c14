"""All addresses: the web shell, the rooms, the API, sign-in."""

from django.urls import include, path

urlpatterns = [
    path("", include("jiangong.web.urls")),
    path("", include("jiangong.api.urls")),
    path("", include("jiangong.foundation.organisations.urls")),
    path("", include("jiangong.foundation.ledger.urls")),
    path("", include("jiangong.plan.urls")),
    path("", include("jiangong.foundation.people.roster.urls")),
    path("", include("jiangong.foundation.people.erasure.urls")),
    path("", include("jiangong.foundation.people.corrections.urls")),
    path("", include("jiangong.foundation.people.readlog.urls")),
    path("", include("jiangong.foundation.people.urls")),
    path("", include("jiangong.foundation.clocks.urls")),
    path("", include("jiangong.foundation.desk.urls")),
    path("", include("jiangong.foundation.inbox.urls")),
    path("", include("jiangong.foundation.rulings.urls")),
    path("", include("jiangong.foundation.documents.urls")),
    path("", include("jiangong.foundation.notices.urls")),
    path("", include("jiangong.foundation.samples.urls")),
    path("", include("jiangong.foundation.credentials.urls")),
    path("", include("jiangong.foundation.rulebook.urls")),
    path("", include("jiangong.foundation.people.signin.urls")),
    path("", include("jiangong.selection.exams.urls")),
    path("", include("jiangong.selection.draws.urls")),
    path("", include("jiangong.selection.equity.urls")),
    path("", include("jiangong.programmes.competitions.urls")),
    path("", include("jiangong.programmes.care.convalescence.urls")),
    path("", include("jiangong.programmes.growth.urls")),
    path("", include("jiangong.programmes.venues.bases.urls")),
    path("", include("jiangong.journeys.convalescing.urls")),
    path("accounts/", include("allauth.urls")),
]

handler500 = "jiangong.web.views.errors.server_error"
