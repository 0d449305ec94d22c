"""A field that sends a movie file to the studio piece by piece, with progress. Streamlit's own keeps a whole file in memory, and a
movie may be larger than that."""

from collections.abc import Callable

import streamlit as st
from streamlit.components.v2 import component

KEY = "movie_file"
ADDRESS = "/api/v1/productions"  # the same door as for programs: who asks is told by the cookie of the login

HTML = """
<label><input type="file"><span>Drop a movie file here, or <b>choose one</b></span>
<small>It ends in .dailies</small></label><progress max="1" hidden></progress><p role="status"></p>
"""
CSS = """
label { display: grid; gap: .25rem; justify-items: center; padding: 1.5rem 1rem; text-align: center; cursor: pointer;
  border: 1px dashed var(--st-border-color); border-radius: var(--st-base-radius); background: var(--st-secondary-background-color);
  color: var(--st-text-color); font-family: var(--st-font) }
label:hover, label.over, label:focus-within { border-color: var(--st-primary-color) } b { color: var(--st-link-color) }
input { position: absolute; opacity: 0; width: 1px; height: 1px } small { opacity: .7 }
progress { width: 100%; margin-top: .75rem; accent-color: var(--st-primary-color) }
p { margin: .5rem 0 0; font-family: var(--st-font); color: var(--st-text-color) } p:empty { display: none }
p.wrong { color: var(--st-orange-text-color, #b45309) }
"""
JS = """
export default function ({ parentElement, setTriggerValue }) {
  const find = (name) => parentElement.querySelector(name);
  const field = find("input"), area = find("label"), bar = find("progress"), line = find("p");
  const say = (words, isWrong = false) => { line.textContent = words; line.classList.toggle("wrong", isWrong); };
  const end = () => { field.sending = null; field.value = ""; bar.hidden = true; };
  function progress({ loaded, total }) {
    bar.value = loaded / total;
    say(`Sending it: ${Math.floor((100 * loaded) / total)} %`);
    if (loaded < total) return;
    bar.removeAttribute("value");
    say("Looking through it and taking its clips in …");
  }
  function answered() {
    let told = {};
    try { told = JSON.parse(this.responseText); } catch {}
    end();
    if (this.status === 201) { say("It is on the shelf."); setTriggerValue("opened", told.id); }
    else say(told.detail ?? "The studio did not take it: try again.", true);
  }
  function send(file) {
    if (!file || field.sending) return;
    const asked = (field.sending = new XMLHttpRequest());
    asked.upload.onprogress = progress;
    asked.onload = answered;
    asked.onerror = () => { end(); say("The studio could not be reached: try again.", true); };
    asked.open("POST", "ADDRESS");
    asked.setRequestHeader("Content-Type", "application/zip");
    bar.hidden = false;
    asked.send(file);
  }
  field.onchange = () => send(field.files[0]);
  area.ondragover = (event) => { event.preventDefault(); area.classList.add("over"); };
  area.ondragleave = () => area.classList.remove("over");
  area.ondrop = (event) => { event.preventDefault(); area.classList.remove("over"); send(event.dataTransfer.files[0]); };
  return () => field.sending?.abort();
}
""".replace("ADDRESS", ADDRESS)

_field = component("movie_file", html=HTML, css=CSS, js=JS)


def show_upload(take: Callable[[str], None]) -> None:
    """`take` is told the id of the movie that came of it."""

    def opened() -> None:
        if movie_id := st.session_state[KEY].get("opened"):
            take(str(movie_id))

    _field(key=KEY, on_opened_change=opened)
