"""Changes of the tables over time, oldest first in versions/. A new one gets the next number, and leads to what `tables/` says."""
