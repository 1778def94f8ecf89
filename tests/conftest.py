"""One profile for every property: the same examples on every machine, so a failure is never a matter of luck.

`HYPOTHESIS_PROFILE=explore` looks further, with fresh examples each time.
"""

import os

from hypothesis import HealthCheck, settings

SLOW_TO_GENERATE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "explore",
    deadline=None,
    max_examples=2000,
    print_blob=True,
    suppress_health_check=SLOW_TO_GENERATE,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
