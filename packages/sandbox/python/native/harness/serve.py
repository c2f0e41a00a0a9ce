"""A state's side of its channel to the broker. It holds what it needs itself, because code may alter any module."""

import _socket
import _thread
import ctypes
import posix
import random
import resource
import sys

get_chance, set_chance = random.getstate, random.setstate
fork, wait_for, no_hang, threads = posix.fork, posix.waitpid, posix.WNOHANG, sys._current_frames
fork_at_once = ctypes.PyDLL(None).fork
change_folder, current_folder, stop = posix.chdir, posix.getcwd, posix._exit
limit_resource, processor_time = resource.setrlimit, resource.RLIMIT_CPU
hard_limit = resource.getrlimit(processor_time)[1]
rights_size, rights = _socket.CMSG_SPACE(4), _socket.SCM_RIGHTS
byte_order = sys.byteorder
tool_turn = _thread.allocate_lock()


class Place:
    link = None
    # The folder that code has changed to.
    folder = None


place = Place()


def receive_exactly(size):
    parts = []
    while size > 0:
        part = place.link.recv(min(size, 1048576))
        if not part:
            # The broker is gone, and with it the reason for this process.
            stop(0)
        parts.append(part)
        size -= len(part)
    return b''.join(parts)


def receive():
    """A message, and the descriptor that came with it or -1."""
    head, control, _, _ = place.link.recvmsg(4, rights_size)
    if not head:
        stop(0)
    received = -1
    for _, kind, content in control:
        if kind == rights:
            received = int.from_bytes(content[:4], byte_order)
    head += receive_exactly(4 - len(head))
    text = receive_exactly(int.from_bytes(head, 'little')).decode('ascii')
    return text, received


def send(text):
    data = text.encode('ascii')
    place.link.sendall(len(data).to_bytes(4, 'little') + data)


def ask_host(text):
    with tool_turn:
        send(text)
        return receive()[0]


def run_snippet(request):
    own = place.link.fileno()
    home = request['home']
    seconds = int(request['seconds']) + 2
    limit_resource(processor_time, (seconds if hard_limit < 0 else min(seconds, hard_limit), hard_limit))
    try:
        change_folder(place.folder or home + '/home')
    except OSError:
        change_folder(home + '/home')
    separate(home, request['files'])
    redirect_output()
    result = dispatch('{"code":' + quote(request['code']) + '}')
    # From here on the process only forks, as often as is wanted.
    limit_resource(processor_time, (hard_limit, hard_limit))
    try:
        place.folder = current_folder()
    except OSError:
        place.folder = None
    take_stock(own)
    return result[:-1] + ',"open":' + repr(descriptors.inodes) + '}'


def copy_process():
    if len(threads()) == 1:
        # What Python does around a fork is for other threads, takes longer than all the rest, and re-seeds random.
        return fork_at_once()
    before = get_chance()
    child = fork()
    if child == 0:
        set_chance(before)
    return child


def branch(received):
    """Copies this process. The copy has the channel that was received."""
    global tool_turn
    try:
        # Copies that have ended: until here the broker could still find them.
        while wait_for(-1, no_hang)[0]:
            pass
    except OSError:
        pass
    if copy_process() != 0:
        close(received)
        return
    own = place.link.fileno()
    dup2(received, own, False)
    close(received)
    tool_turn = _thread.allocate_lock()
    send('{}')


def serve(link):
    place.link = link
    while True:
        text, received = receive()
        if received >= 0:
            branch(received)
            continue
        request = scan(text, 0)[0]
        if 'code' in request:
            result = run_snippet(request)
            # For good: a thread that code left behind cannot call a tool any more.
            tool_turn.acquire()
            send(result)
        else:
            # The first state. That the broker lives is watched by the process that it was copied from.
            close(lifeline)
            send(dispatch(text))
