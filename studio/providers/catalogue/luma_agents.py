"""The models of Luma Agents, Luma's newer service, under `luma_agents`."""

from datetime import date

from studio.providers.catalogue.entry import Model, Pace, Rates

RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")

RAY_3_2 = Model(
    id="luma_agents:ray-3.2",
    label="Ray 3.2",
    about="Luma's newest. Frames, continuing and loops in clips of 5 s.",
    durations_s=(5, 10),
    resolutions=("360p", "540p", "720p", "1080p"),
    ratios=RATIOS,
    rates=Rates(
        "Luma's own price list for ray-3.2, standard range; it names no price for 360p",
        date(2026, 7, 10),
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
)
AGENTS = (RAY_3_2,)
PACE = Pace(
    check_every_s=3,
    running=4,
    creates_per_minute=10,
    source="Luma's guide (checks every 2-5 s), read 2026-11-20; its limits stand in its dashboard: a careful guess",
)
