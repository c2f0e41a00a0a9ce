"""Messages between the broker and what it talks to: 32-bit little-endian length, then JSON."""

import array
import json
import os
import socket
import struct

# Longest message: a result with its output, value and traceback, or the arguments of a tool call.
longest = 128 * 2**20


class ProtocolError(Exception):
    """The other end sent what is no message."""


def refuse_constant(name):
    raise ValueError(name + ' is not JSON')


def pack(message):
    body = json.dumps(message, allow_nan=False).encode('ascii')
    return struct.pack('<I', len(body)) + body


class Inbox:
    """Puts messages together from the pieces in which they arrive."""

    def __init__(self):
        self.pieces = bytearray()

    def take(self):
        """The next message, or None where it is not complete. Raises ProtocolError."""
        if len(self.pieces) < 4:
            return None
        (size,) = struct.unpack_from('<I', self.pieces)
        if size > longest:
            raise ProtocolError('too long')
        if len(self.pieces) < 4 + size:
            return None
        text = bytes(self.pieces[4:4 + size])
        del self.pieces[:4 + size]
        try:
            message = json.loads(text, parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ProtocolError(str(error)) from None
        if not isinstance(message, dict):
            raise ProtocolError('no object')
        return message


class HostChannel:
    """Standard input and output, which only the broker has."""

    def __init__(self):
        # Moved out of the way of whatever else might write to the standard ones.
        self.source, self.target = os.dup(0), os.dup(1)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.close(null)
        self.inbox = Inbox()

    def fill(self):
        """False once the host is gone."""
        part = os.read(self.source, 2**20)
        self.inbox.pieces += part
        return part != b''

    def send(self, message):
        data = memoryview(pack(message))
        while data:
            data = data[os.write(self.target, data):]

    def close(self):
        os.close(self.source)
        os.close(self.target)


class StateChannel:
    """The broker's end of a socket pair. The other end may run code that does not keep to any protocol."""

    def __init__(self):
        self.socket, self.other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.socket.setblocking(False)
        self.inbox = Inbox()
        self.unsent = b''
        # Who sent the first message: told by the kernel.
        self.sender = None

    def send(self, message):
        self.unsent = self.unsent + pack(message)
        self.flush()

    def send_socket(self, message, other):
        """For an empty channel to a state that waits: a message and a socket with it."""
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [other.fileno()]))
        self.unsent = pack(message)
        sent = self.socket.sendmsg([self.unsent], [rights])
        self.unsent = self.unsent[sent:]

    def flush(self):
        try:
            while self.unsent:
                self.unsent = self.unsent[self.socket.send(self.unsent):]
        except BlockingIOError:
            pass
        except OSError:
            # The other end is gone; that shows by itself.
            self.unsent = b''

    def fill(self):
        """Takes in what has arrived, up to some amount."""
        try:
            if self.sender is None:
                data, control, _, _ = self.socket.recvmsg(65536, socket.CMSG_SPACE(12))
                for level, kind, content in control:
                    if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                        self.sender = struct.unpack('iII', content)[0]
            else:
                data = self.socket.recv(2**20)
            self.inbox.pieces += data
            return len(data)
        except OSError:
            return 0

    def close(self):
        self.socket.close()
        self.other.close()
