import pytest

from dataops.runtime import environment, folders
from dataops.runtime.folders import CannotRun

NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WEB_URL", "REDIS_URL", "SECRET_KEY", "TOKEN_PEPPER")


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """An environment that says nothing but where the data goes. What the code sets is taken back as well."""
    for name in NAMES:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setenv("DATAOPS_HOME", str(tmp_path))


def test_without_addresses_both_servers_are_ours():
    ours = environment.configure_env()

    assert ours == {"DATABASE_URL", "REDIS_URL"}
    assert "dataops_web@" in environment.read("DATABASE_URL")


def test_what_children_inherit_is_still_ours():
    environment.configure_env()

    assert environment.configure_env() == {"DATABASE_URL", "REDIS_URL"}


def test_a_named_database_is_not_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:pw@db.example/app")

    assert environment.configure_env() == {"REDIS_URL"}
    assert environment.read("DATABASE_OWNER_URL") == ""
    assert environment.read("SECRET_KEY") == ""


def test_an_owner_alone_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.example/app")

    with pytest.raises(CannotRun, match="set both, or neither"):
        environment.configure_env()


def test_the_owner_signs_in_only_where_asked(monkeypatch):
    environment.configure_env()
    web = environment.read("DATABASE_URL")

    environment.become_owner()

    assert environment.read("DATABASE_URL") == environment.read("DATABASE_OWNER_URL") != web
    assert environment.read("DATABASE_WEB_URL") == web


def test_one_database_address_serves_both(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db.example/app")

    environment.become_owner()

    assert environment.read("DATABASE_URL") == "postgresql://me@db.example/app"


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    path = tmp_path / "database_url"
    path.write_text("postgresql://me@db.example/app\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(path))

    assert environment.configure_env() == {"REDIS_URL"}
    assert environment.read("DATABASE_URL") == "postgresql://me@db.example/app"


def test_keys_are_made_once_and_for_this_user_alone(monkeypatch, tmp_path):
    environment.configure_env()
    first = environment.read("SECRET_KEY")
    monkeypatch.delenv("SECRET_KEY")

    environment.configure_env()

    assert environment.read("SECRET_KEY") == first != environment.read("TOKEN_PEPPER")
    assert [oct(path.stat().st_mode)[-3:] for path in sorted((tmp_path / "secrets").iterdir())] == [
        "600",
        "600",
    ]


@pytest.mark.parametrize(
    ("url", "db", "celery", "expected"),
    [
        ("redis://:pw@host:6379/2", 1, False, "redis://:pw@host:6379/3"),
        ("redis://host", 0, True, "redis://host/0"),
        ("rediss://host/0?ssl_cert_reqs=required", 1, True, "rediss://host/1?ssl_cert_reqs=required"),
        ("unix:///run/redis.sock", 1, False, "unix:///run/redis.sock?db=1"),
        ("unix:///run/redis.sock?db=4", 1, True, "redis+socket:///run/redis.sock?virtual_host=5"),
    ],
)
def test_redis_is_spelt_for_its_reader(monkeypatch, url, db, celery, expected):
    monkeypatch.setenv("REDIS_URL", url)

    assert environment.redis_url(db, celery=celery) == expected


def test_the_database_address_is_read_as_libpq_reads_it():
    entry = environment.database("postgresql://me:p%40ss@db.example:5433/app?sslmode=require")

    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("app", "me", "p@ss")
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == ("db.example", "5433", {"sslmode": "require"})


def test_our_own_address_names_the_folder_of_sockets(tmp_path):
    entry = environment.database(environment.own_urls(tmp_path)["DATABASE_URL"])

    assert (entry["USER"], entry["NAME"], entry["HOST"]) == (
        "dataops_web",
        "dataops",
        str(folders.sockets(tmp_path)),
    )


def test_another_kind_of_database_is_refused_without_its_password():
    with pytest.raises(CannotRun) as refusal:
        environment.database("mysql://me:hunter2@host/app")

    assert str(refusal.value) == "DATABASE_URL is not the address of a PostgreSQL database"
