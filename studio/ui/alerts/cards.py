"""The rules, a card for each: on or off, what it says, changing and deleting it; and adding one."""

from collections.abc import Callable, Sequence

import streamlit as st

from studio.alerts import rules
from studio.alerts.kinds import MEASURES
from studio.database import writing
from studio.errors import StudioError
from studio.settings import load
from studio.tables import AlertKind, AlertRule
from studio.ui import acting, who
from studio.ui.alerts import fields
from studio.ui.settings import opened, refusals
from studio.ui.words import literal

NEW, ALL = "new_rule", "rules"
DELETED = "deleted_rule"


def show_rules(known: Sequence[AlertRule]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("Rules", anchor=False, width="content")
        show_restore()
    show_undo()
    columns = st.columns(2, gap="medium")
    for number, rule in enumerate(known):
        with columns[number % 2]:
            show_rule(rule)
    show_new()


def show_rule(rule: AlertRule) -> None:
    with st.container(border=True, key=f"rule_{rule.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.toggle(
                "On", rule.is_on, key=f"rule_on_{rule.id}", on_change=switch, args=(rule.id,), width="content",
                label_visibility="collapsed",
            )  # fmt: skip
            st.markdown(f"**{literal(rules.name_of(rule))}**", width="content")
            if rule.is_grave:
                st.badge("Grave", color="red")
        st.caption(literal(_terms(rule)))
        with st.container(horizontal=True, gap="small"):
            for deed, icon, act in (("change", "edit", opened.turn), ("delete", "delete", delete)):
                st.button(
                    deed.capitalize(), key=f"{deed}_rule_{rule.id}", icon=f":material/{icon}:", type="tertiary",
                    on_click=act, args=(rule.id, deed),
                )  # fmt: skip
        if opened.is_open(rule.id, "change"):
            show_change(rule)


def _terms(rule: AlertRule) -> str:
    """`Of 20 calls or more in 15 min, once it has held for 3 min. Nothing is sent from 22:00 to 07:00.`"""
    told = "Once it holds"
    if rule.for_minutes:
        told = f"Once it has held for {rule.for_minutes:g} min"
    if MEASURES[rule.kind].is_sampled:
        what = "clips" if rule.operation == "clip" else "calls"
        told += f", of {rule.least_count:,} {what} or more in {rule.window_minutes:,} min"
    quiet = (
        f" Nothing is sent from {rule.quiet_from} to {rule.quiet_to} ({load().time_zone})." if rule.quiet_from else ""
    )
    return f"{told}.{quiet}"


def show_change(rule: AlertRule) -> None:
    with st.form(f"rule_form_{rule.id}", border=False):
        fields.show_fields(rule.id, rule.kind, rules.terms_of(rule))
        st.form_submit_button(
            "Save", key=f"save_rule_{rule.id}", icon=":material/save:", on_click=change, args=(rule.id, rule.kind)
        )
    refusals.show(f"rule_{rule.id}")


def show_new() -> None:
    with st.expander("Add a rule", icon=":material/add:", key="add_rule"):
        kind = st.selectbox(
            "What to watch", list(MEASURES), format_func=lambda one: MEASURES[one].label, key="new_rule_kind"
        )
        with st.form("new_rule_form", border=False):
            fields.show_fields(NEW, kind, None)
            st.form_submit_button("Add it", key="save_new_rule", icon=":material/add:", on_click=add, args=(kind,))
        refusals.show(f"rule_{NEW}")


def show_undo() -> None:
    if rule_id := st.session_state.get(DELETED):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Deleted.", width="content")
            st.button(
                "Undo",
                key="bring_back_rule",
                icon=":material/undo:",
                type="tertiary",
                on_click=bring_back,
                args=(rule_id,),
            )


def show_restore() -> None:
    if not opened.is_open(ALL, "restore"):
        st.button(
            "Restore defaults", key="restore_rules", icon=":material/restart_alt:", type="tertiary", on_click=opened.turn,
            args=(ALL, "restore"),
        )  # fmt: skip
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.caption("The studio's own rules as they came? Yours stay.", width="content")
        st.button("Restore them", key="restore_rules_for_good", type="primary", on_click=restore)
        st.button("Keep", key="keep_rules", on_click=opened.close)


# -- deeds ------------------------------------------------------------------------------------------------


def switch(rule_id: str) -> None:
    is_on: bool = st.session_state[f"rule_on_{rule_id}"]
    said = "Switched on" if is_on else "Switched off"
    acting.act_as_admin(lambda session, id_, admin: rules.switch(session, id_, is_on, admin), rule_id, said)


def change(rule_id: str, kind: AlertKind) -> None:
    def save(admin: str) -> None:
        with writing() as session:
            rules.change(session, rule_id, fields.terms_on_screen(rule_id, kind), admin)

    if _saves(rule_id, save):
        opened.close()
        acting.say("Saved")


def add(kind: AlertKind) -> None:
    def save(admin: str) -> None:
        with writing() as session:
            rules.add(session, kind, fields.terms_on_screen(NEW, kind), admin)

    if _saves(NEW, save):
        acting.say("The rule is added")


def _saves(place: str, save: Callable[[str], None]) -> bool:
    """What speaks against it stays below the fields."""
    return refusals.attempt(f"rule_{place}", lambda: save(who.admin()))


def delete(rule_id: str, _deed: str) -> None:
    if acting.act_as_admin(rules.delete, rule_id, "Deleted"):
        st.session_state[DELETED] = rule_id


def bring_back(rule_id: str) -> None:
    acting.act_as_admin(rules.bring_back, rule_id, "It is back")
    st.session_state.pop(DELETED, None)


def restore() -> None:
    opened.close()
    try:
        admin = who.admin()
        with writing() as session:
            rules.restore_defaults(session, admin)
    except StudioError as reason:
        acting.refuse(reason)
        return
    st.session_state.pop(DELETED, None)
    acting.say("The studio's own rules are as they came")
