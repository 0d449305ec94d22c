"""What speaks against a brief, before anything is sent or paid. Every reason is a sentence that says what would fit."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address
from unicodedata import category
from urllib.parse import urlsplit

from studio.brief import Brief, Operation
from studio.errors import BadBrief, NotFound
from studio.providers.catalogue.entry import ITS_OWN, ClipSound, Model
from studio.providers.catalogue.listed import model


def check(brief: Brief) -> None:
    """Refuse what the model cannot make. Raises BadBrief with every reason."""
    if reasons := list(reasons_against(brief)):
        raise BadBrief(" ".join(reasons))


def reasons_against(brief: Brief) -> Iterator[str]:
    """Sentences that say what does not fit and what would."""
    if any(is_unreadable(text) for text in _texts(brief.model_dump())):
        yield "It holds characters that nobody can read, such as control characters: write it anew."
        return
    try:
        known = model(brief.model, brief.operation)
    except NotFound as reason:
        yield str(reason)
        return
    yield from _against_prompt(brief, known)
    yield from _against_size(brief, known)
    yield from _against_frames(brief, known)
    yield from _against_addresses(brief, known)
    yield from _against_frames_together(brief, known)
    yield from _against_references(brief, known)
    yield from _against_source(brief, known)
    yield from _against_extras(brief, known)


def is_unreadable(text: str) -> bool:
    """Control characters and halves of characters: databases and providers stumble over them."""
    return any(category(letter) in ("Cc", "Cs") and letter not in "\t\n\r" for letter in text)


def _texts(value: object) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)


# -- words and sizes --------------------------------------------------------------------------------------


def _against_prompt(brief: Brief, known: Model) -> Iterator[str]:
    least, most = known.prompt_chars
    if not known.takes_prompt:
        return
    if not brief.prompt.strip():
        if known.needs_prompt and not (known.needs_no_prompt_with_picture and _has_picture(brief)):
            yield _ASKS_FOR_PROMPT.get(brief.operation, "Write a prompt: what should the clip show?")
    elif len(brief.prompt.strip()) < least:
        yield f"{known.label} needs a prompt of at least {least} characters."
    elif (length := _length(brief.prompt, known)) > most:
        yield f"{known.label} takes prompts of at most {most} characters; this one has {length}."
    if brief.negative_prompt.strip() and not known.negative_prompt:
        yield f"{known.label} takes no negative prompt."


_ASKS_FOR_PROMPT = {
    Operation.PICTURE: "Write a prompt: what should the picture show?",
    Operation.MODIFY: "Write a prompt: what should change?",
    Operation.ADD_AUDIO: "Write a prompt: what should be heard?",
}


def _has_picture(brief: Brief) -> bool:
    return any(not frame.generation_id for frame in brief.frames)


def _length(prompt: str, known: Model) -> int:
    return len(prompt.encode("utf-16-le", "surrogatepass")) // 2 if known.prompt_in_utf16 else len(prompt)


def _against_size(brief: Brief, known: Model) -> Iterator[str]:
    if known.durations_s != ITS_OWN and brief.duration_s not in known.durations_s:
        yield f"{known.label} makes clips of {seconds_listed(known.durations_s)} s, not {brief.duration_s:g} s."
    if known.resolutions and brief.resolution not in known.resolutions:
        yield f"{known.label} makes {listed(known.resolutions)}, not {brief.resolution}."
    if known.ratios and brief.ratio not in known.ratios:
        yield f"{known.label} makes {listed(known.ratios)}, not {brief.ratio}."
    elif not makes_shape(brief, known):
        yield (
            f"Without a first frame {known.label} makes {listed(known.ratios_without_picture)}, not {brief.ratio}: "
            "add a first frame, or choose another shape."
        )


def makes_shape(brief: Brief, known: Model) -> bool:
    if not known.ratios or (known.shape_follows_picture and _starts_on_picture(brief)):
        return True
    return brief.ratio in ((not _starts_on_picture(brief) and known.ratios_without_picture) or known.ratios)


# -- pictures ---------------------------------------------------------------------------------------------


def _starts_on_picture(brief: Brief) -> bool:
    return bool(brief.first_frame or brief.continues_id)


def _against_frames(brief: Brief, known: Model) -> Iterator[str]:
    if brief.first_frame and brief.continues_id:
        yield "A clip that continues another starts on its last frame: take the first frame away, or do not continue."
    if brief.first_frame and not known.first_frame:
        yield f"{known.label} takes no first frame."
    if brief.last_frame and not known.last_frame:
        yield f"{known.label} takes no last frame."
    if known.needs_first_frame and not _starts_on_picture(brief):
        yield f"{known.label} moves a picture: give it a first frame, or a clip to continue."
    elif brief.last_frame and known.last_frame_needs_first and not _starts_on_picture(brief):
        yield f"{known.label} takes a last frame only with a first one: add a first frame, or take the last one away."
    if brief.continues_id and not known.continues:
        yield f"{known.label} cannot continue a clip."


def _against_addresses(brief: Brief, known: Model) -> Iterator[str]:
    """Whether a picture of this machine can reach a model that takes addresses only, `generations` sees: it knows more."""
    addresses = [picture.url for picture in brief.pictures if picture.url]
    if "address" not in known.pictures and addresses:
        yield f"{known.label} takes pictures from the library, not by address: add the picture to the library first."
    elif not all(is_public(address) for address in addresses):
        or_library = ", or from the library" if "file" in known.pictures else " only: give the address of the picture"
        yield f"{known.label} takes pictures by a public https address{or_library}."


def _against_frames_together(brief: Brief, known: Model) -> Iterator[str]:
    """Each may be right by itself, but not with the length or with one another."""
    if goes_on_beside_a_picture(brief) and not known.continues_with_other_frame:
        yield f"{known.label} goes on from a clip without another frame: take the other frame away, or do not continue."
    if has_frames(brief) and not known.takes_frames_at(brief.duration_s):
        yield f"{frames_at(known)}: choose that length, or take them away."


def has_frames(brief: Brief) -> bool:
    """Whether it asks for what some models make at some lengths only (`Model.frames_at_s`)."""
    return bool(brief.frames or brief.continues_id or brief.loop)


def goes_on_beside_a_picture(brief: Brief) -> bool:
    """Whether it continues a clip, forwards or backwards, and names another frame too."""
    from_clips = bool(brief.continues_id) + sum(frame.generation_id is not None for frame in brief.frames)
    return from_clips > 0 and bool(brief.continues_id) + len(brief.frames) > 1


def frames_at(known: Model) -> str:
    """When it takes frames, where that depends on the length."""
    return f"{known.label} takes frames, continues clips and loops at {seconds_listed(known.frames_at_s)} s only"


def _against_references(brief: Brief, known: Model) -> Iterator[str]:
    count = len(brief.references)
    if not count:
        if known.needs_reference:
            yield f"{known.label} makes a picture from others: give it a reference."
        return
    if not known.references:
        yield f"{known.label} takes no reference pictures."
        return
    if count > known.references:
        yield f"{known.label} takes at most {known.references} reference pictures; this brief has {count}."
    if others := sorted({reference.role for reference in brief.references} - set(known.roles)):
        yield f"{known.label} takes references of {listed(known.roles)}, not of {listed(others)}."
    if not known.references_beside_frames and (brief.frames or brief.continues_id):
        yield f"{known.label} takes reference pictures or frames, not both: take one of them away."
    if known.references_at_s and brief.duration_s not in known.references_at_s:
        yield f"{known.label} takes reference pictures at {seconds_listed(known.references_at_s)} s only: choose that length."


# -- the clip that is worked on ---------------------------------------------------------------------------


def _against_source(brief: Brief, known: Model) -> Iterator[str]:
    if not known.works_on_a_clip:
        if brief.source:
            yield f"{known.label} works on no clip here: take the clip away, or choose what is to be done with it."
        return
    if not brief.source:
        yield "Choose the clip that is to be worked on."
        return
    if brief.source.url and "address" not in known.sources:
        yield f"{known.label} takes clips from the library, not by address."
    elif brief.source.url and not is_public(brief.source.url):
        yield f"{known.label} takes clips by a public https address, or from the library."
    if known.longest_source_s and known.durations_s == ITS_OWN and brief.duration_s > known.longest_source_s:
        yield f"{known.label} takes clips of at most {known.longest_source_s:g} s; this one has {brief.duration_s:g} s."
    if brief.strength and brief.strength not in known.strengths:
        yield f"{known.label} knows no strength {brief.strength!r}. Choose {listed(known.strengths) if known.strengths else 'none'}."
    elif known.strengths and not brief.strength:
        yield f"Choose how far it may go from the clip: {listed(known.strengths)}."


def is_public(address: str) -> bool:
    """Whether a provider could fetch it, as far as can be seen without a look."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    try:
        is_outside = ip_address(host).is_global
    except ValueError:  # a name
        is_outside = "." in host
    return parts.scheme == "https" and is_outside and not any(letter.isspace() for letter in address)


