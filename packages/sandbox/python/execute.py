"""Runs a snippet. dispatch(text) -> text is the one entry from the host; both texts are JSON in ASCII."""

import _ast
import builtins
import linecache
import random
import sys

# Kept here, because code may delete them from their modules.
modules, line_cache = sys.modules, linecache.cache
settrace, setprofile = sys.settrace, sys.setprofile
getrecursionlimit, setrecursionlimit = sys.getrecursionlimit, sys.setrecursionlimit
as_tree = 0x400


def prepare(code):
    """Gives every snippet the same surroundings, whatever the ones before did to theirs."""
    state.step += 1
    state.answer = None
    filename = '<step ' + repr(state.step) + '>'
    # So that the code's own tracebacks, and inspect, find its lines too.
    sources[filename] = line_cache[filename] = (len(code), None, [line + '\n' for line in code.split('\n')], filename)
    space['__builtins__'] = builtins
    space.update(state.protocol)
    modules['__main__'] = main
    capture = Capture(state.limit)
    sys.stdout = sys.stderr = capture
    sys.stdin = Stdin()
    return filename, capture


def settle():
    settrace(None)
    setprofile(None)
    if getrecursionlimit() < 1000:
        setrecursionlimit(1000)
    # What is printed between snippets (by finalizers, say) belongs to none.
    sys.stdout = sys.stderr = Capture(0)
    for name, bound in state.protocol.items():
        if name in space and space[name] is not bound:
            state.shadowed[name] = space[name]


def evaluate(code, filename):
    """The status, the repr of the last expression or None, and the exception or None."""
    try:
        tree = compile(code, filename, 'exec', as_tree, dont_inherit=True)
        last = None
        if tree.body and type(tree.body[-1]) is _ast.Expr:
            last = compile(_ast.Expression(tree.body.pop().value), filename, 'eval', dont_inherit=True)
        body = compile(tree, filename, 'exec', dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        return 'syntax-error', None, error.with_traceback(None)
    try:
        exec(body, space)
        value = None if last is None else eval(last, space)
        return 'ok', None if value is None else describe_value(value), None
    except FinalAnswerGiven:
        return 'ok', None, None
    except SystemExit as error:
        # exit(), exit(0) and exit(None) end a script well.
        return ('ok', None, None) if error.code in (None, 0) else ('runtime-error', None, error)
    except (SandboxError, SandboxImportError) as error:
        return 'blocked', None, error
    except MemoryError as error:
        return 'memory', None, error
    except BaseException as error:
        return 'runtime-error', None, error


def describe_value(value):
    try:
        text = str.__str__(repr(value))
    except MemoryError:
        raise
    except Exception as error:
        text = '<repr() failed: ' + type(error).__name__ + '>'
    return clip(text, state.limit)


def describe_error(error):
    try:
        return fault(error)
    except BaseException:
        # Code has altered what tracebacks are made with.
        message, kind = clip(safe_text(error), state.limit), type_name(error)
        return '{"type":' + quote(kind) + ',"message":' + quote(message) + ',"traceback":' + quote(kind + ': ' + message) + '}'


def execute(code):
    filename, capture = prepare(code)
    status, value, error = evaluate(code, filename)
    # The first answer stands, whatever code did after catching what it raised.
    answer = state.answer
    if answer is not None:
        status, value, error = 'ok', None, None
    described = None if error is None else describe_error(error)
    settle()
    parts = ['{"status":"', status, '","stdout":', quote(capture.collected())]
    if value is not None:
        parts += [',"value":', quote(value)]
    if described is not None:
        parts += [',"error":', described]
    if answer is not None:
        parts += [',"finalAnswer":{"text":', quote(answer[0])]
        if answer[1] is not None:
            parts += [',"value":', answer[1]]
        parts.append('}')
    parts.append('}')
    return ''.join(parts)


def set_up(request):
    seal()
    state.limit = request['outputLimit']
    state.protocol = {'final_answer': final_answer, 'ToolError': ToolError}
    for spec in request['tools']:
        state.protocol[spec['name']] = define_tool(spec)
    random.seed(request['seed'])
    if 'numpy.random' in modules:
        modules['numpy.random'].seed(request['seed'])
    settle()
    return '{"status":"ok","stdout":""}'


def dispatch(text):
    try:
        request = scan(text, 0)[0]
        if 'code' in request:
            return execute(request['code'])
        try:
            return set_up(request)
        except Exception as error:
            return '{"status":"runtime-error","stdout":"","error":' + describe_error(error) + '}'
    except MemoryError:
        return '{"status":"memory","stdout":"","error":{"type":"MemoryError","message":"","traceback":"MemoryError"}}'
