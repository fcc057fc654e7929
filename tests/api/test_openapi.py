"""The document of the API says everything that a program must know, and the API takes nothing beyond it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from crosslift.api.root import api
from crosslift.core.models import Audit
from crosslift.deals import actions as deals
from crosslift.staff import actions as staff
from tests.company import Company

JSON = "application/json"
REFUSED = {401, 403, 404, 409, 422, 429}
UNKNOWN = "nobody_knows"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation."""
    for path, verbs in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for verb, operation in verbs.items():
            yield verb.upper(), path, operation


def bodies() -> list[Any]:
    """Method and path, with an id that nothing has, of what takes JSON."""
    return [
        pytest.param(method, path, id=f"{method} {path}")
        for method, path, operation in operations()
        if JSON in operation.get("requestBody", {}).get("content", {})
    ]


@pytest.fixture
def program(company: Company) -> Client:
    """A program with the administrator's token."""
    token = staff.make_token(actor=company.act(company.celia), name="tests")[1]
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_every_operation_is_described_and_has_a_name_of_its_own() -> None:
    names = Counter(operation["operationId"] for _method, _path, operation in operations())
    assert [name for name, times in names.items() if times > 1] == []
    assert [(method, path) for method, path, it in operations() if not it.get("description", "").strip()] == []


def test_every_operation_announces_its_refusals_in_one_shape() -> None:
    for method, path, operation in operations():
        assert operation["responses"].keys() >= REFUSED, f"{method} {path}"
        for status in REFUSED:
            shape = operation["responses"][status]["content"][JSON]["schema"]
            assert shape == {"$ref": "#/components/schemas/ErrorBody"}, f"{method} {path} {status}"


@pytest.mark.parametrize(("method", "path"), bodies())
def test_a_body_with_an_unknown_field_is_refused(program: Client, method: str, path: str) -> None:
    before = Audit.objects.count()
    url = "/".join("1000000000" if part.startswith("{") else part for part in path.split("/"))
    answer = program.generic(method, url, f'{{"{UNKNOWN}": 1}}', JSON)
    assert answer.status_code == 422
    assert any(UNKNOWN in field for field in answer.json()["fields"])
    assert Audit.objects.count() == before


def test_a_stranger_is_told_what_is_missing(db: None) -> None:
    answer = Client().get("/api/v1/deals")
    assert (answer.status_code, answer.json()["code"]) == (401, "no_token")


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "/api/v1/nowhere", "", JSON, 404),
        ("POST", "/api/v1/deals/-1/win", "{}", JSON, 404),
        ("GET", f"/api/v1/deals/{10**30}", "", JSON, 404),
        ("GET", f"/api/v1/customers/{10**30}", "", JSON, 404),
        ("GET", f"/api/v1/deals?owner_id={10**30}", "", JSON, 200),
        ("POST", "/api/v1/customers", '{"name": ', JSON, 422),
        ("POST", "/api/v1/customers", '{"name": "\\u0000"}', JSON, 422),
        ("POST", "/api/v1/customers", '{"name": "\\ud800"}', JSON, 422),
        ("POST", "/api/v1/customers", f'{{"name": "Rose", "employees": {10**30}}}', JSON, 422),
        ("POST", "/api/v1/customers", '{"name": "Rose", "revenue": 1e400}', JSON, 422),
        ("POST", "/api/v1/customers", '{"name": "Rose", "parent_id": 1000000000}', JSON, 422),
        ("POST", "/api/v1/products", '{"name": "Rose", "price": -1}', JSON, 422),
        ("POST", "/api/v1/products", '{"name": "Rose", "price": 1e14}', JSON, 422),
        ("POST", "/api/v1/imports", "anything", "multipart/form-data", 422),
    ],
)
def test_what_can_not_be_taken_is_refused_without_a_trace(
    program: Client, method: str, path: str, body: str, kind: str, status: int
) -> None:
    before = Audit.objects.count()
    answer = program.generic(method, path, body, kind)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"].startswith(JSON)
    assert status == 200 or answer.json().keys() == {"code", "detail", "fields"}
    assert Audit.objects.count() == before


@pytest.mark.parametrize("field", ["title", "currency", "amount", "probability", "bant"])
def test_a_change_to_null_is_refused_where_a_field_can_not_be_empty(
    program: Client, company: Company, field: str
) -> None:
    deal = deals.open_deal(actor=company.act(company.versie), title="Winter", account_id=_account(company))
    answer = program.patch(f"/api/v1/deals/{deal.pk}", {field: None}, JSON)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [f"body.{field}"])
    deal.refresh_from_db()
    assert (deal.title, deal.version) == ("Winter", 1)


def _account(company: Company) -> int:
    from crosslift.customers import actions as customers

    return int(customers.make_account(actor=company.act(company.versie), name="Rose").pk)
