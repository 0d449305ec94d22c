"""Changes of the tables over time, oldest first in versions/. `make migration m="add ..."` drafts the next one."""
