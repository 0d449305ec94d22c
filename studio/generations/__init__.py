"""A generation: one brief given to one provider. What people do with it and what they look at.

`asking.py` puts it in line, if `checking.py` finds that it can be made; `deeds.py` is what people do with it afterwards, and
`looking.py` what they look at.

Everything here is part of the caller's transaction: `with writing() as session: generations.queue(session, brief)`.
"""

from studio.generations.asking import asked_under, queue, queue_once, queue_together, takes_of
from studio.generations.checking import check, complete, reasons_against
from studio.generations.deeds import Deed, cancel, follow, give_up, look_again, retry, was_not_accepted
from studio.generations.looking import (
    count_by_state,
    count_open,
    get,
    groups_under_way,
    has_open,
    history,
    list_ended_badly,
    list_group,
    list_making,
    list_newest,
    list_queued,
    list_unclear,
    place_in_queue,
    sent_at,
    time_to_clip,
)

__all__ = [
    "Deed",
    "asked_under",
    "cancel",
    "check",
    "complete",
    "count_by_state",
    "count_open",
    "follow",
    "get",
    "give_up",
    "groups_under_way",
    "has_open",
    "history",
    "list_ended_badly",
    "list_group",
    "list_making",
    "list_newest",
    "list_queued",
    "list_unclear",
    "look_again",
    "place_in_queue",
    "queue",
    "queue_once",
    "queue_together",
    "reasons_against",
    "retry",
    "sent_at",
    "takes_of",
    "time_to_clip",
    "was_not_accepted",
]
