"""What the broker waits for: one loop, in which nothing but the kernel is trusted."""

import os
import select
import signal
import time


class Events:
    def __init__(self, host):
        self.host = host
        self.poller = select.poll()
        # Set by SIGINT: the host gives the code up that runs now, or the next one if none does.
        self.interrupted = False
        self.wake, writer = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, lambda number, frame: None)
        self.listener = None
        # (thread id, whether a thread is wanted) -> whether it may be
        self.permitted = None
        self.poller.register(host.source, select.POLLIN)
        self.poller.register(self.wake, select.POLLIN)

    def listen(self, listener, permitted):
        self.listener = listener
        self.permitted = permitted
        self.poller.register(listener.descriptor, select.POLLIN)

    def next_request(self):
        """From the host; None once it is gone."""
        while True:
            request = self.host.inbox.take()
            if request is not None:
                return request
            if self.wait(None, {}) is None:
                return None

    def wait(self, deadline, watched):
        """Waits until one of the descriptors is ready, the host has written, or the time is over.

        watched: descriptors with the events of interest. Returns what is ready, or None when the host is gone.
        """
        for descriptor, wanted in watched.items():
            self.poller.register(descriptor, wanted)
        try:
            left = None if deadline is None else max(0, (deadline - time.monotonic()) * 1000)
            ready = dict(self.poller.poll(left if left is None else left + 0.9))
        finally:
            for descriptor in watched:
                self.poller.unregister(descriptor)
        if ready.pop(self.wake, 0):
            self.interrupted = signal.SIGINT in os.read(self.wake, 4096) or self.interrupted
        if self.listener is not None and ready.pop(self.listener.descriptor, 0):
            self.listener.answer(self.permitted)
        if ready.pop(self.host.source, 0) and not self.host.fill():
            return None
        return ready
