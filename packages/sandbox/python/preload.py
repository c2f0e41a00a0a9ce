"""What models reach for: imported before the snapshot is taken, so that it costs a session nothing."""

import abc, bisect, calendar, cmath, collections, contextlib, copy, csv, dataclasses, datetime, decimal, enum, fractions
import functools, heapq, io, itertools, json, math, numbers, operator, os, random, re, statistics, string, textwrap
import time, traceback, typing, unicodedata, warnings
import mpmath, sympy
