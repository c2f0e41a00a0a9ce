"""What a state may say to the host. A state runs code that nobody has read, so all of it is checked."""

from channel import ProtocolError

statuses = frozenset(('ok', 'syntax-error', 'runtime-error', 'memory', 'blocked'))


def require(condition, what):
    if not condition:
        raise ProtocolError(what)


def text(value, most):
    # What was cut says so, in some words more.
    require(isinstance(value, str) and len(value) <= most + 200, 'a text')
    return value


def json_value(value, depth):
    require(depth > 0, 'nested too deeply')
    if isinstance(value, list):
        for item in value:
            json_value(item, depth - 1)
    elif isinstance(value, dict):
        for item in value.values():
            json_value(item, depth - 1)
    return value


def fault(value, limit):
    require(isinstance(value, dict), 'an error')
    checked = {name: text(value.get(name), limit) for name in ('type', 'message', 'traceback')}
    if 'line' in value:
        require(type(value['line']) is int and 0 <= value['line'] < 2**31, 'a line')
        checked['line'] = value['line']
    return checked


def final_answer(value, limit):
    require(isinstance(value, dict), 'an answer')
    checked = {'text': text(value.get('text'), limit)}
    if 'value' in value:
        checked['value'] = json_value(value['value'], 80)
    return checked


def outcome(message, limit):
    """The message as an outcome with at most this many characters in each text; raises ProtocolError."""
    require(message.get('status') in statuses, 'a status')
    checked = {'status': message['status'], 'stdout': text(message.get('stdout'), limit)}
    if 'value' in message:
        checked['value'] = text(message['value'], limit)
    if 'error' in message:
        checked['error'] = fault(message['error'], limit)
    if 'finalAnswer' in message:
        checked['finalAnswer'] = final_answer(message['finalAnswer'], limit)
    return checked


def tool_call(message):
    name, arguments = message.get('tool'), message.get('arguments')
    require(isinstance(name, str) and len(name) < 1000 and isinstance(arguments, dict), 'a tool call')
    return {'type': 'tool', 'tool': name, 'arguments': json_value(arguments, 80)}


def failure(status, kind, why):
    """An outcome that the broker reports in place of the state."""
    trace = kind + ': ' + why if why else kind
    return {'status': status, 'stdout': '', 'error': {'type': kind, 'message': why, 'traceback': trace}}
