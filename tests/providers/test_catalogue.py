"""The catalogue: what it offers is accepted, everything else is refused with a sentence, and every price has its source."""

from datetime import date

import pytest

from studio.brief import Brief, Keyframe, Operation, Reference, Source
from studio.errors import BadBrief, NotFound
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, MODELS, Model, listed
from studio.providers.catalogue.animatic import FREE

HTTPS, OURS = Keyframe(url="https://example.org/a.jpg"), Keyframe(asset_id="an-asset")


def brief_for(model: Model, **changes: object) -> Brief:
    """The first of everything that the model offers."""
    asked: dict[str, object] = {
        "operation": model.operation,
        "duration_s": model.durations_s[0],
        "source": Source(asset_id="a-clip") if model.works_on_a_clip else None,
        "strength": model.strengths[0] if model.strengths else "",
    }
    asked |= {"resolution": model.resolutions[0]} if model.resolutions else {}
    asked |= {"ratio": model.ratios[0]} if model.ratios else {}
    if model.needs_reference:
        asked["references"] = [Reference(**picture_for(model).model_dump())]
    if needs_picture(model, {**asked, **changes}):
        asked["first_frame"] = picture_for(model)
    return Brief.model_validate({"prompt": "A paper boat", "model": model.id, **asked, **changes})


def needs_picture(model: Model, asked: dict[str, object]) -> bool:
    of_words = model.ratios_without_picture or model.ratios
    is_shape_of_pictures = asked.get("ratio") in model.ratios and asked.get("ratio") not in of_words
    return "continues_id" not in asked and (model.needs_first_frame or is_shape_of_pictures)


def picture_for(model: Model) -> Keyframe:
    return HTTPS if "address" in model.pictures else OURS


def boat(**changes: object) -> Brief:
    return brief_for(catalogue.model("luma:ray-2"), **changes)


def id_of(model: Model) -> str:
    return model.id if model.operation == Operation.MAKE else f"{model.id} {model.operation}"


every_model = pytest.mark.parametrize("model", MODELS, ids=id_of)


@every_model
def test_all_that_a_model_offers_is_accepted(model: Model):
    for duration in model.durations_s:
        catalogue.check(brief_for(model, duration_s=duration))
    for resolution in model.resolutions:
        catalogue.check(brief_for(model, resolution=resolution))
    for ratio in model.ratios:
        catalogue.check(brief_for(model, ratio=ratio))


@every_model
def test_the_extras_that_a_model_has_are_accepted(model: Model):
    for picture in pictures_for(model) if model.first_frame else []:
        catalogue.check(brief_for(model, first_frame=picture, last_frame=picture if model.last_frame else None))
    if model.continues:
        catalogue.check(brief_for(model, continues_id="an-earlier-one"))
    catalogue.check(brief_for(model, loop=model.loop, camera_moves=["pan_left"] if model.camera_moves else []))
    catalogue.check(brief_for(model, seed=7 if model.seed else None))
    catalogue.check(brief_for(model, negative_prompt="rain" if model.negative_prompt else ""))


def pictures_for(model: Model) -> list[Keyframe]:
    return ([HTTPS] if "address" in model.pictures else []) + ([OURS] if "file" in model.pictures else [])


@every_model
def test_all_references_and_strengths_that_a_model_has_are_accepted(model: Model):
    at = {"duration_s": model.references_at_s[0]} if model.references_at_s else {}
    for role in model.roles if model.references else ():
        given = [Reference(**picture_for(model).model_dump(), role=role)] * model.references
        catalogue.check(brief_for(model, references=given, **at))
    for strength in model.strengths:
        catalogue.check(brief_for(model, strength=strength))
    for resolution, seconds in model.hdr_at:
        catalogue.check(brief_for(model, hdr=True, resolution=resolution, duration_s=seconds))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"duration_s": 6}, "Ray 2 makes clips of 5 or 9 s, not 6 s."),
        ({"duration_s": 5.5}, "Ray 2 makes clips of 5 or 9 s, not 5.5 s."),
        ({"resolution": "8k"}, "Ray 2 makes 540p, 720p, 1080p or 4k, not 8k."),
        ({"ratio": "2:1"}, "Ray 2 makes 16:9, 9:16, 1:1, 4:3, 3:4, 21:9 or 9:21, not 2:1."),
        ({"prompt": ""}, "Write a prompt: what should the clip show?"),
        ({"prompt": " \n "}, "Write a prompt: what should the clip show?"),
        ({"prompt": " ab "}, "Ray 2 needs a prompt of at least 3 characters."),
        ({"prompt": "a" * 5001}, "Ray 2 takes prompts of at most 5000 characters; this one has 5001."),
        ({"prompt": "", "last_frame": None, "loop": True}, "Write a prompt: what should the clip show?"),
        ({"seed": 7}, "Ray 2 takes no seed."),
        ({"loop": True, "last_frame": HTTPS}, "A loop ends where it starts: take the last frame away, or do not loop."),
        (
            {"first_frame": HTTPS, "continues_id": "an-earlier-one"},
            "A clip that continues another starts on its last frame: take the first frame away, or do not continue.",
        ),
    ],
)  # fmt: skip
def test_what_luma_cannot_make_is_refused_with_a_sentence(changes: dict[str, object], sentence: str):
    with pytest.raises(BadBrief) as refused:
        catalogue.check(boat(**changes))
    assert str(refused.value) == sentence


