"""What the kernel tells about processes, by /proc."""

import os
import signal
import time


class Processes:
    def __init__(self):
        # Stays open when /proc itself is taken away, so that only the broker can look.
        self.folder = os.open('/proc', os.O_RDONLY | os.O_DIRECTORY)
        self.page = os.sysconf('SC_PAGE_SIZE')

    def read(self, path):
        try:
            file = os.open(path, os.O_RDONLY, dir_fd=self.folder)
        except OSError:
            return None
        try:
            return os.read(file, 4096)
        except OSError:
            return None
        finally:
            os.close(file)

    def fields(self, path):
        """Those of 'stat' from the state on: the name before them may hold anything."""
        text = self.read(path)
        return None if text is None else text[text.rindex(b')') + 2:].split()

    def threads(self, pid):
        fields = self.fields('%d/stat' % pid)
        return 0 if fields is None else int(fields[17])

    def is_stopped(self, pid):
        """No thread of it runs."""
        fields = self.fields('%d/stat' % pid)
        if fields is None:
            return True
        if fields[0] not in b'TtZX':
            return False
        if int(fields[17]) == 1:
            return True
        try:
            tasks = os.open('%d/task' % pid, os.O_RDONLY | os.O_DIRECTORY, dir_fd=self.folder)
        except OSError:
            return True
        try:
            every = [self.fields('%d/task/%s/stat' % (pid, task)) for task in os.listdir(tasks)]
        except OSError:
            return True
        finally:
            os.close(tasks)
        return all(one is None or one[0] in b'TtZX' for one in every)

    def own_bytes(self, pid):
        """Memory that is not that of files."""
        text = self.read('%d/statm' % pid)
        if text is None:
            return 0
        _, resident, shared = text.split()[:3]
        return (int(resident) - int(shared)) * self.page

    def strays(self, known):
        """Processes below this one that are not known."""
        parents = {}
        for name in os.listdir(self.folder):
            fields = self.fields(name + '/stat') if name.isdigit() else None
            if fields is not None and fields[0] not in b'ZX':
                parents[int(name)] = int(fields[1])
        own = {os.getpid()}
        grew = True
        while grew:
            more = {pid for pid, parent in parents.items() if parent in own} - own
            own |= more
            grew = bool(more)
        return own - known - {os.getpid()}

    def kill_strays(self, known):
        """Kills them until there are none: a process may start another while it is looked for."""
        until = time.monotonic() + 5
        looks = 0
        # One look may miss a process: born after the folder was listed, of one that ended before it was read.
        while looks < 2 and time.monotonic() < until:
            strays = self.strays(known)
            looks = 0 if strays else looks + 1
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for pid in strays:
                    try:
                        os.kill(pid, number)
                    except OSError:
                        pass


def reap():
    """Children of states that are gone end up here."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except OSError:
        pass
