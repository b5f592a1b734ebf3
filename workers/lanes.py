"""The two lanes of worker processes, each an executor.

This is the seam to a bigger installation: anything with ``submit(function, *args)`` that returns a
``concurrent.futures.Future`` whose ``cancel()`` ends a running call can stand in for a ``Lane``.
"""

import multiprocessing
import os
from concurrent.futures import Future

from pebble import ProcessPool

from workers.remote import ready, start_worker


class Lane:
    """A pool of worker processes that replaces those that die.

    Parameters
    ----------
    workers
        Number of processes.
    niceness
        How far they stand back behind other processes, 0 to 19, where the system supports it.
    calls
        After how many calls a process gives way to a fresh one, 0 for never: what a call has imported and allocated
        goes with its process, and a new one takes 0.03 s where the system can fork.
    """

    def __init__(self, workers: int, niceness: int, calls: int = 0) -> None:
        self.workers = workers
        self.niceness = niceness
        self.calls = calls
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["workers.preload"])
        return ProcessPool(
            self.workers,
            max_tasks=self.calls,
            initializer=start_worker,
            initargs=(self.niceness,),
            context=context,
        )

    def submit(self, function, *args) -> Future:
        """Run ``function(*args)`` in a worker; cancelling the future kills that worker, which is then replaced."""
        try:
            return self._pool.schedule(function, args)
        except RuntimeError:  # the pool gives up when a worker dies while all are idle
            self.close()
            self._pool = self._new_pool()
            return self._pool.schedule(function, args)

    def warm_up(self) -> list[Future]:
        """Start the workers; the futures are done when they are up."""
        return [self.submit(ready) for _ in range(self.workers)]

    def close(self) -> None:
        """End the workers, finished or not."""
        self._pool.stop()
        self._pool.join()


def short_lane() -> Lane:
    """One worker for runs of about a second and small questions."""
    return Lane(workers=1, niceness=0)


def long_lane() -> Lane:
    """As many workers as cores, behind everything else; a training run of a large network leaves nothing behind."""
    return Lane(workers=os.cpu_count() or 1, niceness=10, calls=1)
