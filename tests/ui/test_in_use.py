"""A file that is accepted or withdrawn: who may not is told before signing, and a fault is said beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role, User
from capacity.scenario import override_from
from capacity.service import Workspace, open_workspace, override_choices
from capacity.service.saved.texts import checked_reason
from capacity.texts import say, say_problem
from capacity.ui.data import in_use
from capacity.ui.forecast import overrides
from capacity.ui.visit import visitor
from capacity.ui.words.scenario_words import plain
from tests.ui.test_plain_text import part

Shown = Callable[[Workspace], AppTest]
KIND, PERSONAL = "scores", "mail van noor@example.org"


def why_not(reason: str) -> list[str]:
    """What is wrong with a reason, in words."""
    with pytest.raises(BadInputError) as refused:
        checked_reason(reason)
    return [plain(say_problem(problem, "nl")) for problem in refused.value.problems]


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Workspace:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    kept = open_workspace(tmp_path)
    kept.accept_upload(KIND, "", "Noor", "own table")
    return kept


def accepting(workspace: Workspace) -> AppTest:
    """Where a file on the desk is accepted."""

    def accept(author: User | str, reason: str, based_on: str) -> object:
        return workspace.accept_upload(KIND, "", author, reason, based_on)

    return part(lambda: in_use.accept_part(KIND, accept, "nl"))


def withdrawing(workspace: Workspace) -> AppTest:
    """Where the file in force is withdrawn."""
    return part(lambda: in_use.in_use(workspace.upload_in_force(KIND), KIND, workspace, "nl"))


@pytest.mark.parametrize(
    ("shown", "form", "button"),
    [(accepting, "scores_accept_by", "scores_accept"), (withdrawing, "scores_withdraw", "scores_withdraw")],
)
def test_a_reason_that_cannot_be_kept_is_said_beside_the_file(
    workspace: Workspace, shown: Shown, form: str, button: str
) -> None:
    before = workspace.upload_in_force(KIND)
    assert before is not None
    app = shown(workspace)
    app.session_state[f"{KIND}_{in_use.BASED_ON}"] = before.id
    app.text_input(key=f"{form}_author").set_value("Noor")
    app.text_input(key=f"{form}_reason").set_value(PERSONAL)
    app.button(key=button).click().run()
    assert not app.exception
    assert [told.value for told in app.error] == why_not(PERSONAL)
    assert workspace.upload_in_force(KIND) == before


@pytest.mark.parametrize("shown", [accepting, withdrawing])
def test_who_is_no_data_steward_is_told_before_signing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    monkeypatch.setattr(visitor, "visitor", lambda: User("piet", "Piet", Role.PLANNER))
    app = shown(workspace)
    words = {"role": say("role.data_steward", "nl"), "own": say("role.planner", "nl")}
    assert [told.value for told in app.info] == [say("sign_in.refused", "nl", **words)]
    assert len(app.button) == 0


def test_a_reason_that_cannot_be_kept_is_said_where_a_change_of_the_forecast_is_withdrawn(
    workspace: Workspace,
) -> None:
    workspace.save_override(override_from({"level": 10}, override_choices()), "Noor", "a new rule")
    held = workspace.overrides_in_force()
    app = part(lambda: overrides._held(held, "nl"))
    app.selectbox(key="override_withdraw_which").set_value(held[0].id).run()
    app.text_input(key="override_withdraw_author").set_value("Noor")
    app.text_input(key="override_withdraw_reason").set_value(PERSONAL)
    app.button(key="override_withdraw_button").click().run()
    assert not app.exception
    assert [told.value for told in app.error] == why_not(PERSONAL)
    assert workspace.overrides_in_force() == held
