"""What Wagtail's scripts say is Vietnamese, too."""

import re

import pytest
from django.urls import reverse


@pytest.mark.django_db
def test_the_scripts_of_the_staff_site_speak_vietnamese(client):
    address = reverse("wagtailadmin_javascript_catalog")
    assert address == "/staff/jsi18n/"
    text = client.get(address).content.decode()
    known = dict(re.findall(r'"((?:[^"\\]|\\.)+)": "((?:[^"\\]|\\.)*)"', text))
    for english in ("Collapse all", "This field is required.", "Save", "Move down"):
        assert known.get(english, english) != english
