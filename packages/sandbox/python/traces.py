"""Errors as the agent reads them: tracebacks that begin and end in its own code."""

import builtins


def agent_frames(trace):
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in sources:
            frames.append((code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    return frames


def source_line(filename, line):
    lines = sources.get(filename, ())
    return lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ''


def frame_lines(frames):
    lines = []
    previous = None
    repeated = 0
    for frame in [*frames, None]:
        if frame == previous:
            repeated += 1
            if repeated > 2:
                continue
        else:
            if repeated > 2:
                lines.append('  [Previous line repeated ' + repr(repeated - 2) + ' more times]')
            previous = frame
            repeated = 0
        if frame is None:
            break
        text = source_line(frame[0], frame[1])
        lines.append('  File "' + frame[0] + '", line ' + repr(frame[1]) + ', in ' + frame[2] + ('\n    ' + text if text else ''))
    if len(lines) > 24:
        lines = lines[:8] + ['  [' + repr(len(lines) - 16) + ' frames left out]'] + lines[-8:]
    return lines


def distance(one, other):
    """Letters to insert, drop, replace or swap with their neighbour (optimal string alignment)."""
    before, last, row = [], [], list(range(len(other) + 1))
    for i, a in enumerate(one):
        before, last, row = last, row, [i + 1]
        for j, b in enumerate(other):
            cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
    return row[-1]


def closest(wanted, names):
    """The name that differs least, if it differs as little as Python asks for its own hints."""
    best = None
    best_cost = 1000
    for name in names:
        if type(name) is not str or name == wanted or len(name) > 40:
            continue
        limit = (len(name) + len(wanted) + 3) // 6
        if abs(len(name) - len(wanted)) > limit:
            continue
        cost = distance(wanted, name)
        if cost <= limit and cost < best_cost:
            best, best_cost = name, cost
    return best


def hint(error, trace):
    try:
        wanted = getattr(error, 'name', None)
        if type(wanted) is not str:
            return ''
        if isinstance(error, NameError):
            names = []
            while trace is not None:
                frame = trace.tb_frame
                if frame.f_code.co_filename in sources:
                    names = [*frame.f_locals, *frame.f_globals, *builtins.__dict__]
                trace = trace.tb_next
        elif isinstance(error, AttributeError):
            names = dir(error.obj)
        else:
            return ''
        found = closest(wanted, names[:4000])
        return '' if found is None else ". Did you mean: '" + found + "'?"
    except FinalAnswerGiven:
        raise
    except BaseException:
        return ''


def qualified(error):
    kind = type(error)
    module = kind.__module__
    return kind.__qualname__ if module in ('builtins', '__main__') else str(module) + '.' + kind.__qualname__


def describe(error, depth):
    message = clip(safe_text(error) + hint(error, error.__traceback__), state.limit)
    lines = []
    cause = error.__cause__
    context = None if error.__suppress_context__ else error.__context__
    if depth < 3 and (cause is not None or context is not None):
        inner = cause if cause is not None else context
        if not isinstance(inner, FinalAnswerGiven):
            lines.append(describe(inner, depth + 1)[1])
            lines.append(
                '\nThe above exception was the direct cause of the following exception:\n'
                if cause is not None
                else '\nDuring handling of the above exception, another exception occurred:\n'
            )
    frames = agent_frames(error.__traceback__)
    shown = frame_lines(frames)
    if shown:
        lines.append('Traceback (most recent call last):')
    lines.extend(shown)
    line = frames[-1][1] if frames else None
    if isinstance(error, SyntaxError) and error.filename in sources:
        line = error.lineno
        message = str(error.msg)
        lines.append('  File "' + error.filename + '", line ' + repr(line))
        text = source_line(error.filename, line)
        if text:
            raw = sources[error.filename][line - 1]
            column = (error.offset or 1) - 1 - (len(raw) - len(raw.lstrip()))
            lines.append('    ' + text)
            if 0 <= column <= len(text):
                lines.append('    ' + ' ' * column + '^')
    head = qualified(error)
    lines.append(head + ': ' + message if message else head)
    return message, '\n'.join(lines), line


def fault(error):
    message, trace, line = describe(error, 0)
    parts = ['{"type":', quote(type(error).__name__), ',"message":', quote(message)]
    parts += [',"traceback":', quote(clip(trace, state.limit))]
    if type(line) is int:
        parts += [',"line":', int.__repr__(line)]
    parts.append('}')
    return ''.join(parts)
