"""What Analytics asks: how many, how well, how fast and for how much, in a window of time. It only reads."""
