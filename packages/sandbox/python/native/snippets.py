"""Runs one snippet in a copy of the present state."""

import time

import messages
from broker import HostGone
from channel import ProtocolError
from states import Gone
from workspace import Copy


class Trial:
    """One snippet: its outcome and, where it ended well enough to go on from, its state."""

    def __init__(self, broker, request):
        self.broker = broker
        self.events = broker.events
        self.limit = broker.settings['outputLimit']
        self.outcome = None
        # Whether the state itself told how the snippet ended.
        self.whole = False
        self.state = None
        tree = broker.trees.attach()
        try:
            self.begin(tree, request)
            if self.state is not None:
                self.run(time.monotonic() + request['timeoutMs'] / 1000, request['op'] == 'branch')
        finally:
            broker.running = None
            kept = self.whole and self.keep(self.state)
            if self.state is not None and not kept:
                self.state.end()
                self.state = None
            broker.trees.detach()
            if not kept:
                broker.trees.drop(tree)
            if broker.events.listener is None:
                known = [broker.zygote, self.state, *broker.states()]
                broker.processes.kill_strays({state.pid for state in known if state is not None})

    def begin(self, tree, request):
        """Has a copy of the present state run the code, unless there is no room for it or its files."""
        broker = self.broker
        if len(broker.branches) >= broker.most_branches:
            why = 'this state has %d branches, and this machine lets it have no more' % len(broker.branches)
            self.outcome = messages.failure('memory', 'MemoryError', why)
            return
        try:
            copy = Copy(broker.present.tree, tree, broker.present.open_files)
        except OSError as error:
            self.outcome = messages.failure('runtime-error', 'OSError', 'the files cannot be copied: ' + str(error))
            return
        broker.settle()
        self.state = broker.copy_present()
        self.state.tree = tree
        files = {str(number): path for number, path in copy.paths.items()}
        seconds = request['timeoutMs'] / 1000
        go = {'code': request['code'], 'seconds': seconds, 'home': broker.trees.path, 'files': files}
        self.state.channel.send(go)

    def run(self, deadline, more):
        """more: whether another candidate is to be expected."""
        self.broker.running = self.state
        if more:
            self.broker.prepare_spare()
        try:
            self.outcome = self.converse(self.state, deadline)
        except TimeoutError:
            self.outcome = messages.failure('timeout', 'TimeoutError', 'the code ran too long')
        except KeyboardInterrupt:
            self.outcome = messages.failure('interrupted', 'KeyboardInterrupt', '')
        except ProtocolError:
            self.outcome = messages.failure('runtime-error', 'SystemError', 'the code broke its interpreter')
        except Gone as error:
            self.outcome = messages.failure('runtime-error', 'SystemError', 'the interpreter crashed: ' + str(error))

    def converse(self, state, deadline):
        """Takes what the state says until that is its result."""
        while True:
            message = self.broker.next_message(state.channel, state.process, deadline, interruptible=True)
            if 'tool' in message:
                self.broker.host.send(messages.tool_call(message))
                self.answer(state, deadline)
                continue
            outcome = messages.outcome(message, self.limit)
            opened = message.get('open')
            messages.require(isinstance(opened, list) and all(type(number) is int for number in opened), 'open files')
            state.open_files = frozenset(opened)
            self.whole = outcome['status'] != 'memory'
            return outcome

    def answer(self, state, deadline):
        """Passes on what the host has to say to a tool call; the host looks after the time that this takes."""
        while True:
            try:
                reply = self.events.host.inbox.take()
            except ProtocolError as error:
                reply = {'op': 'tool-reply', 'error': 'the answer of the tool cannot be read: ' + str(error)}
            if reply is None:
                if self.events.wait(deadline, {}) is None:
                    raise HostGone
                if self.events.interrupted:
                    self.events.interrupted = False
                    raise KeyboardInterrupt
                if time.monotonic() >= deadline:
                    raise TimeoutError
            elif reply.get('op') == 'tool-reply':
                del reply['op']
                return state.channel.send(reply)
            else:
                raise KeyboardInterrupt

    def keep(self, state):
        """Whether the state may be committed: it is whole, and fits in with the other branches."""
        state.stop()
        broker = self.broker
        broker.settling.append(state)
        own = broker.processes.own_bytes(state.pid) - broker.processes.own_bytes(broker.present.pid)
        state.growth = max(0, own) + broker.trees.size(state.tree)
        limit = broker.settings['branchMemoryBytes']
        if sum(one.growth for one in [state, *broker.branches.values()]) > limit:
            why = 'the branches of this state hold more than %d MB together' % (limit // 2**20)
            self.outcome = messages.failure('memory', 'MemoryError', why)
            broker.settling.remove(state)
            return False
        return True
