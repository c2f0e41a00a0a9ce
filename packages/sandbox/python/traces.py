"""Errors as the agent reads them: CPython's own traceback text, without frames of libraries and of the harness."""

import importlib.util
import os
import sys
import types


def own_copy(name):
    """A standard module that the agent's code cannot reach, and so cannot alter."""
    module = types.ModuleType(name)
    module.__dict__['__builtins__'] = __builtins__
    exec(importlib.util.find_spec(name).loader.get_code(name), module.__dict__)
    return module


traceback_copy = own_copy('traceback')
traceback_copy.linecache = own_copy('linecache')
traceback_copy.textwrap = own_copy('textwrap')
StackSummary, TracebackException = traceback_copy.StackSummary, traceback_copy.TracebackException

# The lines of every snippet, by the file name in its tracebacks.
sources = traceback_copy.linecache.cache

most_lines = 24
harness = frozenset(('<errors>', '<json_text>', '<streams>', '<protocol>', '<traces>', '<seal>', '<execute>'))
# Where modules are imported from that the agent did not write: the standard library and the packages.
libraries = tuple({os.path.dirname(os.__file__), *filter(os.path.isabs, sys.path)})


def of_agent(frame):
    name = frame.filename
    return name not in harness and not name.startswith(('<frozen ', '<tool ', *libraries))


format_stack, format_frame = StackSummary.format, StackSummary.format_frame_summary


def format_shortened(stack, **options):
    texts = {}

    def format_once(frame, **options):
        # Endless recursion has a thousand frames that are the same.
        key = (frame.filename, frame.lineno, frame.colno, frame.name)
        if key not in texts:
            texts[key] = format_frame(stack, frame, **options)
        return texts[key]

    stack.format_frame_summary = format_once
    lines = format_stack(stack, **options)
    if len(lines) > most_lines:
        half = most_lines // 2
        lines[half:-half] = ['  [' + repr(len(lines) - most_lines) + ' frames left out]\n']
    return lines


StackSummary.format = format_shortened


def describe(error):
    """What the traceback module makes of the exception and those that it goes back to, with the agent's frames only."""
    if isinstance(error, SyntaxError) and error.text is None and error.filename in sources:
        # Errors found after parsing come without their line.
        error.text = traceback_copy.linecache.getline(error.filename, error.lineno or 0)
    described = TracebackException.from_exception(error, lookup_lines=False, compact=True)
    if isinstance(error, ModuleNotFoundError) and error.name in distributed:
        described._str += ' (it is not available in this sandbox)'
    waiting = [described]
    while waiting:
        one = waiting.pop()
        one.stack[:] = filter(of_agent, one.stack)
        waiting += [other for other in (one.__cause__, one.__context__, *(one.exceptions or ())) if other is not None]
    return described


def line_of(described):
    """The line of a snippet that the error is about: the innermost one."""
    if getattr(described, 'filename', None) in sources:
        return int(described.lineno or 0)
    return next((frame.lineno for frame in reversed(described.stack) if frame.filename in sources), None)


# Past what a metaclass of the agent's own may say.
name_of = type.__dict__['__name__'].__get__


def type_name(error):
    return clip(name_of(type(error)), 200)


def fault(error):
    described = describe(error)
    trace = ''.join(described.format()).removesuffix('\n')
    message = str(described.msg or '') if isinstance(error, SyntaxError) else str(described)
    # Past what a subclass of str says of its length.
    message = clip(str.__str__(message), state.limit)
    parts = ['{"type":', quote(type_name(error)), ',"message":', quote(message)]
    parts += [',"traceback":', quote(clip(trace, state.limit))]
    line = line_of(described)
    if line:
        parts += [',"line":', int.__repr__(line)]
    parts.append('}')
    return ''.join(parts)


def warm_up():
    """Has what formatting needs imported and ready before the snapshot is taken."""
    for code in ('[1].apend(2 / 0)', 'undefinde', 'whle True: pass'):
        try:
            exec(compile(code, '<string>', 'exec'))
        except Exception as error:
            ''.join(TracebackException.from_exception(error).format())


warm_up()