def runway(name: str, **changes: object) -> Brief:
    known = catalogue.model(f"runway:{name}")
    return Brief.model_validate({"prompt": "A boat", "model": known.id, "duration_s": known.durations_s[0], **changes})


NEEDS_FIRST = "Gen-4 Turbo moves a picture: give it a first frame, or a clip to continue."
WORDS_ALONE = "Without a first frame Gen-4.5 makes 16:9 or 9:16, not 1:1: add a first frame, or choose another shape."
LAST_ALONE = "Veo 3.1 takes a last frame only with a first one: add a first frame, or take the last one away."


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("gen4_turbo", {}, NEEDS_FIRST),
        ("gen4.5", {"ratio": "1:1"}, WORDS_ALONE),
        ("gen4.5", {"last_frame": OURS}, "Gen-4.5 takes no last frame."),
        ("veo3.1", {"last_frame": OURS}, LAST_ALONE),
        ("gen4.5", {"ratio": "9:21"}, "Gen-4.5 makes 16:9, 9:16, 1:1, 4:3, 3:4 or 21:9, not 9:21."),
        ("gen4.5", {"prompt": "🌧" * 501}, "Gen-4.5 takes prompts of at most 1000 characters; this one has 1002."),
        ("gen4.5", {"loop": True}, "Gen-4.5 cannot loop."),
        ("veo3.1_fast", {"duration_s": 5}, "Veo 3.1 Fast makes clips of 4, 6 or 8 s, not 5 s."),
    ],
)
def test_what_runway_cannot_make_is_refused_with_a_sentence(name: str, changes: dict[str, object], sentence: str):
    assert list(catalogue.reasons_against(runway(name, **changes))) == [sentence]


@pytest.mark.parametrize("start", [{"first_frame": OURS}, {"first_frame": HTTPS}, {"continues_id": "an-earlier-one"}])
def test_a_clip_that_starts_on_a_picture_may_be_more(start: dict[str, object]):
    catalogue.check(runway("gen4_turbo", **start))
    catalogue.check(runway("gen4.5", ratio="1:1", **start))
    catalogue.check(runway("veo3.1", last_frame=OURS, **start))
    catalogue.check(runway("gen4.5", prompt="🌧" * 500, **start))


NOT_PUBLIC = ["http://example.org/a.jpg", "https://", "https://[", "a.jpg", "https://exam ple.org/a.jpg"]
AT_HOME = ["https://localhost/a.jpg", "https://127.0.0.1/a.jpg", "https://192.168.1.2/a.jpg", "https://[::1]/a.jpg"]


@pytest.mark.parametrize("address", [*NOT_PUBLIC, *AT_HOME])
def test_a_picture_by_anything_but_a_public_https_address_is_refused(address: str):
    with pytest.raises(BadBrief, match="public https address"):
        catalogue.check(boat(first_frame=Keyframe(url=address)))


def test_animatic_takes_pictures_from_the_library_only():
    with pytest.raises(BadBrief, match="Cinematic takes pictures from the library, not by address"):
        catalogue.check(brief_for(catalogue.model("animatic:cinematic"), first_frame=HTTPS))


