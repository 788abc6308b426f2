"""Roles, extensions and databases of the services on any PostgreSQL server that lets us in as superuser."""

import hashlib
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SERVICES = ("accounts", "scheduling", "notifications")
EXTENSIONS = ("btree_gist", "unaccent", "pg_trgm")
TEMPLATE = "dentoro_template"


class Databases:
    """The server at `superuser_url`."""

    def __init__(self, superuser_url: str) -> None:
        self.superuser_url = superuser_url

    def prepare(self) -> None:
        """Roles of all services, and a template database with the extensions. Harmless when they exist."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('dentoro roles'))")
                for service in SERVICES:
                    self._make_roles(connection, service)
            connection.execute("SELECT pg_advisory_lock(hashtext('dentoro template'))")
            ready = "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate"
            if connection.execute(ready, [TEMPLATE]).fetchone():
                return
            name = sql.Identifier(TEMPLATE)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
            with psycopg.connect(self._url(TEMPLATE), autocommit=True) as inside:
                for extension in EXTENSIONS:
                    inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(name))

    def create(self, service: str, name: str, template: str = TEMPLATE) -> tuple[str, str]:
        """An empty database for `service` unless it exists, or a copy of `template`; returns its (owner_url, app_url).

        The roles <service>_owner and <service>_app and the extensions are there; tables are the migrations' part.
        """
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            if service not in SERVICES:
                with connection.transaction():
                    connection.execute("SELECT pg_advisory_xact_lock(hashtext('dentoro roles'))")
                    self._make_roles(connection, service)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
                parts = [sql.Identifier(part) for part in (name, template, f"{service}_owner")]
                connection.execute(statement.format(*parts))
        return self._url(name, f"{service}_owner"), self._url(name, f"{service}_app")

    def create_migrated(
        self, service: str, name: str, version: str, migrate: Callable[[str], object]
    ) -> tuple[str, str]:
        """A copy of the database that `migrate(owner_url)` was given once for this `version` of the tables."""
        template = f"migrated_{service}_{version}"
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"dentoro migrated {service}"])
            alike = connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"migrated\\_{service}\\_%"]
            ).fetchall()
            if (template,) not in alike:
                for (old,) in alike:
                    self.drop(str(old))
                unfinished = f"unfinished_{service}"
                self.drop(unfinished)
                migrate(self.create(service, unfinished)[0])
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(template)))
        return self.create(service, name, template)

    def drop(self, name: str) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _make_roles(self, connection: psycopg.Connection[tuple[object, ...]], service: str) -> None:
        for role in (f"{service}_owner", f"{service}_app"):
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                continue
            statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(self._password(role))))

    def _password(self, role: str) -> str:
        """A password of each role's own, which whoever knows the superuser's can work out again."""
        secret = urlsplit(self.superuser_url).password or ""
        return hashlib.sha256(f"{role}:{secret}".encode()).hexdigest()[:24]

    def _url(self, database: str, role: str | None = None) -> str:
        parts = urlsplit(self.superuser_url)
        host = parts.netloc.rpartition("@")[2]
        who = parts.netloc if role is None else f"{role}:{self._password(role)}@{host}"
        return urlunsplit((parts.scheme, who, f"/{database}", parts.query, ""))
