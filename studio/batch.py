"""A batch: many briefs from one CSV or JSON file. Every row is checked and priced before anything is queued."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from studio import generations, orders
from studio.access import OWNER, Visitor
from studio.brief import Brief, Role
from studio.errors import BadBrief, NotFound, StudioError
from studio.orders import MOST_TAKES, Order
from studio.settings import Settings
from studio.tables import Generation

MOST_ROWS = 500
MOST_BYTES = 2_000_000
ALIASES = {
    "seconds": "duration_s", "duration": "duration_s", "length": "duration_s", "shape": "ratio", "size": "resolution",
    "negative": "negative_prompt", "reference": "references", "camera": "camera_moves", "camera_move": "camera_moves",
    "continue": "continues_id", "continues": "continues_id",
}  # fmt: skip
COLUMNS = (*(name for name in Brief.model_fields if name != "version"), "takes")
MATERIALS = ("first_frame", "last_frame", "source")
EXAMPLE = """\
prompt,model,seconds,resolution,ratio,takes,seed
"A paper boat in the rain, slow push in",animatic:cinematic,5,720p,16:9,1,7
A lone lighthouse above a stormy sea,animatic:storyboard,5,720p,16:9,2,
A flight over a city at night,animatic:neon,4,540p,9:16,1,
"""


class BadBatch(StudioError):
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class Given:
    """A row as it stands in the file. `number` is the one that a spreadsheet shows; of JSON, its place in the list."""

    number: int
    values: Mapping[str, Any]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row that was checked. It can be made where there are no reasons against it."""

    number: int
    prompt: str
    model: str
    takes: int
    order: Order | None
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """`Row 3: Ray 2 makes clips of 5 or 9 s, not 7 s.`"""
        return f"Row {self.number}: {' '.join(self.reasons)}"


# -- what is done with one --------------------------------------------------------------------------------


def check(session: Session, file: bytes, settings: Settings) -> list[Row]:
    """Every row with its price or with what is wrong with it. Raises BadBatch for what is no batch at all."""
    return [_checked(session, given, settings) for given in read(file)]


def good(rows: Sequence[Row]) -> list[Order]:
    return [row.order for row in rows if row.order and not row.reasons]


def queue(session: Session, wanted: Sequence[Order], asked_by: Visitor = OWNER) -> list[Generation]:
    """All of them or, when one is refused after all, none. The takes of a row belong together. Raises BadBrief, NotFound."""
    made: list[Generation] = []
    for order in wanted:
        made += generations.queue_together(session, generations.takes_of(order.brief, order.takes), asked_by=asked_by)
    return made


def _checked(session: Session, given: Given, settings: Settings) -> Row:
    reasons, order, takes = list(given.reasons), None, 1
    values = dict(given.values)
    try:
        takes = _takes(values.pop("takes", None))
        if not reasons:
            brief = orders.brief_of(_found(session, values), settings)
            order = orders.price(session, brief, takes)
            reasons += order.reasons
    except (BadBrief, NotFound) as reason:
        reasons.append(str(reason))
    model = order.brief.model if order else str(values.get("model", ""))
    return Row(given.number, str(values.get("prompt", "")), model, takes, order, tuple(reasons))


def _takes(given: Any) -> int:
    if given is None:
        return 1
    is_number = isinstance(given, int | str) and re.fullmatch(r"[1-9]", str(given).strip())
    if isinstance(given, bool) or not is_number or int(given) > MOST_TAKES:
        raise BadBrief(f"takes: give a whole number from 1 to {MOST_TAKES}.")
    return int(given)


# -- what it points at ------------------------------------------------------------------------------------