def test_google_takes_a_last_frame_only_with_something_to_start_on():
    omni = catalogue.model("google:gemini-omni-1.2-flash")
    with pytest.raises(BadBrief, match="takes a last frame only with a first one: add a first frame"):
        catalogue.check(brief_for(omni, last_frame=OURS))
    catalogue.check(brief_for(omni, last_frame=OURS, first_frame=OURS))
    catalogue.check(brief_for(omni, last_frame=OURS, continues_id="an-earlier-one"))


def test_every_reason_is_told_at_once():
    with pytest.raises(BadBrief) as refused:
        catalogue.check(boat(prompt="", duration_s=7, resolution="8k", ratio="2:1", seed=1))
    assert str(refused.value).count(".") == 4
    assert "?" in str(refused.value)


def test_a_picture_needs_no_words_with_it_but_a_clip_does():
    catalogue.check(boat(prompt="", first_frame=HTTPS))
    for clip in ({"continues_id": "x"}, {"first_frame": Keyframe(generation_id="x")}):
        with pytest.raises(BadBrief, match="Write a prompt"):
            catalogue.check(boat(prompt="", **clip))


def test_an_unknown_model_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(BadBrief, match=r"no model named 'luma:ray-9'\. Choose one of: .*luma:ray-2"):
        catalogue.check(Brief(prompt="A boat", model="luma:ray-9"))
    with pytest.raises(NotFound):
        catalogue.model("luma:ray-9")


def agents(**changes: object) -> Brief:
    return brief_for(catalogue.model("luma_agents:ray-3.2"), **changes)


AT_5_S = "Ray 3.2 takes frames, continues clips and loops at 5 s only: choose that length, or take them away."
ALONE = "Ray 3.2 goes on from a clip without another frame: take the other frame away, or do not continue."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        *(
            ({"duration_s": 10, **asked}, AT_5_S)
            for asked in ({"first_frame": OURS}, {"last_frame": HTTPS}, {"continues_id": "x"}, {"loop": True})
        ),
        ({"continues_id": "x", "last_frame": OURS}, ALONE),
        ({"first_frame": OURS, "last_frame": Keyframe(generation_id="x")}, ALONE),
        ({"loop": True, "last_frame": OURS}, "A loop ends where it starts: take the last frame away, or do not loop."),
        ({"duration_s": 9}, "Ray 3.2 makes clips of 5 or 10 s, not 9 s."),
        ({"ratio": "9:21"}, "Ray 3.2 makes 16:9, 9:16, 1:1, 4:3, 3:4 or 21:9, not 9:21."),
        ({"resolution": "4k"}, "Ray 3.2 makes 360p, 540p, 720p or 1080p, not 4k."),
        ({"prompt": "a" * 6001}, "Ray 3.2 takes prompts of at most 6000 characters; this one has 6001."),
        ({"prompt": "", "first_frame": OURS}, "Write a prompt: what should the clip show?"),
        ({"seed": 7}, "Ray 3.2 takes no seed."),
        ({"camera_moves": ["pan_left"]}, "Ray 3.2 takes no camera moves."),
        (
            {"first_frame": Keyframe(url="http://127.0.0.1/a.jpg")},
            "Ray 3.2 takes pictures by a public https address, or from the library.",
        ),
    ],
)
def test_what_luma_agents_cannot_make_is_refused_with_a_sentence(changes: dict[str, object], sentence: str):
    assert list(catalogue.reasons_against(agents(**changes))) == [sentence]


def test_luma_agents_loops_and_continues_in_short_clips_and_makes_plain_long_ones():
    catalogue.check(agents(duration_s=10))
    for asked in ({"loop": True}, {"continues_id": "x"}, {"last_frame": Keyframe(generation_id="x")}):
        catalogue.check(agents(duration_s=5, **asked))


def test_a_model_that_needs_a_reference_says_so():
    turbo = catalogue.model("runway:gen4_image_turbo", Operation.PICTURE)
    sentence = "Gen-4 Image Turbo makes a picture from others: give it a reference."
    assert list(catalogue.reasons_against(brief_for(turbo, references=[]))) == [sentence]


# What a model of another provider may lack, and ours all have
BARE = Model("x:bare", "Bare", "", FREE, durations_s=(5,), resolutions=("720p",), ratios=("16:9",))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_frame": HTTPS}, "Bare takes no first frame."),
        ({"last_frame": HTTPS}, "Bare takes no last frame."),
        ({"continues_id": "x"}, "Bare cannot continue a clip."),
        ({"loop": True}, "Bare cannot loop."),
        ({"camera_moves": ["pan_left"]}, "Bare takes no camera moves."),
        ({"seed": 1}, "Bare takes no seed."),
        ({"duration_s": 6}, "Bare makes clips of 5 s, not 6 s."),
    ],
)
def test_what_a_model_lacks_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], sentence: str
):
    monkeypatch.setattr(listed, "MODELS", (BARE,))
    catalogue.check(brief_for(BARE))
    assert sentence in list(catalogue.reasons_against(brief_for(BARE, **changes)))


