"""A loopback server that speaks the providers' wire protocols, with faults on demand: for tests, demos and drills.

`server.py` starts it, `reception.py` receives every request, `account.py` is what one provider keeps, `faults.py` what goes wrong on
purpose. Each provider's protocol stands under its name, with the rules of what it accepts.
"""

PORT = 8600  # where nothing else is said
