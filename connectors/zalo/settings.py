"""Settings of the Zalo Official Account: read with the environment, checked at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


class ZaloSettingInvalid(ValueError):
    """A setting has a value that can't be used; the message names it."""


@dataclass(frozen=True, slots=True)
class ZaloSettings:
    """How this installation speaks to Zalo; off unless ``app_id`` and ``oa_id`` are set.

    Attributes:
        app_id: of the app at developers.zalo.me.
        app_secret: secret key of that app; goes with token requests only.
        oa_id: the Official Account.
        oa_secret_key: key of the webhook page; signs what Zalo sends. Not the app secret.
        redirect_url: call-back address registered with the app, for ``motcua zalo login``.
        timestamp_from: where the signed time stands, ``body`` or ``header``: sources differ.
        max_buttons: buttons of one message, 0 to 5: sources say 4 or 5. With 0, choices stand in
            the text alone.
        takeover: after a person's last message in the OA's own chat, how long the assistant
            stays silent.
        billed_dong: price by the contract, in đồng, of a message 48 hours to 7 days after the
            person's last act; None: no such message is sent.
        templates: approved template ids by purpose, for later than that; see
            ``docs/runbooks/zalo.md``.
        template_dong: price by the contract of a template message, in đồng.
        api_url: address of the Open API.
        oauth_url: address of the consent and token service.
    """

    app_id: str = ""
    app_secret: str = field(default="", repr=False)
    oa_id: str = ""
    oa_secret_key: str = field(default="", repr=False)
    redirect_url: str = ""
    timestamp_from: str = "body"
    max_buttons: int = 4
    takeover: timedelta = timedelta(minutes=60)
    billed_dong: int | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    template_dong: int | None = None
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"

    @property
    def configured(self) -> bool:
        """Tell whether the channel is in use."""
        return bool(self.app_id and self.oa_id)


_NEEDED = ("ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_OA_ID", "ZALO_OA_SECRET_KEY")


def read_zalo_settings(values: Mapping[str, str]) -> ZaloSettings:
    """Read the settings.

    Args:
        values: variables of the environment.

    Raises:
        ZaloSettingInvalid: a value can't be used, or one of those that belong together is missing.
    """
    given = [name for name in _NEEDED if values.get(name)]
    if given and len(given) < len(_NEEDED):
        missing = ", ".join(name for name in _NEEDED if name not in given)
        raise ZaloSettingInvalid(f"{missing} must be set too, or none of {', '.join(_NEEDED)}")
    return ZaloSettings(
        app_id=values.get("ZALO_APP_ID", ""),
        app_secret=values.get("ZALO_APP_SECRET", ""),
        oa_id=values.get("ZALO_OA_ID", ""),
        oa_secret_key=values.get("ZALO_OA_SECRET_KEY", ""),
        redirect_url=values.get("ZALO_REDIRECT_URL", ""),
        timestamp_from=_one_of(values, "ZALO_TIMESTAMP_FROM", ("body", "header")),
        max_buttons=read_number(values, "ZALO_MAX_BUTTONS", 0, 5, default=4),
        takeover=timedelta(
            minutes=read_number(values, "ZALO_TAKEOVER_MINUTES", 1, 10_080, default=60)
        ),
        billed_dong=_price(values, "ZALO_BILLED_DONG"),
        templates=_templates(values),
        template_dong=_price(values, "ZALO_TEMPLATE_DONG"),
        api_url=read_url(values, "ZALO_API_URL", "https://openapi.zalo.me"),
        oauth_url=read_url(values, "ZALO_OAUTH_URL", "https://oauth.zaloapp.com"),
    )


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """Read one of a few words; the first is the default."""
    text = values.get(name) or allowed[0]
    if text not in allowed:
        raise ZaloSettingInvalid(f"{name} must be {' or '.join(allowed)}")
    return text


def read_number(values: Mapping[str, str], name: str, least: int, most: int, default: int) -> int:
    """Read a whole number.

    Raises:
        ZaloSettingInvalid: it is none, or out of bounds.
    """
    text = values.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ZaloSettingInvalid(f"{name} must be a number from {least} to {most}")
    return int(text)


def _price(values: Mapping[str, str], name: str) -> int | None:
    """Read a price in đồng; None when it is not said."""
    return read_number(values, name, 0, 1_000_000, 0) if values.get(name) else None


def _templates(values: Mapping[str, str]) -> dict[str, str]:
    """Read ``purpose:id,purpose:id``; what they cost must be known before any is sent."""
    name, found = "ZALO_TEMPLATES", dict[str, str]()
    for part in filter(None, (p.strip() for p in values.get(name, "").split(","))):
        purpose, _, template = (piece.strip() for piece in part.partition(":"))
        if not purpose or not (template.isascii() and template.isdigit()):
            raise ZaloSettingInvalid(f"{name} must be purpose:number,purpose:number")
        found[purpose] = template
    if found and not values.get("ZALO_TEMPLATE_DONG"):
        raise ZaloSettingInvalid(f"ZALO_TEMPLATE_DONG must be set too where {name} is")
    return found


def read_url(values: Mapping[str, str], name: str, default: str) -> str:
    """Read the address of a service, without a slash at its end.

    Raises:
        ZaloSettingInvalid: it is not https (loopback may be http).
    """
    text = (values.get(name) or default).rstrip("/")
    if not text.startswith(("https://", "http://127.0.0.1:")):
        raise ZaloSettingInvalid(f"{name} must be an https address")
    return text
