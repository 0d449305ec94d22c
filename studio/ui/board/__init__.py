"""The board on the screen: cards and links on a canvas, tools above it, and beside it all that is known of the chosen card."""
