"""Analytics > Alerts: what fires now, what has fired, and the rules."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from studio import alerts
from studio.access import Visitor
from studio.alerts import rules
from studio.alerts.kinds import amount
from studio.database import reading, writing
from studio.errors import StudioError
from studio.tables import Access, Alert, AlertRule, AlertState, now
from studio.ui import acting, who
from studio.ui.alerts.cards import show_rules
from studio.ui.badges import show_remark
from studio.ui.words import ago, literal, span

PAST = timedelta(days=30)
SHOWN_AT_ONCE = 8


def show_alerts(visitor: Visitor) -> None:
    is_admin = visitor.may(Access.ADMIN)
    with reading() as session:
        known = {rule.id: rule for rule in rules.list_rules(session)}
        fired = [*alerts.unnoticed(session, now()), *alerts.list_fired(session)]
        past = alerts.list_past(session, now() - PAST)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_fired(fired, known, is_admin=is_admin)
    with right:
        show_past(past)
    if is_admin:
        show_rules(list(known.values()))


def show_fired(fired: Sequence[Alert], known: Mapping[str, AlertRule], *, is_admin: bool) -> None:
    st.subheader("Firing now", anchor=False)
    if not fired:
        show_remark("Nothing: all is within its limits.", "green", "check_circle")
    for alert in fired:
        show_alert(alert, known.get(alert.rule_id), is_admin=is_admin)


def show_alert(alert: Alert, rule: AlertRule | None, *, is_admin: bool) -> None:
    is_known_of = alert.state == AlertState.ACKNOWLEDGED
    with st.container(border=True, key=f"alert_{alert.id}", gap="small"):
        colour = "gray" if is_known_of else "red" if alert.is_grave else "orange"
        show_remark(alert.sentence, colour, "notifications_paused" if is_known_of else "notifications_active")
        st.caption(literal(_figures(alert, rule)))
        if is_admin and alert.fired_at and not is_known_of:
            st.button(
                "Acknowledge", key=f"acknowledge_{alert.id}", icon=":material/done:", type="tertiary",
                on_click=acknowledge, args=(alert.id,), help="Nothing more is sent until it is over and fires again.",
            )  # fmt: skip


def _figures(alert: Alert, rule: AlertRule | None) -> str:
    """`Since 12 min · 34 % against a limit of 10 % · ada knows of it since 3 min`."""
    told = [f"Since {span((now() - alert.since).total_seconds())}"] if alert.fired_at else ["Seen now"]
    if rule:
        told.append(f"{amount(rule.kind, alert.value)} against a limit of {amount(rule.kind, alert.threshold)}")
    if alert.acknowledged_at:
        told.append(f"acknowledged by {alert.acknowledged_by} {ago(alert.acknowledged_at)}")
    if alert.held_until and alert.held_until > now():
        told.append("sent when the quiet hours are over")
    return " · ".join(told)


def acknowledge(alert_id: str) -> None:
    try:
        admin = who.admin()
        with writing() as session:
            alerts.acknowledge(session, alert_id, admin, now())
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say("Acknowledged: nothing more is sent of it")


def show_past(past: Sequence[Alert]) -> None:
    st.subheader("In the last 30 days", anchor=False)
    if not past:
        st.caption("Nothing has fired.")
    for alert in past[:SHOWN_AT_ONCE]:
        show_past_one(alert)
    if earlier := past[SHOWN_AT_ONCE:]:
        with st.expander(f"Earlier: {len(earlier):,}", key="alerts_earlier"):
            for alert in earlier:
                show_past_one(alert)


def show_past_one(alert: Alert) -> None:
    if alert.fired_at and alert.cleared_at:
        lasted = span((alert.cleared_at - alert.fired_at).total_seconds())
        st.caption(literal(f"{ago(alert.fired_at)}, for {lasted}: {alert.sentence}"))
