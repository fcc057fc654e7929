"""The database's roles: the application's own role owns nothing, so that row-level security can bind it.

Run inside the virtual environment: `python -m launch.roles embedded|given`, with a JSON object on standard
input; prints a JSON object with `application` and `owner` (URLs) and `words` (what a person should know).
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from launch.address import role_password

OLDEST = 150000
DATABASE, OWNER, APPLICATION = "crosslift", "crosslift_owner", "crosslift_app"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
GRANTS = (
    ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
    ("USAGE, SELECT", "SEQUENCES"),
    ("EXECUTE", "FUNCTIONS"),
)


def prepare_embedded(urls: Mapping[str, str], passwords: Mapping[str, str]) -> None:
    """Make roles, database, extensions and default grants in our own cluster; may be repeated.

    `urls` are the bootstrap role's addresses of the databases postgres, template1 and crosslift;
    `passwords` those of the two roles, empty where the socket alone lets in.
    """
    with psycopg.connect(urls["postgres"], autocommit=True) as bootstrap:
        for role, rights in ((OWNER, sql.SQL("LOGIN CREATEDB")), (APPLICATION, sql.SQL("LOGIN"))):
            _ensure_role(bootstrap, role, rights, passwords.get(role))
        if not _exists(bootstrap, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            bootstrap.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
    for name in ("template1", DATABASE):  # test databases are copies of template1
        with psycopg.connect(urls[name], autocommit=True) as database:
            _furnish(database, OWNER)


def prepare_given(url: str, secret: Path) -> dict[str, str]:
    """Make the application's role on the server of `url`, which is the owner's, where that is permitted.

    Returns the two URLs and words about what was not permitted. Raises SystemExit with clear words where
    the server can't be reached or is too old.
    """
    try:
        database = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise SystemExit(f"DATABASE_URL: the server can't be reached: {str(error).strip()}") from error
    with database:
        if database.info.server_version < OLDEST:
            found = database.info.server_version // 10000
            raise SystemExit(f"DATABASE_URL: PostgreSQL {found} is too old; {OLDEST // 10000} or later is needed.")
        application = _url(url, user=APPLICATION, password=role_password(secret, APPLICATION))
        url = _url(url)
        try:
            owner = conninfo_to_dict(database.info.dsn).get("user") or database.info.user
            _ensure_given_role(database, application, role_password(secret, APPLICATION))
            _furnish(database, str(owner))
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.DuplicateObject) as error:
            words = (
                f"DATABASE_URL: the role {APPLICATION} can't be used ({str(error).splitlines()[0]}), so the "
                "application works as the owner of its tables. For the second fence, let an administrator "
                f"create the role and the extensions {', '.join(EXTENSIONS)}."
            )
            return {"application": url, "owner": url, "words": words}
    return {"application": application, "owner": url, "words": ""}


def _url(given: str, **changes: str) -> str:
    """The address as a URL, the one form that the settings read, from a URL or a list of keywords."""
    parts = {name: str(value) for name, value in {**conninfo_to_dict(given), **changes}.items() if value is not None}
    user, password, database = (quote(parts.pop(name, ""), safe="") for name in ("user", "password", "dbname"))
    secret = f":{password}" if password else ""
    return f"postgresql://{user}{secret}@/{database}?{urlencode(parts, quote_via=quote, safe='')}"


def _ensure_given_role(database: psycopg.Connection[tuple[object, ...]], application: str, password: str) -> None:
    if not _exists(database, "SELECT 1 FROM pg_roles WHERE rolname = %s", APPLICATION):
        _ensure_role(database, APPLICATION, sql.SQL("LOGIN"), password)
    try:
        psycopg.connect(application, connect_timeout=10).close()
    except psycopg.OperationalError as error:  # made by another installation: its password is not ours to change
        raise psycopg.errors.DuplicateObject("it exists with a password that is not kept here") from error


def _ensure_role(
    database: psycopg.Connection[tuple[object, ...]], role: str, rights: sql.SQL, password: str | None
) -> None:
    known = _exists(database, "SELECT 1 FROM pg_roles WHERE rolname = %s", role)
    verb = sql.SQL("ALTER ROLE {} {}" if known else "CREATE ROLE {} {}")
    command = verb.format(sql.Identifier(role), rights)
    if password:
        command = command + sql.SQL(" PASSWORD {}").format(sql.Literal(password))
    database.execute(command)


def _furnish(database: psycopg.Connection[tuple[object, ...]], owner: str) -> None:
    for extension in EXTENSIONS:
        database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    database.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APPLICATION)))
    for rights, kind in GRANTS:
        database.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} ON {} TO {}").format(
                sql.Identifier(owner), sql.SQL(rights), sql.SQL(kind), sql.Identifier(APPLICATION)
            )
        )


def _exists(database: psycopg.Connection[tuple[object, ...]], query: str, name: str) -> bool:
    return database.execute(query.encode(), (name,)).fetchone() is not None


def main(how: str) -> None:
    """Read the request, prepare the server and print where it is."""
    asked = json.load(sys.stdin)
    if how == "given":
        answer = prepare_given(asked["url"], Path(asked["secret"]))
    else:
        prepare_embedded(asked["urls"], asked["passwords"])
        answer = {"words": ""}
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
