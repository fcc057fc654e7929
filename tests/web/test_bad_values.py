"""Values that no check expects are refused with words, not answered with an error of the server."""

import pytest

from tests.web.world import build_world

LISTS = ("/deals", "/customers", "/catalogue", "/leads", "/offers", "/whitespace", "/find", "/processes")


@pytest.mark.django_db
def test_no_list_breaks_on_a_nul() -> None:
    browser = build_world().browser("seller")
    statuses = {path: browser.get(f"{path}?q=%00").status_code for path in LISTS}
    assert {path: status for path, status in statuses.items() if status not in (200, 422)} == {}
    assert statuses["/offers"] == 422
    assert browser.get("/offers?q=tea").status_code == 200
