"""A second server that speaks the providers' protocols, written from their documentation and their SDKs' types alone.

It takes the place of `studio/sandbox`, from which it has nothing. Where the documentation leaves something open it does what one
would not guess first, so that what passes against both does not depend on one reading. No clock moves it: every look at a
generation brings it one state further.
"""
