"""The models of Luma Agents, Luma's newer service, under `luma_agents`."""

from datetime import date

from studio.brief import Operation, Role
from studio.providers.catalogue.entry import Model, Pace, Rates
from studio.providers.catalogue.luma import STRENGTHS

RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
SIZES = ("360p", "540p", "720p", "1080p")
WAYS = ("id", "file", "address")  # of a clip that is worked on
LIST_DAY = date(2026, 7, 10)

MAKE = Model(
    id="luma_agents:ray-3.2",
    label="Ray 3.2",
    about="Luma's newest. Frames, continuing and loops in clips of 5 s.",
    durations_s=(5, 10),
    resolutions=SIZES,
    ratios=RATIOS,
    rates=Rates(
        "Luma's own price list for ray-3.2, standard range; it names no price for 360p",
        LIST_DAY,
        per_clip={
            "540p": ((5, 0.15), (10, 0.45)),
            "720p": ((5, 0.30), (10, 0.90)),
            "1080p": ((5, 1.20), (10, 3.60)),
        },
    ),
    prompt_chars=(1, 6000),
    first_frame=True,
    last_frame=True,
    pictures=("file", "address"),
    continues=("id", "last frame"),
    continues_with_other_frame=False,
    frames_at_s=(5,),
    loop=True,
    hdr_at=(("720p", 5), ("1080p", 5)),
    hdr_beside_frames=False,
    rates_in_hdr=Rates(
        "Luma's own price list for ray-3.2, high dynamic range",
        LIST_DAY,
        per_clip={"720p": ((5, 0.60),), "1080p": ((5, 2.40),)},
    ),
    unverified=(
        "A high dynamic range needs an account that may have it.",
        "Upright clips may not be had in 1080p yet.",
    ),
)
MODIFY = Model(
    id=MAKE.id,
    label=MAKE.label,
    operation=Operation.MODIFY,
    about="Changes what a clip shows, as far as you let it.",
    resolutions=SIZES,
    rates=Rates(
        "Luma's own price list for editing with ray-3.2 names the price of 5 s; other lengths are reckoned from it; none for 360p",
        LIST_DAY,
        usd_per_second={"540p": 0.144, "720p": 0.216, "1080p": 0.432},
        is_verified=False,
    ),
    prompt_chars=(1, 6000),
    sources=WAYS,
    longest_source_s=18,
    strengths=STRENGTHS,
)
REFRAME = Model(
    id=MAKE.id,
    label=MAKE.label,
    operation=Operation.REFRAME,
    about="Gives a clip another shape, and fills in what your words say.",
    resolutions=SIZES,
    ratios=RATIOS,
    rates=Rates(
        "Luma's own price list for reframing with ray-3.2, per second; it names no price for 360p",
        LIST_DAY,
        usd_per_second={"540p": 0.06, "720p": 0.12, "1080p": 0.36},
    ),
    prompt_chars=(1, 6000),
    sources=WAYS,
    longest_source_s=30,
    unverified=("1080p is not open to every account yet.",),
)


def _uni(name: str, label: str, about: str, price: float) -> Model:
    return Model(
        id=f"luma_agents:{name}",
        label=label,
        operation=Operation.PICTURE,
        about=about,
        ratios=("16:9", "9:16", "1:1", "3:2", "2:3", "2:1", "1:2", "3:1", "1:3"),
        rates=Rates(
            f"Luma's own price list for {name}: ${price:.4f} a picture of 2,048 pixels and $0.003 for each reference",
            date(2026, 11, 25),
            per_clip={"": ((0, price),)},
            usd_per_reference=0.003,
        ),
        prompt_chars=(1, 6000),
        pictures=("file", "address"),
        references=9,
        roles=(Role.OBJECT, Role.STYLE, Role.CHARACTER),
        unverified=("Its references have no roles: say in the prompt what each is for.",),
    )


AGENTS = (
    MAKE,
    MODIFY,
    REFRAME,
    _uni("uni-1", "Uni 1", "Luma's newer pictures, which can hold text.", 0.0404),
    _uni("uni-1-max", "Uni 1 Max", "Luma's best pictures.", 0.10),
)
PACE = Pace(
    check_every_s=3,
    running=4,
    creates_per_minute=10,
    source="Luma's guide (checks every 2-5 s), read 2026-11-20; its limits stand in its dashboard: a careful guess",
)
