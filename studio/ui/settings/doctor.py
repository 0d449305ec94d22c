"""Settings > Doctor: what keeps the studio from working, copies of it, and what to hand to somebody who helps."""

from collections.abc import Sequence

import streamlit as st

from studio import audit, health, support
from studio.database import writing
from studio.health import Check
from studio.providers.catalogue import PROVIDERS
from studio.settings import Settings
from studio.tables import Deed, now
from studio.ui import who
from studio.ui.words import literal

OK, BAD, ADVICE = ":green[:material/check_circle:]", ":red[:material/error:]", ":orange[:material/info:]"
BACKUP = "python -m studio backup studio.zip"
BUNDLE = (
    "Versions, settings, what stands on the left, and how the newest calls and generations ended. No key, prompt, clip "
    "or name is in it."
)


def show_section(settings: Settings) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_checks(health.examine(settings))
    with right:
        show_backup()
        show_bundle()


def show_checks(checks: Sequence[Check]) -> None:
    grave = [check for check in checks if not check.is_ok and check.is_grave]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("All is well" if not grave else f"{len(grave)} to mend", anchor=False, width="content")
        st.button("Look again", key="examine", icon=":material/refresh:", type="tertiary")
    with st.container(border=True, key="health", gap="small"):
        for check in checks:
            st.markdown(words_of(check))


def words_of(check: Check) -> str:
    icon = OK if check.is_ok else BAD if check.is_grave else ADVICE
    is_provider = check.name in PROVIDERS  # its sentence begins with its name
    name = "" if is_provider else f"**{check.name.capitalize()}** "
    return f"{icon} {name}{literal(check.sentence)}"


def show_backup() -> None:
    with st.container(border=True, key="backup"):
        st.subheader("Backup", anchor=False)
        st.caption(
            "A copy of the database and of all media, made while the studio works. From a terminal on this machine:"
        )
        st.code(BACKUP, "bash", wrap_lines=True)
        st.caption("The secret that opens saved keys is not in it: keep that one elsewhere.")


def show_bundle() -> None:
    with st.container(border=True, key="support"):
        st.subheader("Support bundle", anchor=False)
        st.caption(BUNDLE)
        admin = who.visitor().name

        def made() -> bytes:
            with writing() as session:
                audit.note(session, admin, Deed.EXPORT, "support bundle")
            return support.bundle()

        st.download_button(
            "Download", made, f"dailies-support-{now():%Y-%m-%d}.zip", "application/zip", key="bundle",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
