"""Nobody fills the disk through a form, least of all a stranger at the door."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("size", "status"), [(1024, 200), (9 * 1024 * 1024, 200), (11 * 1024 * 1024, 400)])
def test_a_form_may_carry_a_photo_and_no_more(size: int, status: int) -> None:
    form = {"login": "a@example.com", "password": "x", "file": SimpleUploadedFile("big.bin", b"x" * size)}
    assert Client().post("/accounts/login/", form).status_code == status
