"""Who looks at the pages: whoever signed in, or the person at this computer."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role, User
from capacity.service import SignIn, sign_in
from capacity.texts import Language, say
from capacity.ui.visit import asked_for
from capacity.ui.visit.session import LANGUAGE
from capacity.ui.words.scenario_words import plain


def visitor() -> User | None:
    """Whoever signed in; None without sign-in, when everybody at this computer may do everything."""
    configured = sign_in()
    return None if configured is None else configured.user(st.user.to_dict())


def may(needed: Role) -> bool:
    """Whether the visitor's role allows a deed; the service checks it again."""
    found = visitor()
    return found is None or found.role >= needed


def is_admitted(language: Language) -> bool:
    """Whether the pages may be shown; draws the page for sign-in when they may not yet."""
    try:
        configured = sign_in()
    except BadInputError as fault:
        _language_link(language)
        st.title(say("sign_in.title", language), anchor=False)
        st.error(say("sign_in.wrong", language, file=fault.problems[0].file), icon=":material/error:")
        return False
    if configured is None:
        return True
    signed_in = _has_signed_in(configured)
    asked_for.keep(signed_in)
    if signed_in:
        return True
    _language_link(language)
    st.title(say("sign_in.title", language), anchor=False)
    st.markdown(say("sign_in.text", language))
    if st.button(say("sign_in.button", language), type="primary", key="sign_in"):
        st.login()
    return False


def _language_link(language: Language) -> None:
    """The same address in the other language, which is then what sign-in leads back to."""
    other: Language = "en" if language == "nl" else "nl"
    parts = urlencode({**st.query_params.to_dict(), LANGUAGE: other})
    words = escape(say("app.language_switch", language))
    link = f'<a href="?{escape(parts)}" lang="{other}" style="color: inherit">{words}</a>'
    st.html(f'<p style="text-align: right">{link}</p>')


def _has_signed_in(configured: SignIn) -> bool:
    return bool(getattr(st.user, "is_logged_in", False)) and bool(configured.user(st.user.to_dict()).subject)


def who_is_here(language: Language) -> None:
    """Name, role and the way out; without sign-in, that others cannot reach the pages."""
    found = visitor()
    if found is None:
        st.caption(say("app.local_only", language))
        return
    st.caption(who(found, language))
    if st.button(say("sign_in.out", language), key="sign_out"):
        st.logout()


def who(user: User, language: Language) -> str:
    """A user's name and role."""
    return say("sign_in.you", language, name=plain(user.name), role=say(f"role.{user.role.id}", language))


def say_refusal(needed: Role, language: Language) -> None:
    """Says that the visitor's role is too low for a deed."""
    found = visitor()
    own = Role.VIEWER if found is None else found.role
    words = {"role": say(f"role.{needed.id}", language), "own": say(f"role.{own.id}", language)}
    st.info(say("sign_in.refused", language, **words), icon=":material/info:")
