"""Addresses of the portal."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from complaints.web import views as complaints
from connectors import web, webhooks
from connectors.widget import web as widget
from connectors.zalo_bot import web as zalo_bot
from portal import health, pages, plain

urlpatterns = [
    *web.urlpatterns,
    *widget.urlpatterns,
    *zalo_bot.urlpatterns,
    *webhooks.urlpatterns,
    *health.urlpatterns,
    *pages.urlpatterns,
    *plain.urlpatterns,
    *complaints.urlpatterns,
    # Before Wagtail's own, which knows only Wagtail's translation.
    path(
        "staff/jsi18n/",
        JavaScriptCatalog.as_view(packages=["wagtail.admin", "portal"]),
        name="wagtailadmin_javascript_catalog",
    ),
    path("staff/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
