from dataclasses import replace

import pytest

from connectors.zalo import tokens
from connectors.zalo.oauth import TokenPair
from connectors.zalo.settings import ZaloSettings
from tests.support.fake_zalo import FakeZalo, running

SETTINGS = ZaloSettings(
    app_id="app",
    app_secret="app-secret",
    oa_id="oa",
    oa_secret_key="oa-key",
    redirect_url="https://mot-cua.example.vn/zalo/",
)


@pytest.fixture
def fake():
    return FakeZalo()


@pytest.fixture
def zalo(fake, settings):
    """Settings that lead to a fake Zalo, which runs."""
    with running(fake) as address:
        found = replace(SETTINGS, api_url=address, oauth_url=address)
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo=found)
        yield found


@pytest.fixture
def agreed(fake, zalo):
    """Consent was given: a working pair is stored."""
    from datetime import timedelta

    pair = TokenPair(*fake.pair(), timedelta(seconds=fake.lifetime))
    tokens.store_consent(zalo.oa_id, pair)
    return pair