# -- prices -----------------------------------------------------------------------------------------------


@every_model
def test_every_price_has_a_source_and_a_date(model: Model):
    assert len(model.rates.source) > 10
    assert date(2026, 1, 1) <= model.rates.as_of <= date.today()


UNPRICED = {("luma_agents:ray-3.2", "360p")}  # Luma names no price for its drafts


@every_model
def test_all_that_a_model_offers_has_a_price_or_says_that_none_is_known(model: Model):
    offered = model.resolutions or (model.size_follows_source and tuple(model.rates.usd_per_second)) or ("",)
    sizes = [size for size in offered if (model.id, size) not in UNPRICED]
    lengths = (5,) if model.works_on_a_clip and model.durations_s == ITS_OWN else model.durations_s
    prices = {model.rates.of(resolution, seconds) for resolution in sizes for seconds in lengths}
    if not (model.rates.per_clip or model.rates.usd_per_second):
        assert "price" in model.rates.source.lower() and not model.rates.is_verified
        return
    assert None not in prices
    assert prices == {0} if model.provider == "animatic" else min(filter(None, prices)) > 0


@pytest.mark.parametrize(
    ("model_id", "resolution", "five_s", "nine_s"),
    [
        ("luma:ray-2", "540p", 0.40, 0.72),
        ("luma:ray-2", "720p", 0.71, 1.27),
        ("luma:ray-2", "1080p", 1.59, 2.87),
        ("luma:ray-2", "4k", 6.37, 11.47),
        ("luma:ray-flash-2", "540p", 0.14, 0.25),
        ("luma:ray-flash-2", "720p", 0.24, 0.44),
        ("luma:ray-flash-2", "1080p", 0.55, 0.99),
        ("luma:ray-flash-2", "4k", 2.19, 3.94),
    ],
)
def test_what_luma_takes(model_id: str, resolution: str, five_s: float, nine_s: float):
    rates = catalogue.model(model_id).rates
    assert (rates.of(resolution, 5), rates.of(resolution, 9)) == (five_s, nine_s)
    assert not rates.is_verified


@pytest.mark.parametrize(
    ("resolution", "five_s", "ten_s"),
    [("360p", None, None), ("540p", 0.15, 0.45), ("720p", 0.30, 0.90), ("1080p", 1.20, 3.60)],
)
def test_what_luma_agents_takes(resolution: str, five_s: float | None, ten_s: float | None):
    rates = catalogue.model("luma_agents:ray-3.2").rates
    assert (rates.of(resolution, 5), rates.of(resolution, 10)) == (five_s, ten_s)
    assert rates.is_verified and rates.as_of == date(2026, 7, 10)


@pytest.mark.parametrize(
    ("name", "resolution", "seconds", "price", "is_verified"),
    [
        ("gen4.5", "720p", 5, 0.60, True),
        ("gen4_turbo", "720p", 10, 0.50, True),
        ("veo3.1", "1080p", 8, 1.60, False),
        ("veo3.1_fast", "720p", 4, 0.40, False),
    ],
)
def test_what_runway_takes(name: str, resolution: str, seconds: float, price: float, is_verified: bool):
    rates = catalogue.model(f"runway:{name}").rates
    assert rates.of(resolution, seconds) == pytest.approx(price)
    assert rates.is_verified == is_verified


@pytest.mark.parametrize(("sound", "price"), [(False, 0.80), (True, 1.60)])
def test_sound_costs_more_at_runway(sound: bool, price: float):
    veo = runway("veo3.1", duration_s=4, sound=sound)
    assert catalogue.model(veo.model).rates_of(veo).of("720p", 4) == pytest.approx(price)


@pytest.mark.parametrize(("resolution", "price"), [("720p", 0.05), ("1080p", 0.08)])
def test_a_picture_of_runways_has_its_price_by_size(resolution: str, price: float):
    rates = catalogue.model("runway:gen4_image", Operation.PICTURE).rates
    assert (rates.of(resolution, 0), rates.is_verified) == (pytest.approx(price), True)


