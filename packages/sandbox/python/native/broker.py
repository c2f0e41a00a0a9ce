"""Owns the pipes of the host and all states. It runs no code of the agent."""

import os
import resource
import select
import time

import messages
from channel import StateChannel
from processes import reap
from states import Gone, State

fork_limit = 10


class HostGone(Exception):
    pass


class Broker:
    def __init__(self, settings, events, processes, trees):
        self.settings = settings
        self.events = events
        self.host = events.host
        self.processes = processes
        self.trees = trees
        self.zygote = None
        self.present = None
        self.branches = {}
        # Each needs a socket, a descriptor of its process and one of its files.
        self.most_branches = (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 64) // 3
        # The channel to a copy of the present state that has not been used yet.
        self.spare = None
        # Those of the branches that were told to stop.
        self.settling = []
        # The state that may start one process now, and the one that may start threads.
        self.forking = None
        self.running = None

    def permit(self, task, thread):
        if thread:
            # None: what runs has not been heard of yet.
            running = self.running
            return running is None or self.processes.threads(running.pid) < self.settings['maxThreads']
        allowed = self.forking is not None and task == self.forking.pid
        if allowed:
            self.forking = None
        return allowed

    def next_message(self, channel, process, deadline, interruptible=False):
        """The next message of a state. Raises Gone, TimeoutError, KeyboardInterrupt, ProtocolError or HostGone."""
        while True:
            message = channel.inbox.take()
            if message is not None:
                return message
            if interruptible and self.events.interrupted:
                self.events.interrupted = False
                raise KeyboardInterrupt
            if time.monotonic() >= deadline:
                raise TimeoutError
            end = channel.socket.fileno()
            wanted = select.POLLIN | (select.POLLOUT if channel.unsent else 0)
            ready = self.events.wait(deadline, {end: wanted} if process is None else {end: wanted, process: select.POLLIN})
            if ready is None:
                raise HostGone
            if ready.get(end, 0) & select.POLLOUT:
                channel.flush()
            if ready.get(end, 0) & ~select.POLLOUT and channel.fill() == 0 or process in ready:
                # What it had sent before it ended still counts.
                while channel.fill() > 0:
                    pass
                message = channel.inbox.take()
                if message is None:
                    raise Gone('it ended')
                return message

    def ask_to_fork(self, origin):
        """Has the state copy itself. The channel to the copy, which waits for a request once it has said hello."""
        channel = StateChannel()
        self.forking = origin
        origin.channel.send_socket({'op': 'fork'}, channel.other)
        channel.other.close()
        return channel

    def meet(self, channel, origin):
        """The copy behind the channel. Raises what next_message() raises."""
        try:
            self.next_message(channel, origin.process, time.monotonic() + fork_limit)
            known = {state.pid for state in [self.zygote, *self.states()] if state is not None}
            messages.require(channel.sender not in known, 'no new process')
            return State(channel, self.processes)
        except BaseException:
            channel.close()
            raise
        finally:
            self.forking = None

    def fork(self, origin):
        return self.meet(self.ask_to_fork(origin), origin)

    def prepare_spare(self):
        """Has the present state copied while a candidate runs, for the next candidate to begin at once."""
        # Where code may start processes itself, it could leave no room for this one.
        if self.spare is None and self.events.listener is not None:
            self.spare = self.ask_to_fork(self.present)

    def copy_present(self):
        spare, self.spare = self.spare, None
        return self.fork(self.present) if spare is None else self.meet(spare, self.present)

    def states(self):
        return [state for state in (self.present, *self.branches.values()) if state is not None]

    def begin(self, tools, seed):
        """The first state, from the process that never ran the agent's code. Raises Gone with the reason."""
        request = {'tools': tools, 'seed': seed, 'outputLimit': self.settings['outputLimit']}
        state = self.fork(self.zygote)
        state.channel.send(request)
        answer = self.next_message(state.channel, state.process, time.monotonic() + fork_limit)
        if answer.get('status') != 'ok':
            raise Gone(str(answer.get('error', answer))[:2000])
        state.tree = self.trees.attach()
        os.mkdir('home', dir_fd=state.tree)
        os.mkdir('tmp', dir_fd=state.tree)
        self.trees.detach()
        self.present = state

    def discard(self, state):
        state.end()
        if state.tree is not None:
            self.trees.drop(state.tree)

    def forget_branches(self):
        for state in self.branches.values():
            self.discard(state)
        self.branches = {}
        self.settling = []

    def leave_present(self):
        """Ends the present state, and the copy of it that was to spare: none may be left behind, so it must show itself."""
        if self.spare is not None:
            self.discard(self.copy_present())
        self.discard(self.present)
        self.present = None

    def adopt(self, state):
        """Makes it the present state, which is not stopped: it waits for what to do."""
        self.leave_present()
        self.present = state
        state.wake()
        if self.processes.threads(state.pid) > 1:
            # A copy has one thread: those that code left behind must not go on while candidates run.
            copy = self.fork(state)
            copy.tree, copy.open_files = state.tree, state.open_files
            state.end()
            self.present = copy

    def settle(self):
        """Makes sure that nothing but the present state and the first process can run."""
        for state in self.settling:
            state.settle()
        self.settling = []

    def held_bytes(self):
        return sum(self.processes.own_bytes(state.pid) for state in (self.zygote, self.present))

    def end(self):
        for state in [*self.states(), self.zygote]:
            if state is not None:
                self.discard(state)
        reap()
        self.trees.close()
