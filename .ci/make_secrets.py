"""Writes the secrets that docker-compose.yml mounts, once: what is there stays as it is."""

import secrets
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "secrets"


def keep(name: str, value: str) -> str:
    """The folder is for this user alone; the files are readable, since the container reads them as another user."""
    path = FOLDER / name
    if not path.exists():
        path.write_text(value)
        path.chmod(0o444)
    return path.read_text()


def main() -> None:
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    FOLDER.chmod(0o700)
    owner = keep("database_owner_password", secrets.token_urlsafe(32))
    keep("database_owner_url", f"postgresql://dataops:{owner}@postgres/dataops")
    keep("database_url", f"postgresql://dataops_web:{secrets.token_urlsafe(32)}@postgres/dataops")
    keep("database_portal_password", secrets.token_urlsafe(32))
    keep("redis_url", "redis://redis:6379/0")
    keep("secret_key", secrets.token_urlsafe(64))
    keep("token_pepper", secrets.token_urlsafe(64))


if __name__ == "__main__":
    main()
