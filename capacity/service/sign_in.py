"""Sign-in by OpenID Connect: its file, what is wrong with it, and the role of whoever signed in."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.user import Role, User
from capacity.store import state_home

FILE, FILE_VARIABLE = "sign-in.toml", "CAPACITY_SIGN_IN"
AUTH, ROLES, CLAIM = "auth", "roles", "claim"
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
ADDRESSES = ("redirect_uri", "server_metadata_url")
CALLBACK = "/oauth2callback"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
LEAST_SECRET = 32
GIVEN_ROLES = {"planner": Role.PLANNER, "data_steward": Role.DATA_STEWARD}
NAME_CLAIMS = ("name", "preferred_username", "email", "sub")


@dataclass(frozen=True)
class SignIn:
    """Sign-in as it is configured.

    Args:
        file: the file, which also holds what the pages need to ask the provider.
        claim: claim of the id token that decides on the role; a dot leads into a claim that is a table.
        roles: the values of the claim that give a role.
    """

    file: Path
    claim: str
    roles: Mapping[Role, frozenset[str]]

    def user(self, claims: Mapping[str, Any]) -> User:
        """Whoever signed in: a viewer, unless the claim gives a higher role.

        Args:
            claims: those of the id token.
        """
        held = _values(claims, self.claim)
        role = max((role for role, values in self.roles.items() if held & values), default=Role.VIEWER)
        name = next((str(claims[claim]) for claim in NAME_CLAIMS if claims.get(claim)), "")
        return User(str(claims.get("sub", "")), name, role)


def sign_in(home: Path | None = None) -> SignIn | None:
    """Sign-in, when its file is there: CAPACITY_SIGN_IN, else `sign-in.toml` in the home.

    Raises:
        BadInputError: every fault of the file; values are not repeated, for some are secret.
    """
    named = os.environ.get(FILE_VARIABLE, "").strip()
    file = Path(named) if named else (home or state_home()) / FILE
    if not named and not file.exists():
        return None
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise BadInputError([Problem("sign_in_unreadable", file.name, expected="TOML")]) from None
    faults = [*_auth_faults(content.get(AUTH), file.name), *_role_faults(content.get(ROLES, {}), file.name)]
    if faults:
        raise BadInputError(faults)
    roles = content.get(ROLES, {})
    given = {role: frozenset(roles.get(name, ())) for name, role in GIVEN_ROLES.items()}
    return SignIn(file, str(roles.get(CLAIM, "")), given)


def sign_in_needed(home: Path | None = None) -> bool:
    """Whether a typed name counts for nothing; a file that is there but wrong asks for sign-in too."""
    try:
        return sign_in(home) is not None
    except BadInputError:
        return True


def _auth_faults(auth: object, file: str) -> list[Problem]:
    if not isinstance(auth, dict):
        return [Problem("sign_in_missing", file, column=AUTH)]
    faults = [
        Problem("sign_in_missing", file, column=f"{AUTH}.{key}")
        for key in NEEDED
        if not isinstance(auth.get(key), str) or not auth[key].strip()
    ]
    missing = {problem.column for problem in faults}
    for key in ADDRESSES:
        if f"{AUTH}.{key}" not in missing and not _is_safe(auth[key]):
            faults.append(Problem("sign_in_address", file, column=f"{AUTH}.{key}", expected="https://"))
    if f"{AUTH}.redirect_uri" not in missing and not auth["redirect_uri"].endswith(CALLBACK):
        faults.append(Problem("sign_in_callback", file, column=f"{AUTH}.redirect_uri", expected=CALLBACK))
    if f"{AUTH}.cookie_secret" not in missing and len(auth["cookie_secret"]) < LEAST_SECRET:
        column = f"{AUTH}.cookie_secret"
        faults.append(Problem("sign_in_short_secret", file, column=column, expected=str(LEAST_SECRET)))
    return faults


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS)


def _role_faults(roles: object, file: str) -> list[Problem]:
    if not isinstance(roles, dict):
        return [Problem("sign_in_roles", file, column=ROLES, expected=", ".join((CLAIM, *GIVEN_ROLES)))]
    known = (CLAIM, *GIVEN_ROLES)
    faults = [
        Problem("sign_in_roles", file, column=f"{ROLES}.{key}", expected=", ".join(known))
        for key in roles
        if key not in known
    ]
    faults += [
        Problem("sign_in_list", file, column=f"{ROLES}.{key}")
        for key in GIVEN_ROLES
        if key in roles and not _is_list_of_texts(roles[key])
    ]
    if any(key in roles for key in GIVEN_ROLES) and not isinstance(roles.get(CLAIM), str):
        faults.append(Problem("sign_in_missing", file, column=f"{ROLES}.{CLAIM}"))
    return faults


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _values(claims: Mapping[str, Any], path: str) -> set[str]:
    """What a claim holds, as texts: one value or a list, also inside a table of claims."""
    found: Any = claims
    for part in [path] if path in claims else path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return {found}
    return {str(one) for one in found} if isinstance(found, (list, tuple)) else set()
