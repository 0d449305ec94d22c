"""The animatic: the built-in provider. It draws a real previz clip from the prompt, on this machine, free.

What happens to a brief, in the order of reading:

    provider.py       takes it, makes a folder for it and starts a worker
    brief_to_shot.py  the brief in the renderer's words, or why it cannot be drawn
    folder.py         the folder: all that provider and worker tell each other, by files
    worker.py         a process of its own: draws, tells how far it is, looks whether it should stop
    render.py         a shot becomes frames, and the frames a clip
    words.py          what the prompt names: place, light, subject, weather
    scenery/          one module per place, each a list of what is there, from back to front
    looks/            cinematic, storyboard and neon: what is made of the pictures

The first three are what the server imports: they are light, without numpy, Pillow and PyAV.
"""