# -- the rest ---------------------------------------------------------------------------------------------


def _against_extras(brief: Brief, known: Model) -> Iterator[str]:
    if brief.loop and not known.loop:
        yield f"{known.label} cannot loop."
    if brief.loop and brief.last_frame and not known.loop_with_last_frame:
        yield "A loop ends where it starts: take the last frame away, or do not loop."
    if brief.camera_moves and not known.camera_moves:
        yield f"{known.label} takes no camera moves."
    if brief.seed is not None and not known.seed:
        yield f"{known.label} takes no seed."
    if brief.sound and known.sound == ClipSound.NEVER:
        yield f"{known.label} makes no sound."
    if brief.hdr:
        yield from _against_hdr(brief, known)


def _against_hdr(brief: Brief, known: Model) -> Iterator[str]:
    if not known.hdr_at:
        yield f"{known.label} makes no high dynamic range."
        return
    if (brief.resolution, brief.duration_s) not in known.hdr_at:
        sizes = listed([f"{resolution} with {seconds:g} s" for resolution, seconds in known.hdr_at])
        yield f"{known.label} makes a high dynamic range at {sizes} only."
    if has_frames(brief) and not known.hdr_beside_frames:
        yield (
            f"{known.label} makes a high dynamic range from words alone: take frames, the clip to continue and the loop "
            "away, or the range."
        )


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def seconds_listed(seconds: Sequence[float]) -> str:
    return listed([f"{one:g}" for one in seconds])
