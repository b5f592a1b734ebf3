"""The environment in which tests run a download: empty, but limited to the same instructions of the processor."""

import os

from workers.disk_cache import CPU_VARIABLES

ENVIRONMENT = {name: os.environ[name] for name in CPU_VARIABLES if name in os.environ}
