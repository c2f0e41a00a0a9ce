"""What the agent's code finds beside Python: final_answer and the tools."""

import builtins
import posix
import sys
import types
import typing

open_file, read_file, write_file, close_file, read_write = posix.open, posix.read, posix.write, posix.close, posix.O_RDWR

longest_call = 16 * 1024 * 1024


class State:
    step = 0
    limit = 20000
    # (text, JSON text or None) once final_answer was called in the snippet.
    answer = None
    # The names that are bound anew for every snippet, and what code had bound to them.
    protocol = {}
    shadowed = {}


state = State()

# The module that the agent's code is: pickle and dataclasses look it up by name.
main = types.ModuleType('__main__')
main.__annotations__ = {}
space = main.__dict__


def safe_text(value):
    try:
        text = str(value)
    except FinalAnswerGiven:
        raise
    except BaseException as error:
        text = '<str() failed: ' + type(error).__name__ + '>'
    return str.__str__(text)


def final_answer(answer):
    """Gives the final answer to the task and ends the snippet."""
    # A model that writes 'final_answer = 42' and in a later step 'final_answer(final_answer)' means the 42.
    if answer is final_answer:
        answer = state.shadowed.get('final_answer', answer)
    if state.answer is None:
        text = clip(safe_text(answer), state.limit)
        value = None
        try:
            value = encode(answer, 0, True)
        except Exception:
            pass
        if value is not None and len(value) > state.limit:
            value = None
        if state.answer is None:
            state.answer = (text, value)
    raise FinalAnswerGiven()


final_answer.__module__ = '__main__'


def ask_host(text):
    device = open_file('/dev/host', read_write)
    try:
        try:
            write_file(device, text.encode('ascii'))
        except OSError:
            raise TypeError('a tool takes at most 100000 values, and 16 MB') from None
        parts = []
        while part := read_file(device, 1048576):
            parts.append(part)
    finally:
        close_file(device)
    return b''.join(parts).decode('ascii')


def call_tool(name, arguments):
    try:
        text = '{"tool":' + quote(name) + ',"arguments":' + encode(arguments, 0, False) + '}'
    except ValueError as error:
        raise TypeError(name + '() takes JSON values: ' + str(error)) from None
    if len(text) > longest_call:
        raise TypeError(name + '() was given more than 16 MB')
    reply = scan(ask_host(text), 0)[0]
    if 'error' in reply:
        raise ToolError(reply['error'])
    return reply['output']


def define_tool(spec):
    """A real function with the tool's signature, so that a wrong call raises TypeError before it reaches the host."""
    lines = [spec['signature'], '    ' + repr(spec['description']), '    __arguments = {}']
    for parameter in spec['parameters']:
        name = parameter['name']
        put = '__arguments[' + repr(name) + '] = ' + name
        # A parameter without a default that was left out is not an argument.
        lines.append('    if ' + name + ' is not None: ' + put if parameter['omittable'] else '    ' + put)
    lines.append('    return __call(' + repr(spec['name']) + ', __arguments)')
    scope = {
        '__builtins__': builtins.__dict__,
        '__name__': '__main__',
        '__call': call_tool,
        'Literal': typing.Literal,
    }
    exec(compile('\n'.join(lines), '<tool ' + spec['name'] + '>', 'exec', dont_inherit=True), scope)
    return scope[spec['name']]
