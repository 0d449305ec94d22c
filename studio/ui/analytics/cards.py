"""What every section is put together from: a card with a title, a chart, a table that can be taken along as a file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from studio import audit
from studio.analytics.table import Table, as_csv
from studio.analytics.window import Window
from studio.database import writing
from studio.tables import Deed
from studio.ui import who
from studio.ui.charts import Chart

TALLEST = 420  # pixels, of a table
ROWS_IN_FULL = 10


@contextmanager
def card(key: str, title: str, words: str = "") -> Iterator[None]:
    """`words` say what is counted."""
    with st.container(border=True, key=f"card_{key}", height="stretch", gap="small"):
        with st.container(gap=None):
            st.markdown(f"**{title}**")
            if words:
                st.caption(words)
        yield


def show_chart(chart: Chart, key: str, words: str, **more: Any) -> Any:
    """`words` are for who does not see it."""
    return st.altair_chart(chart, width="stretch", key=key, alt=words, **more)


def show_nothing(words: str) -> None:
    st.caption(words)


def show_table(
    table: Table, name: str, columns: Mapping[str, Any], window: Window, exported: Table | None = None
) -> None:
    """`columns` say which are shown, and how. As a file it has them under their own names, or is `exported`."""
    st.dataframe(
        table, hide_index=True, column_order=list(columns), column_config=dict(columns), key=f"table_{name}",
        height="content" if len(table) <= ROWS_IN_FULL else TALLEST, alt=name.replace("_", " "),
    )  # fmt: skip
    visitor = who.visitor().name

    def csv() -> str:
        """Made when somebody asks for it."""
        with writing() as session:
            audit.note(session, visitor, Deed.EXPORT, f"analytics: {name.replace('_', ' ')}")
        return as_csv(table if exported is None else exported)

    st.download_button(
        "Download as CSV", csv, f"{name}-{window.starts_at:%Y-%m-%d}.csv", "text/csv", key=f"csv_{name}",
        icon=":material/download:", type="tertiary", on_click="ignore",
    )  # fmt: skip


def seconds(label: str) -> Any:
    return st.column_config.NumberColumn(label, format="%.2f s", width="small")


def dollars(label: str) -> Any:
    return st.column_config.NumberColumn(label, format="dollar", width="small")


def counted(label: str) -> Any:
    return st.column_config.NumberColumn(label, format="localized", width="small")


def fraction(label: str, most: float = 1.0) -> Any:
    return st.column_config.ProgressColumn(label, format="percent", min_value=0.0, max_value=most, width="medium")


def text(label: str) -> Any:
    return st.column_config.TextColumn(label)
