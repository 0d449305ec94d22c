"""The animatic: the built-in provider. It draws a real previz clip from the prompt, on this machine, free.

What happens to a brief, in the order of reading:

    provider.py     takes it, makes a folder for it and starts a worker
    shot.py         what to draw: the brief in the renderer's words
    job.py          the folder: all that provider and worker tell each other, by files
    worker.py       its own process: draws, encodes, tells how far it is, looks whether it should stop
    render.py       a shot becomes frames, frames become a clip
    words.py        what the prompt names: place, light, subject, weather
    scenery/        one module per place, each a list of layers from back to front
    looks/          cinematic, storyboard and neon: what is made of the scene

Everything above render.py is light: it imports neither numpy nor Pillow nor PyAV.
"""
