"""What the portal changes in Wagtail: its first page and its menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from portal import handbook, newcomers
from portal.staff import OverviewPanel

# This project keeps content in snippets: no pages, images or files to browse.
_UNUSED = frozenset({"explorer", "images", "documents", "reports", "help"})
_UNUSED_SETTINGS = frozenset({"sites", "collections", "redirects", "workflows", "workflow-tasks"})
_UNUSED_SEARCHES = frozenset({"pages", "images", "documents"})
_UNUSED_PANELS = frozenset({"whats_new_in_wagtail_version"})


@hooks.register("construct_main_menu")
def drop_unused_items(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Keep what this project uses."""
    items[:] = [item for item in items if item.name not in _UNUSED]


@hooks.register("construct_settings_menu")
def drop_unused_settings(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Keep accounts and groups."""
    items[:] = [item for item in items if item.name not in _UNUSED_SETTINGS]


@hooks.register("construct_homepage_panels")
def show_overview(_request: HttpRequest, panels: list[Any]) -> None:
    """Put first tasks and the overview first; nobody here needs the news of Wagtail."""
    kept = [panel for panel in panels if panel.name not in _UNUSED_PANELS]
    panels[:] = [newcomers.FirstTasksPanel(), OverviewPanel(), *kept, newcomers.HelpPanel()]


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    """Add the handbook, and what a first task is put away with."""
    return [*handbook.urlpatterns, *newcomers.urlpatterns]


@hooks.register("register_admin_menu_item")
def show_handbook() -> MenuItem:
    """Put the handbook into the menu, for everybody."""
    return MenuItem(
        "Sổ tay cán bộ", reverse("handbook"), name="handbook", icon_name="help", order=950
    )


@hooks.register("register_admin_search_area")
def search_procedures() -> SearchArea:
    """Let the search box of the menu look for procedures."""
    url = reverse("wagtailsnippets_knowledge_base_procedure:list")
    return SearchArea("Thủ tục", url, name="procedures", icon_name="clipboard-list", order=1)


@hooks.register("construct_search")
def drop_unused_searches(_request: HttpRequest, areas: list[SearchArea]) -> None:
    """Keep what this project uses."""
    areas[:] = [area for area in areas if area.name not in _UNUSED_SEARCHES]
