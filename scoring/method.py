"""How points are computed, as a number that a kept result carries: it is explained and verified as it was.

A change of what a measure comes to, which is not one of the measure, gets a number of its own here. What
was computed by a former method stays as it was said, above all a closed year (履13).
"""

# Until 2026: what a node of the whole period multiplied was left unrounded, quotas inside a window fell with
# the months of the whole period, an award's own points could be a quotient, and a rate could exceed 1.
FORMER = 1
PRESENT = 2