def _found(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """What a text points at: an address, an asset or a generation. Raises BadBrief; a file of this machine is never meant."""
    for name in MATERIALS:
        if isinstance(text := values.get(name), str):
            values[name] = _material(session, name, text)
    if isinstance(given := values.get("references"), str):
        values["references"] = [_reference(session, text) for text in re.split(r"[\s|]+", given.strip())]
    if isinstance(given := values.get("camera_moves"), str):
        values["camera_moves"] = [move for move in re.split(r"\s*[,;|]\s*", given.strip()) if move]
    return values


def _material(session: Session, name: str, text: str) -> dict[str, str]:
    if found := orders.material_of(session, text.strip()):
        return found
    raise BadBrief(f"{name}: give an https address, or the id of an asset or a generation of this studio.")


def _reference(session: Session, text: str) -> dict[str, str]:
    role, _, rest = text.partition("=")
    if role in list(Role):
        return _material(session, "references", rest) | {"role": role}
    return _material(session, "references", text)


# -- reading ----------------------------------------------------------------------------------------------


def read(file: bytes) -> list[Given]:
    """The rows as they stand there. Raises BadBatch with a sentence that says where and what."""
    if len(file) > MOST_BYTES:
        raise BadBatch(f"The file is too large: a batch has at most {MOST_BYTES // 1_000_000} MB.")
    text = _decoded(file).strip("\ufeff\n\r ")
    rows = list(_from_json(text) if text[:1] in ("[", "{") else _from_csv(text))
    if not rows:
        raise BadBatch("There are no rows: the first line names the columns, each further line is a brief.")
    if len(rows) > MOST_ROWS:
        raise BadBatch(f"There are {len(rows):,} rows: a batch has at most {MOST_ROWS}. Cut it into several.")
    return rows


def _decoded(file: bytes) -> str:
    """UTF-8, or UTF-16 where the file says so, as spreadsheets write it. Raises BadBatch."""
    encoding = "utf-16" if file[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return file.decode(encoding)
    except UnicodeDecodeError as wrong:
        row = file[: wrong.start].count(b"\n") + 1
        raise BadBatch(f"Row {row} holds letters that are not UTF-8: save the file as CSV UTF-8.") from wrong


def _from_json(text: str) -> Iterator[Given]:
    try:
        whole = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        where = f" in line {wrong.lineno}" if isinstance(wrong, json.JSONDecodeError) else ""
        raise BadBatch(f"The JSON cannot be read{where}: it is a list of briefs.") from wrong
    listed = whole.get("briefs") if isinstance(whole, dict) else whole
    if not isinstance(listed, list):
        raise BadBatch('The JSON is to be a list of briefs, or {"briefs": [...]}.')
    for number, values in enumerate(listed, 1):
        yield _of_json(number, values)


def _no_number(word: str) -> float:
    raise ValueError(word)


def _of_json(number: int, values: Any) -> Given:
    if not isinstance(values, dict):
        return Given(number, {}, ("It is no brief: write it as {...}.",))
    named: dict[str, Any] = {
        ALIASES.get(str(name), str(name)): value for name, value in values.items() if value is not None
    }
    unknown = [name for name in named if name not in COLUMNS]
    return Given(number, named, tuple(_no_column(name) for name in unknown[:3]))


def _from_csv(text: str) -> Iterator[Given]:
    delimiter = _delimiter(text.partition("\n")[0])
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        raise BadBatch(f"The CSV cannot be read: {wrong}. Is a quotation mark open?") from wrong
    names = _columns(records[0] if records else [])
    as_number: Callable[[str], str] = _with_point if delimiter == ";" else str
    for number, record in enumerate(records[1:], 2):
        if any(cell.strip() for cell in record):
            yield _of_csv(number, names, record, as_number)


def _delimiter(header: str) -> str:
    """The one that gives the most columns we know: spreadsheets write semicolons where the comma is in numbers."""
    return max(",;\t", key=lambda mark: len({_name(cell) for cell in header.split(mark)} & set(COLUMNS)))


def _name(cell: str) -> str:
    name = re.sub(r"[\s-]+", "_", cell.strip().strip('"').lower())
    return ALIASES.get(name, name)


def _columns(header: Sequence[str]) -> list[str]:
    """Raises BadBatch for columns that a brief has not, or has twice."""
    names = [_name(cell) for cell in header]
    for name in names:
        if name and name not in COLUMNS:
            raise BadBatch(f"Row 1: {_no_column(name)}")
        if name and names.count(name) > 1:
            raise BadBatch(f"Row 1: there are two columns {name!r}: take one away.")
    return names


def _no_column(name: str) -> str:
    return f"There is no column {name[:40]!r}. Choose from: {', '.join(COLUMNS)}."


def _of_csv(number: int, names: Sequence[str], record: Sequence[str], as_number: Callable[[str], str]) -> Given:
    beyond = [cell for cell in record[len(names) :] if cell.strip()]
    if beyond or any(cell.strip() and not name for name, cell in zip(names, record, strict=False)):
        return Given(
            number, {}, ("It has more cells than there are columns: put text with commas into quotation marks.",)
        )
    cells = {name: cell.strip() for name, cell in zip(names, record, strict=False) if name and cell.strip()}
    if "duration_s" in cells:
        cells["duration_s"] = as_number(cells["duration_s"].removesuffix("s").strip())
    return Given(number, cells)


def _with_point(number: str) -> str:
    return number.replace(",", ".")
