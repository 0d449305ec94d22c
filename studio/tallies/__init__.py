"""What happened, hour by hour and day by day: calls to providers as they are written down, generations as they end.

`adding.py` adds, in the transaction of what is counted; `generations.py` says what one that has ended counts for, `histogram.py` keeps
how long things took, `recounting.py` counts again.
"""

from studio.tallies.adding import Occurrence, add
from studio.tallies.generations import CLIP, WAIT, count_ended
from studio.tallies.recounting import prune, recount

__all__ = ["CLIP", "WAIT", "Occurrence", "add", "count_ended", "prune", "recount"]
