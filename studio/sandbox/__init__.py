"""A loopback server that speaks the providers' wire protocols, with faults on demand: for tests, demos and drills.

`server.py` starts it, `reception.py` receives every request (`log.py`), `account.py` is what one provider keeps, `faults.py` what goes
wrong on purpose, and `replies.py` how that looks. Each provider's protocol stands under its name, with the rules of what it accepts;
`openai.py` speaks a writer's, and `text_answers.py` is what models write. `inputs.py` looks at what comes in, `clips.py` makes what goes
out and `files.py` hands it out; `control.py` is the sandbox's own addresses, `page.py` its page.
"""

PORT = 8600  # where nothing else is said
