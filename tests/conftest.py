"""The suite runs on the embedded PostgreSQL (or on DATABASE_URL); the small cast is in tests/cast.py."""

import os

import pytest
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["tests.cast"]

# A busy machine is slow, not wrong: no example fails by the time it took.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The tables are copied, not made; runs that share one server take databases of their own: JIANGONG_TEST_DATABASE=name."""
    from django.conf import settings

    from tests.migrated import migrated

    ours = settings.DATABASES["default"].setdefault("TEST", {})
    ours["TEMPLATE"] = migrated()
    name = os.environ.get("JIANGONG_TEST_DATABASE")
    if name:
        ours["NAME"] = f"test_{name}{os.environ.get('PYTEST_XDIST_WORKER', '')}"


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages under test name static files without collecting them first."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _every_test_begins_in_chinese():
    """A test that asked for English must not leave it to the next one."""
    from django.utils import translation

    translation.activate("zh-hans")


@pytest.fixture(autouse=True)
def _no_rulings_yet():
    """A test's database begins without rulings; what another test ruled must not be remembered in its stead."""
    from jiangong.foundation.rulebook.queries import none_ruled

    none_ruled()


@pytest.fixture(scope="session", autouse=True)
def _cleaning_up_may_empty_the_ledger():
    """Transactional tests are cleaned by TRUNCATE, which the ledger refuses; a superuser's session may switch that off."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.sql_flush
    off = "SET LOCAL session_replication_role = replica;"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", lambda *args, **kwargs: [off, *flush(*args, **kwargs)])
        yield


@pytest.fixture
def take_database_away(transactional_db, monkeypatch):
    """A function after which all is as if PostgreSQL had just been stopped: the connection lost, a new one refused."""
    import psycopg
    from django.db import connection

    def refuse(**parameters):
        raise psycopg.OperationalError("connection refused")

    with monkeypatch.context() as away:

        def take():
            connection.close()
            away.setattr(connection.Database, "connect", refuse)

        yield take
