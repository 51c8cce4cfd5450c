"""How gunicorn serves ICT Lead behind nginx.

Each worker loads the program by itself, so that a reload takes the new one.
"""

import os
import resource
from typing import Any

bind = os.environ.get("BIND", "unix:/run/ictlead/gunicorn.sock")
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm"  # noqa: S108 - where gunicorn keeps its heartbeat: never written to a disk
# A request that takes longer is ended, and its worker replaced; one that is under way at a reload may finish.
timeout = 60
graceful_timeout = 60
keepalive = 5
# A worker is replaced after so many requests, not all of them at once.
max_requests = 5_000
max_requests_jitter = 500
accesslog = None  # each request is a line of the program's own log, which names no addresses
loglevel = "warning"
# More than this and a request is refused its memory, instead of the machine running out of it.
WORKER_BYTES = int(os.environ.get("WORKER_MEGABYTES", "2048")) * 1024 * 1024


def post_fork(server: Any, worker: Any) -> None:
    """Hold the worker to its memory."""
    resource.setrlimit(resource.RLIMIT_AS, (WORKER_BYTES, WORKER_BYTES))


def child_exit(server: Any, worker: Any) -> None:
    """Let the counters of a worker that is gone stay in the sums."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
