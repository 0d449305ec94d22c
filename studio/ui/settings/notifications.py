"""Settings > Notifications: where people are told what they wait for, of what, and whether it gets there."""

from collections.abc import Sequence

import streamlit as st

from studio import receivers
from studio.database import reading, writing
from studio.errors import StudioError
from studio.settings import load
from studio.tables import News, Receiver
from studio.ui import acting, who
from studio.ui.badges import show_remark
from studio.ui.settings import opened, refusals, typed
from studio.ui.words import ago, literal

PLACE = "new_receiver"
SECRET = "webhook_secret"  # in the session, until the person has taken it
KINDS = {
    News.MADE: "Clips are ready",
    News.FAILED: "Something failed",
    News.UNCLEAR: "A decision is needed",
    News.BUDGET: "A budget runs out",
    News.KEY_DUE: "A key is old",
    News.ALERT: "An alert fires",
}
MINE, ALL = "Mine", "Everybody's"


def show_section() -> None:
    with reading() as session:
        saved = receivers.list_saved(session)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if SECRET in st.session_state:
            show_secret(*st.session_state[SECRET])
        if not saved:
            show_nothing_yet()
        for receiver in saved:
            show_receiver(receiver)
    with right:
        show_new()


def show_nothing_yet() -> None:
    st.caption("Nobody is told anything outside of these pages yet: add the address of a service that you use.")
    st.markdown(
        "- `ntfy://my-studio-4711` reaches the free ntfy app on your phone\n"
        "- `mailto://ada:password@example.org` sends mail from your account to yourself"
    )
    st.caption("Slack, Discord, Telegram, Teams, Matrix and many more take notices too: Apprise lists their addresses.")
    st.caption("A program of yours gets JSON at an address that begins with https://: a signed webhook.")


def show_secret(name: str, secret: str) -> None:
    with st.container(border=True, key="webhook_secret"):
        st.markdown(f":green[:material/key:] **{literal(name)}** signs with this. Copy it now: it is not shown again.")
        st.code(secret, language=None, wrap_lines=True)
        st.caption("Check the headers webhook-id, webhook-timestamp and webhook-signature with it: Standard Webhooks.")
        st.button("I have it", key="take_webhook_secret", icon=":material/check:", on_click=take_secret)


def take_secret() -> None:
    st.session_state.pop(SECRET, None)


def show_receiver(receiver: Receiver) -> None:
    with st.container(border=True, key=f"receiver_{receiver.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{literal(receiver.name)}** {literal(receiver.hint)}", width="content")
            if receiver.is_webhook:
                st.badge("Webhook", icon=":material/webhook:", color="gray")
        st.caption(literal(_history(receiver)))
        show_state(receiver)
        st.pills(
            "Tell it when", list(News), selection_mode="multi", default=[News(kind) for kind in receiver.kinds],
            format_func=KINDS.__getitem__, key=f"kinds_{receiver.id}", on_change=choose_kinds, args=(receiver.id,),
        )  # fmt: skip
        show_deeds(receiver)


def _history(receiver: Receiver) -> str:
    whose = f"Of {receiver.person}" if receiver.person else "Of everybody"
    return f"{whose}. Saved by {receiver.saved_by} {ago(receiver.saved_at)}."


def show_state(receiver: Receiver) -> None:
    if receiver.tested_at:
        colour, icon = ("green", "check_circle") if receiver.test_is_ok else ("red", "error")
        show_remark(f"Tested {ago(receiver.tested_at)}: {receiver.test_sentence}", colour, icon)
    else:
        show_remark("Not tested yet.", "gray", "help")


def choose_kinds(receiver_id: str) -> None:
    chosen: Sequence[News] = st.session_state.get(f"kinds_{receiver_id}") or []
    acting.act_as_admin(
        lambda session, id_, admin: receivers.choose_kinds(session, id_, chosen, admin), receiver_id, "Saved"
    )


def show_deeds(receiver: Receiver) -> None:
    with st.container(horizontal=True, gap="small"):
        is_asked = st.button("Send a test", key=f"test_{receiver.id}", icon=":material/send:", type="tertiary")
        st.button(
            "Remove", key=f"remove_{receiver.id}", icon=":material/delete:", type="tertiary", on_click=opened.turn,
            args=(receiver.id, "remove"),
        )  # fmt: skip
    if is_asked:
        test(receiver)
    if opened.is_open(receiver.id, "remove"):
        show_remove(receiver)


def test(receiver: Receiver) -> None:
    try:
        admin = who.admin()
        with st.spinner("Sending ...", show_time=True):
            answer = receivers.try_out(receiver, load())
        with writing() as session:
            receivers.note_test(session, receiver.id, answer, admin)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(answer.sentence, "check" if answer.is_ok else "error")
    st.rerun()


def show_remove(receiver: Receiver) -> None:
    words = literal(f"Remove {receiver.name}? Nothing more is sent there.")
    opened.show_question(receiver.id, "remove", words, "Remove it", remove)


def remove(receiver_id: str) -> None:
    opened.close()
    acting.act_as_admin(receivers.remove, receiver_id, "The address is removed")


# -- a new one --------------------------------------------------------------------------------------------


def show_new() -> None:
    st.subheader("Add an address")
    with st.form(f"{PLACE}_form", border=False, clear_on_submit=True):
        st.text_input("Name", key=f"{PLACE}_name", placeholder="My phone", max_chars=receivers.LONGEST_NAME)
        typed.show_field(PLACE, "Address of a service, or https:// of a webhook")
        if load().access != "none":
            st.segmented_control("Whose notices", [MINE, ALL], key=f"{PLACE}_whose", default=MINE, required=True)
        st.caption("It is kept encrypted, as it may hold a password. Nobody can read it again.")
        st.form_submit_button("Save the address", key=f"save_{PLACE}", icon=":material/save:", on_click=save)
    refusals.show(PLACE)


def save() -> None:
    address, name = typed.take(PLACE), st.session_state.get(f"{PLACE}_name") or ""
    if refusals.attempt(PLACE, lambda: _save(address, name)):
        acting.say("The address is saved: send a test now")


def _save(address: str, name: str) -> None:
    admin = who.admin()
    person = "" if st.session_state.get(f"{PLACE}_whose") == ALL else admin
    with writing() as session:
        if receivers.is_webhook(address):
            saved, secret = receivers.save_webhook(session, name, address, admin, load(), person=person)
            st.session_state[SECRET] = saved.name, secret
        else:
            receivers.save(session, name, address, admin, load(), person=person)