@pytest.mark.parametrize(
    ("model_id", "resolution", "five_s"),
    [("google:gemini-omni-1.1-flash", "720p", 0.50), ("google:gemini-omni-1.2-flash", "4k", 1.05)],
)
def test_what_google_takes_per_second(model_id: str, resolution: str, five_s: float):
    rates = catalogue.model(model_id).rates
    assert rates.of(resolution, 5) == pytest.approx(five_s)
    assert not rates.is_verified


def test_what_has_no_rate_has_no_price():
    assert catalogue.model("luma:ray-2").rates.of("720p", 7) is None
    assert catalogue.model("luma:ray-2").rates.of("8k", 5) is None


# -- names ------------------------------------------------------------------------------------------------


def test_no_model_stands_there_twice_for_one_operation_and_each_has_its_provider_and_pace():
    named = [(model.id, model.operation) for model in MODELS]
    assert len(named) == len(set(named))
    assert {model.provider for model in MODELS} == catalogue.PROVIDERS.keys() == catalogue.PACES.keys()


OLD = [
    ("dream-machine-v1", "luma:ray-2"),
    ("dream-machine-v1.5", "luma:ray-2"),
    ("ray-1-6", "luma:ray-2"),
    ("ray-3", "luma_agents:ray-3.2"),
]


@pytest.mark.parametrize("prefix", ["", "luma:", "luma_agents:"])
@pytest.mark.parametrize(("old", "successor"), OLD)
def test_an_old_name_is_answered_with_its_successor(prefix: str, old: str, successor: str):
    sentence = f"{prefix + old!r} is an old name of a model: choose {successor}, its successor."
    with pytest.raises(NotFound) as unknown:
        catalogue.model(prefix + old)
    assert str(unknown.value) == sentence
    assert list(catalogue.reasons_against(Brief(prompt="A boat", model=prefix + old))) == [sentence]


def test_every_successor_is_a_model_of_today_and_no_old_name_is():
    assert dict(OLD).items() <= catalogue.SUCCESSORS.items()
    assert set(catalogue.SUCCESSORS.values()) <= {model.id for model in MODELS}
    assert not catalogue.SUCCESSORS.keys() & {model.name for model in MODELS}


def test_a_person_tells_the_providers_apart_by_their_labels():
    assert len(set(catalogue.PROVIDERS.values())) == len(catalogue.PROVIDERS)


@pytest.mark.parametrize(
    ("model_id", "label"),
    [
        ("luma:ray-2", "Luma Ray 2"),
        ("luma_agents:ray-3.2", "Luma Ray 3.2"),
        ("animatic:cinematic", "Animatic Cinematic"),
        ("luma:ray-1-6", "luma:ray-1-6"),  # older than the catalogue
    ],
)
def test_a_model_has_a_name_to_show(model_id: str, label: str):
    assert catalogue.label_of(model_id) == label


# -- Luma's high dynamic range and its pictures -----------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"resolution": "540p"}, "Ray 3.2 makes a high dynamic range at 720p with 5 s or 1080p with 5 s only."),
        ({"duration_s": 10}, "Ray 3.2 makes a high dynamic range at 720p with 5 s or 1080p with 5 s only."),
        *(
            (start, "Ray 3.2 makes a high dynamic range from words alone: take frames, the clip to continue and the loop away")
            for start in ({"first_frame": OURS}, {"continues_id": "x"}, {"loop": True})
        ),
    ],
)  # fmt: skip
def test_a_high_dynamic_range_is_refused_where_there_is_none(changes: dict[str, object], sentence: str):
    asked = {"hdr": True, "resolution": "720p", "duration_s": 5} | changes
    assert [reason[: len(sentence)] for reason in catalogue.reasons_against(agents(**asked))] == [sentence]


def test_a_high_dynamic_range_and_each_reference_have_a_price_of_their_own():
    hdr = agents(hdr=True, resolution="1080p", duration_s=5)
    assert catalogue.model(hdr.model).rates_of(hdr).of("1080p", 5) == 2.40
    uni = catalogue.model("luma_agents:uni-1-max", Operation.PICTURE)
    three = brief_for(uni, references=[Reference(asset_id="a")] * 3)
    assert (uni.rates_of(three).of("", 0), uni.rates.of("", 0)) == (pytest.approx(0.109), 0.10)
