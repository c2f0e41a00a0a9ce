"""Verdicts of Math-Verify on rows from standard input, one JSON object a line: gold, pred, opts."""

import json
import sys
import time

from math_verify import ExprExtractionConfig, LatexExtractionConfig, StringExtractionConfig, parse, verify

CONFIGS = {"latex": LatexExtractionConfig(), "expr": ExprExtractionConfig(), "string": StringExtractionConfig()}

for line in sys.stdin:
    row = json.loads(line)
    opts = row.get("opts") or {}
    configs = [CONFIGS[name] for name in opts.get("match_types", ["latex", "expr"])]
    start = time.perf_counter()
    try:
        correct = verify(
            parse(row["gold"], configs),
            parse(row["pred"], configs),
            float_rounding=opts.get("precision", 6),
            strict=opts.get("strict", True),
            allow_set_relation_comp=opts.get("allow_set_relation_comp", False),
        )
    except Exception:  # the library's own failures count as no
        correct = False
    print(json.dumps({"correct": bool(correct), "ms": (time.perf_counter() - start) * 1000}), flush=True)
