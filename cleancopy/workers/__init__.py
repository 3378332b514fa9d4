"""Pages cleaned in processes that can be killed: each has a deadline and a limit on its memory.

A worker is a process with pipes of its own, so that its death, at whatever point, is nobody else's matter:
no lock and no queue is shared. It has its rules and its pages from the pipe and nothing from a disk.
"""

from cleancopy.workers.messages import Answer, Job, Rules
from cleancopy.workers.pool import Pool

__all__ = ["Answer", "Job", "Pool", "Rules"]
