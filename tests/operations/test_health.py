"""What monitors are told."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from operations import health


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has only just started."""
    monkeypatch.setattr(health, "_known_to_be_migrated", False)


def test_the_process_is_alive_without_asking_the_database() -> None:
    """No database is let near this test: it would fail if one were asked."""
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_ready_when_database_and_folders_are(unknown: None) -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


@pytest.mark.django_db
def test_once_known_to_be_ready_it_asks_one_query(
    unknown: None, django_assert_num_queries: Any
) -> None:
    Client().get("/readyz")
    with django_assert_num_queries(1):
        Client().get("/readyz")


@pytest.mark.django_db
def test_a_database_that_lacks_a_migration_is_not_ready(unknown: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'files'")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "migrate" in answer.json()["problems"][0]


def test_a_database_that_is_away_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["The database does not answer."]
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_a_folder_without_room_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    assert "FILES_DIR is nearly full." in Client().get("/readyz").json()["problems"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_monitors_only_ask(path: str) -> None:
    assert Client().post(path).status_code == 405


@pytest.mark.parametrize("brought", ["", "Bearer ", "Bearer wrong", "the-token"])
def test_the_counters_are_not_there_without_the_token(brought: str) -> None:
    with override_settings(METRICS_TOKEN="the-token-of-the-monitor"):
        answer = Client().get("/metrics", headers={"authorization": brought})
    assert answer.status_code == 404


def test_where_no_token_is_set_there_are_no_counters() -> None:
    assert Client().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_the_counters_are_read_with_the_token() -> None:
    with override_settings(METRICS_TOKEN="the-token-of-the-monitor"):
        answer = Client().get(
            "/metrics", headers={"authorization": "Bearer the-token-of-the-monitor"}
        )
    assert answer.status_code == 200
    assert b"# TYPE" in answer.content


def test_a_page_says_that_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def away() -> None:
        raise OperationalError("FATAL: password authentication failed for secret-user")

    monkeypatch.setattr(connection, "cursor", away)
    client.raise_request_exception = False
    answer = client.get("/account/login/", headers={"cookie": "sessionid=abc"})
    # The session is asked of the database as soon as the page looks who is there.
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "resting for a moment" in answer.content.decode()
    assert "secret-user" not in answer.content.decode()


def test_any_other_fault_is_still_ours(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr("operations.health.problems", lambda: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/readyz")
    assert answer.status_code == 500
    assert "Retry-After" not in answer
