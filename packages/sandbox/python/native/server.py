"""Entry of the native executor: a fork server for Python states. Its one argument is its settings, as JSON."""

import json
import os
import resource
import socket
import struct
import sys

own_folder = os.path.dirname(os.path.abspath(__file__))
settings = json.loads(sys.argv[1])
sys.path[:] = [own_folder, *settings['path']]

import kernel
import seccomp
import zygote
from broker import Broker, HostGone
from channel import HostChannel, ProtocolError, StateChannel
from events import Events
from processes import Processes, reap
from snippets import Trial
from states import Gone, State
from workspace import FolderTrees, MountedTrees


def check(settings):
    """What of the layers works here, tried out in a process that ends afterwards."""
    found = {'mounts': False, 'seccomp': False, 'processLimit': False}
    try:
        if settings['mounts']:
            MountedTrees(settings['folder'], 2**20).attach()
            found['mounts'] = True
    except OSError:
        pass
    try:
        found['processLimit'] = seccomp.install() is not None
        found['seccomp'] = True
    except OSError:
        pass
    os.write(1, json.dumps(found).encode())


def start_zygote(settings, channel, host, processes):
    ended, lifeline = os.pipe()
    if os.fork() == 0:
        os.close(lifeline)
        host.close()
        os.close(processes.folder)
        end = channel.other.detach()
        channel.socket.close()
        try:
            sys.path[:] = settings['path']
            zygote.run(settings, own_folder, end, ended)
        except BaseException:
            import traceback

            os.write(2, traceback.format_exc().encode())
        os._exit(1)
    os.close(ended)
    channel.other.close()
    # Open as long as this process lives.
    return lifeline


def receive_listener(channel):
    """The first message of the zygote, with which the filter's listener comes."""
    size = socket.CMSG_SPACE(12) + socket.CMSG_SPACE(4)
    channel.socket.setblocking(True)
    data, control, _, _ = channel.socket.recvmsg(65536, size)
    channel.socket.setblocking(False)
    channel.inbox.pieces += data
    listener = None
    for level, kind, content in control:
        if kind == socket.SCM_CREDENTIALS:
            channel.sender = struct.unpack('iII', content)[0]
        elif kind == socket.SCM_RIGHTS:
            listener = struct.unpack('i', content)[0]
    message = channel.inbox.take() or {}
    return message, listener


def serve(settings):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # What the host left open for any program that it starts is not for the agent's code.
    os.closerange(3, 2**20)
    host = HostChannel()
    processes = Processes()
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    channel = StateChannel()
    lifeline = start_zygote(settings, channel, host, processes)
    hello, listener = receive_listener(channel)
    if 'open' not in hello:
        reason = hello.get('failed', 'the first process ended')
        if 'failed' in hello:
            reason += '; install it: %s -m pip install ...' % sys.executable
        code = 'executor/missing-package' if 'failed' in hello else 'executor/start-failed'
        return host.send({'type': 'failed', 'message': reason, 'code': code})
    if settings['mounts']:
        trees = MountedTrees(settings['folder'], settings['fileQuotaBytes'])
        # From here on only this process can see processes.
        kernel.unmount('/proc')
    else:
        trees = FolderTrees(settings['folder'], settings['fileQuotaBytes'])
    events = Events(host)
    broker = Broker(settings, events, processes, trees)
    broker.zygote = State(channel, processes)
    if listener is not None:
        events.listen(seccomp.Listener(listener), broker.permit)
    try:
        broker.begin(settings['tools'], settings['seed'])
        host.send({'type': 'ready'})
        while (request := events.next_request()) is not None:
            reply = handle(broker, request)
            if reply is not None:
                host.send(reply)
            reap()
    except HostGone:
        pass
    except (Gone, ProtocolError, OSError) as error:
        host.send({'type': 'failed', 'message': 'a state of the session is lost: ' + str(error)})
    finally:
        broker.end()
        os.close(lifeline)


def handle(broker, request):
    op, identity = request.get('op'), request.get('id')
    if op == 'run':
        trial = Trial(broker, request)
        broker.forget_branches()
        if trial.state is not None:
            broker.adopt(trial.state)
        return {'type': 'result', 'id': identity, 'outcome': trial.outcome}
    if op == 'branch':
        trial = Trial(broker, request)
        if trial.state is not None:
            broker.branches[identity] = trial.state
        return {'type': 'result', 'id': identity, 'outcome': trial.outcome}
    if op == 'commit':
        state = broker.branches.pop(request['branch'], None)
        broker.forget_branches()
        # A branch that crashed ended where it began.
        if state is not None:
            broker.adopt(state)
        return {'type': 'committed', 'id': identity}
    if op == 'reset':
        broker.forget_branches()
        broker.leave_present()
        broker.begin(request['tools'], request['seed'])
        return {'type': 'reset', 'id': identity, 'memoryBytes': broker.held_bytes()}
    # The late answer to a tool call whose code has ended meanwhile.
    return None


(check if settings['mode'] == 'check' else serve)(settings)
