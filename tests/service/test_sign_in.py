"""Sign-in decides who may do what, and the service refuses what a role may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role, User
from capacity.scenario import default_scenario
from capacity.service import (
    NotAllowedError,
    SignIn,
    Workspace,
    open_workspace,
    sign_in,
    start_refresh,
    use_snapshot,
)
from capacity.service.inputs import load_inputs
from capacity.texts import say_problem

SECRET = "0123456789abcdef0123456789abcdef"
GOOD = f"""
[auth]
redirect_uri = "https://planner.example.org/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "capacity"
client_secret = "not told"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

[roles]
claim = "realm_access.roles"
planner = ["capacity-planners", "capacity-leads"]
data_steward = ["capacity-stewards"]
"""
VIEWER, PLANNER = User("1", "Vera"), User("2", "Piet", Role.PLANNER)
STEWARD = User("3", "Dora", Role.DATA_STEWARD)


def configured(home: Path, text: str = GOOD) -> SignIn:
    (home / "sign-in.toml").write_text(text, encoding="utf-8")
    found = sign_in(home)
    assert found is not None
    return found


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace of a home in which sign-in is configured."""
    configured(tmp_path)
    return open_workspace(tmp_path)


def save(workspace: Workspace, author: User | str) -> None:
    scenario = default_scenario(load_inputs().settings).model_copy(update={"name": "Peak", "inflow": 5.0})
    workspace.save_scenario(scenario, author, "try")


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ([], Role.VIEWER),
        (["finance"], Role.VIEWER),
        (["capacity-leads"], Role.PLANNER),
        (["capacity-planners", "capacity-stewards"], Role.DATA_STEWARD),
    ],
)
def test_the_groups_of_the_provider_give_the_role_and_the_highest_counts(
    tmp_path: Path, groups: list[str], role: Role
) -> None:
    claims = {"sub": "7", "name": "Sam de Boer", "realm_access": {"roles": groups}}
    assert configured(tmp_path).user(claims) == User("7", "Sam de Boer", role)


def test_a_claim_of_one_text_and_a_claim_with_a_dot_in_its_name_are_read_too(tmp_path: Path) -> None:
    found = configured(tmp_path, GOOD.replace("realm_access.roles", "https://example.org/role"))
    claims = {"sub": "7", "email": "sam@example.org", "https://example.org/role": "capacity-planners"}
    assert found.user(claims) == User("7", "sam@example.org", Role.PLANNER)


def test_without_a_file_nobody_signs_in_and_without_roles_everybody_views(tmp_path: Path) -> None:
    assert sign_in(tmp_path) is None
    alone = configured(tmp_path, GOOD.partition("[roles]")[0])
    assert alone.user({"sub": "7", "name": "Sam"}).role == Role.VIEWER


def test_every_fault_of_the_file_is_told_at_once_and_no_secret_is_repeated(tmp_path: Path) -> None:
    text = (
        GOOD.replace("https://planner.example.org/oauth2callback", "http://planner.example.org/back")
        .replace(SECRET, "too short")
        .replace('client_id = "capacity"\n', "")
        .replace('["capacity-stewards"]', '"capacity-stewards"')
        .replace("planner =", "planers =")
    )
    with pytest.raises(BadInputError) as told:
        configured(tmp_path, text)
    assert [(fault.key, fault.column) for fault in told.value.problems] == [
        ("sign_in_missing", "auth.client_id"),
        ("sign_in_address", "auth.redirect_uri"),
        ("sign_in_callback", "auth.redirect_uri"),
        ("sign_in_short_secret", "auth.cookie_secret"),
        ("sign_in_roles", "roles.planers"),
        ("sign_in_list", "roles.data_steward"),
    ]
    said = " ".join(say_problem(fault, "en") for fault in told.value.problems)
    assert "too short" not in said.replace("this secret is too short", "")
    assert "not told" not in said


@pytest.mark.parametrize("content", [b"[auth", b"\xff\xfe", b"", b"auth = 5\n", b"roles = 5\n[auth]\n"])
def test_a_broken_file_lets_nobody_in(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sign-in.toml").write_bytes(content)
    with pytest.raises(BadInputError):
        sign_in(tmp_path)
    with pytest.raises(NotAllowedError):
        save(open_workspace(tmp_path), "Sam")


def test_a_file_that_is_named_but_not_there_lets_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPACITY_SIGN_IN", str(tmp_path / "gone.toml"))
    with pytest.raises(BadInputError):
        sign_in(tmp_path)
    with pytest.raises(NotAllowedError):
        save(open_workspace(tmp_path), "Sam")


def test_a_viewer_saves_nothing_and_leaves_no_trace(workspace: Workspace) -> None:
    with pytest.raises(NotAllowedError) as told:
        save(workspace, VIEWER)
    assert [fault.key for fault in told.value.problems] == ["needs_planner"]
    for attempt in (
        lambda: workspace.add_note("duty:d", "text", VIEWER),
        lambda: workspace.save_state(load_inputs().shipped_state(), VIEWER, "why"),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert workspace.scenarios() == []
    assert workspace.audit(10).empty


def test_a_planner_saves_and_the_trail_has_the_name_and_not_the_one_typed(workspace: Workspace) -> None:
    save(workspace, PLANNER)
    assert workspace.audit(10).author.tolist() == ["Piet"]
    with pytest.raises(NotAllowedError) as told:
        save(workspace, "Dora")
    assert [fault.key for fault in told.value.problems] == ["needs_sign_in"]


def test_only_a_data_steward_refreshes_goes_back_and_reads_the_trail(
    workspace: Workspace, tmp_path: Path
) -> None:
    for attempt in (
        lambda: start_refresh(tmp_path, offline=True, author=PLANNER),
        lambda: use_snapshot("any", PLANNER, "why", tmp_path),
        lambda: workspace.accept_upload("portfolio", "block", PLANNER, "why"),
        lambda: workspace.audit_trail(PLANNER, 10),
        lambda: workspace.audit_trail("Dora", 10),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    save(workspace, STEWARD)
    assert workspace.audit_trail(STEWARD, 10).action.tolist() == ["scenario_saved"]


def test_without_sign_in_whoever_sits_at_the_computer_may_do_everything(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    save(workspace, "Sam")
    assert workspace.audit_trail("Sam", 10).author.tolist() == ["Sam"]
