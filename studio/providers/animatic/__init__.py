"""The animatic: the built-in provider. It draws a real previz clip from the prompt, on this machine, free.

What happens to a brief, in the order of reading:

    provider.py       takes it, makes a folder for it and starts a worker
    brief_to_shot.py  the brief in the renderer's words, or why it cannot be drawn: `shot.py`, as large as `sizes.py` says
    folder.py         the folder: all that provider and worker tell each other, by files; `lock.py` lets one draw alone
    worker.py         a process of its own: draws, tells how far it is, looks whether it should stop
    render.py         a shot becomes frames, and the frames a clip; `stills.py` where pictures were given
    words.py          what the prompt names: place, light, subject, weather
    scenery/          one module per place, each a list of what is there, from back to front
    looks/            cinematic, storyboard and neon: what is made of the pictures

What it is drawn with:

    stage.py          what all things in a scene share, with its `palettes.py` and its `camera.py`; `scene.py` draws them in order
    layers.py         a picture at one depth; `sprites.py`, `flock.py` and `particles.py` stand and move, `overlay.py` lies on top
    sky.py, light.py  what is behind all and what lies over all
    ridges.py         land, from the lines in `terrain.py`; `subjects.py` is what a prompt is about, from `silhouettes.py`
    frame.py          pictures as the encoder takes them, with `planes.py`, `colour.py` and `noise.py`

The first three of all are what the server imports: they are light, without numpy, Pillow and PyAV.
"""
