"""JSON by the C functions below the json module, which code can neither replace nor alter."""

import _json
import operator

quote = _json.encode_basestring_ascii
infinity = float('inf')


class ScannerContext:
    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo = None


scan = _json.make_scanner(ScannerContext())


def encode(value, depth, strict):
    """JSON text of a value; raises ValueError where it has none.

    strict: only what any reader gets back as it was. Otherwise, for the arguments of tools, also numbers and
    collections of other libraries.
    """
    kind = type(value)
    if kind is str:
        return quote(value)
    if value is None:
        return 'null'
    if value is True:
        return 'true'
    if value is False:
        return 'false'
    if depth > 64:
        raise ValueError('it is nested too deeply')
    if kind is int:
        if -9007199254740991 <= value <= 9007199254740991:
            return int.__repr__(value)
        raise ValueError('an integer beyond 2**53 has no exact JSON form; pass it as text')
    if kind is float:
        if -infinity < value < infinity:
            return float.__repr__(value)
        raise ValueError('NaN and infinity have no JSON form')
    if kind is list or kind is tuple:
        return '[' + ','.join([encode(item, depth + 1, strict) for item in value]) + ']'
    if kind is dict:
        parts = []
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError('the keys of a dict must be text')
            parts.append(quote(str.__str__(key)) + ':' + encode(item, depth + 1, strict))
        return '{' + ','.join(parts) + '}'
    if not strict:
        if isinstance(value, str):
            return quote(str.__str__(value))
        if isinstance(value, (list, tuple, set, frozenset)):
            return encode(list(value), depth, strict)
        if isinstance(value, dict):
            return encode(dict(value), depth, strict)
        if hasattr(kind, '__index__'):
            return encode(int(operator.index(value)), depth, strict)
        if hasattr(kind, '__float__') and not hasattr(kind, '__len__'):
            return encode(float(value), depth, strict)
    raise ValueError('a value of type ' + kind.__name__ + ' has no JSON form')
