"""A state of the session, as the broker holds it."""

import os
import signal
import time

import kernel
from channel import ProtocolError


class Gone(Exception):
    """The state has ended, or does not keep to the protocol and was ended."""


class State:
    """A process that ran, or runs, the agent's code. Those that wait to be committed are stopped."""

    def __init__(self, channel, processes):
        self.channel = channel
        self.processes = processes
        self.pid = channel.sender
        if self.pid is None:
            raise ProtocolError('no sender')
        self.process = kernel.open_process(self.pid)
        # Its files, as a descriptor of the tree's root.
        self.tree = None
        # Inode numbers of the files that it has open.
        self.open_files = frozenset()
        # Memory and files that it holds beyond what the state before it did.
        self.growth = 0

    def signal(self, number):
        return kernel.signal_process(self.process, number)

    def stop(self):
        """Asks the kernel to; see settle()."""
        self.signal(signal.SIGSTOP)

    def settle(self):
        """Waits until none of its threads runs any more. Raises Gone where it cannot be stopped."""
        until = time.monotonic() + 1
        while not self.processes.is_stopped(self.pid):
            if time.monotonic() > until:
                raise Gone('it could not be stopped')
            os.sched_yield()

    def wake(self):
        self.signal(signal.SIGCONT)

    def end(self):
        self.signal(signal.SIGKILL)
        os.close(self.process)
        self.channel.close()
