"""A copy of the whole studio in one file: made while it works, looked through, and put back."""
