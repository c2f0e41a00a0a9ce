"""What sys.stdout, sys.stderr and sys.stdin are while a snippet runs."""


def left_out(count):
    return '\n... [' + int.__repr__(count) + ' characters left out] ...\n'


def clip(text, limit):
    """The beginning and the end of a text that is too long."""
    if len(text) <= limit:
        return text
    head = limit // 2
    tail = limit - head
    return text[:head] + left_out(len(text) - limit) + text[len(text) - tail:]


class Bytes:
    """sys.stdout.buffer"""

    def __init__(self, capture):
        self.capture = capture

    def write(self, data):
        data = bytes(data)
        self.capture.write(data.decode('utf-8', 'replace'))
        return len(data)

    def flush(self):
        pass

    def writable(self):
        return True


class Capture:
    """Keeps the beginning and the end of what is written, so that a flood never fills the memory."""

    encoding = 'utf-8'
    errors = 'replace'
    newlines = None
    closed = False
    line_buffering = False
    mode = 'w'
    name = '<stdout>'

    def __init__(self, limit):
        self.room = limit // 2
        self.keep = limit - limit // 2
        self.head = []
        self.tail = []
        self.tail_size = 0
        self.beyond = 0
        self.buffer = Bytes(self)

    def write(self, text):
        if type(text) is not str:
            if not isinstance(text, str):
                raise TypeError('write() argument must be str, not ' + type(text).__name__)
            text = str.__str__(text)
        size = len(text)
        room = self.room
        if size <= room:
            if size:
                self.head.append(text)
            self.room = room - size
            return size
        if room:
            self.head.append(text[:room])
            text = text[room:]
            self.room = 0
        self.beyond += len(text)
        if len(text) > self.keep:
            text = text[len(text) - self.keep:]
        self.tail.append(text)
        self.tail_size += len(text)
        if self.tail_size > 4 * self.keep or len(self.tail) > 4096:
            rest = ''.join(self.tail)
            self.tail = [rest[max(0, len(rest) - self.keep):]]
            self.tail_size = len(self.tail[0])
        return size

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def close(self):
        pass

    def isatty(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return True

    def seekable(self):
        return False

    def fileno(self):
        raise OSError('standard output has no file descriptor in the sandbox')

    def collected(self):
        rest = ''.join(self.tail)
        dropped = self.beyond - self.keep
        if dropped <= 0:
            return ''.join(self.head) + rest
        return ''.join(self.head) + left_out(dropped) + rest[len(rest) - self.keep:]


class Stdin:
    """Always at its end: input() raises EOFError."""

    encoding = 'utf-8'
    errors = 'strict'
    closed = False
    name = '<stdin>'

    def read(self, size=-1):
        return ''

    def readline(self, size=-1):
        return ''

    def readlines(self, hint=-1):
        return []

    def __iter__(self):
        return iter(())

    def isatty(self):
        return False

    def readable(self):
        return True

    def writable(self):
        return False

    def fileno(self):
        raise OSError('standard input has no file descriptor in the sandbox')
