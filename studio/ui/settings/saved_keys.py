"""The keys that were saved for a provider: what they are called, how they did, and what one can do with them."""

from dataclasses import replace as replace_in

import streamlit as st
from pydantic import SecretStr

from studio import keys, vault
from studio.database import writing
from studio.errors import StudioError
from studio.providers.interface import Connection
from studio.settings import Settings, load
from studio.tables import Secret
from studio.ui import acting, who
from studio.ui.badges import show_remark
from studio.ui.settings import opened, refusals, typed
from studio.ui.words import ago, literal


def show_key(secret: Secret, settings: Settings) -> None:
    with st.container(border=True, key=f"key_{secret.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{literal(secret.name)}** ends in {literal(secret.last_four)}", width="content")
            if secret.is_active:
                st.badge("In use", icon=":material/check:", color="green")
        st.caption(literal(_history(secret)))
        show_state(secret, settings)
        show_deeds(secret, settings)
        if opened.is_open(secret.id, "replace"):
            show_replace(secret, settings)
        if opened.is_open(secret.id, "delete"):
            show_delete(secret)


def _history(secret: Secret) -> str:
    used = f"last used {ago(secret.used_at)}" if secret.used_at else "not used yet"
    return f"Saved by {secret.saved_by} {ago(secret.saved_at)}, {used}."


def show_state(secret: Secret, settings: Settings) -> None:
    if reason := keys.why_shut(secret, settings):
        show_remark(reason, "red", "lock")
    if secret.tested_at:
        colour, icon = ("green", "check_circle") if secret.test_is_ok else ("red", "error")
        show_remark(f"Tested {ago(secret.tested_at)}: {secret.test_sentence}", colour, icon)
    else:
        show_remark("Not tested yet.", "gray", "help")
    if keys.is_old(secret, settings):
        show_remark(f"Older than {settings.key_reminder_days} days: replace it with a new one.", "orange", "schedule")


def show_deeds(secret: Secret, settings: Settings) -> None:
    row = st.container(horizontal=True, gap="small")
    with row:
        is_asked = st.button(
            "Test connection", key=f"try_{secret.id}", icon=":material/network_check:", type="tertiary"
        )
        if not secret.is_active:
            st.button(
                "Use this one",
                key=f"use_{secret.id}",
                icon=":material/swap_horiz:",
                type="tertiary",
                on_click=choose,
                args=(secret.id,),
            )
        for deed, icon in (("replace", "autorenew"), ("delete", "delete")):
            st.button(
                deed.capitalize(), key=f"{deed}_{secret.id}", icon=f":material/{icon}:", type="tertiary", on_click=opened.turn,
                args=(secret.id, deed),
            )  # fmt: skip
    if is_asked:
        test(secret, settings)


def choose(secret_id: str) -> None:
    acting.act_as_admin(keys.choose, secret_id, "This key is in use now")


def test(secret: Secret, settings: Settings) -> None:
    """A free call with this key; what the provider says stays with it."""
    try:
        admin = who.admin()
        answer = _ask(secret.provider, vault.unseal(secret, settings), settings)
        with writing() as session:
            keys.note_test(session, secret.id, answer, admin)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(answer.sentence, "check" if answer.is_ok else "error")
    st.rerun()


def _ask(provider: str, key: SecretStr, settings: Settings) -> Connection:
    with st.spinner("Asking ...", show_time=True):
        answer = keys.try_out(provider, key, settings)
    return replace_in(answer, sentence=words_of(answer))


def words_of(answer: Connection) -> str:
    return answer.sentence + ("" if answer.balance_usd is None else f" Balance: ${answer.balance_usd:,.2f}.")


def show_new(provider: str) -> None:
    place = f"new_key_{provider}"
    with (
        st.expander("Add a key", icon=":material/add:", key=f"add_{provider}"),
        st.form(f"{place}_form", border=False, clear_on_submit=True),
    ):
        typed.show_field(place, "Key")
        st.text_input("Name", key=f"{place}_name", placeholder="Our team's", max_chars=keys.LONGEST_NAME)
        st.caption(
            "It is kept encrypted. Nobody can read it again, here or elsewhere; its last four letters are shown."
        )
        st.form_submit_button(
            "Save the key", key=f"save_{place}", icon=":material/save:", on_click=save, args=(provider, place)
        )
    refusals.show(place)


def save(provider: str, place: str) -> None:
    key, name = typed.take(place), st.session_state.get(f"{place}_name") or ""
    refusals.attempt(place, lambda: _save(provider, key, name))


def _save(provider: str, key: str, name: str) -> None:
    admin = who.admin()
    with writing() as session:
        keys.save(session, provider, key, admin, load(), name)
    acting.say("The key is saved: test it now")


def show_replace(secret: Secret, settings: Settings) -> None:
    """The new one has to be good before the old one goes."""
    place = f"other_key_{secret.id}"
    with st.form(f"{place}_form", border=False, clear_on_submit=True):
        typed.show_field(place, "The new key")
        st.caption("It is tested first. If the provider does not accept it, the old one stays.")
        is_given = st.form_submit_button("Test and replace", key=f"save_{place}", icon=":material/autorenew:")
    refusals.show(place)
    if is_given:
        key = typed.take(place)
        refusals.attempt(place, lambda: replace(secret, key, settings))
        st.rerun()


def replace(secret: Secret, key: str, settings: Settings) -> None:
    admin, key = who.admin(), keys.check(key)
    answer = _ask(secret.provider, SecretStr(key), settings)
    if not answer.is_ok:
        raise keys.BadKey(f"The old key stays: {answer.sentence}")
    with writing() as session:
        fresh = keys.replace(session, secret.id, key, admin, settings)
        session.flush()
        keys.note_test(session, fresh.id, answer, admin)
    opened.close()
    acting.say(f"Replaced. {answer.sentence}")


def show_delete(secret: Secret) -> None:
    after = "The newest other key takes over." if secret.is_active else "The key in use stays."
    words = literal(f"Delete {secret.name} for good? {after}")
    opened.show_question(secret.id, "delete", words, "Delete the key", delete)


def delete(secret_id: str) -> None:
    opened.close()
    acting.act_as_admin(keys.delete, secret_id, "The key is deleted")
