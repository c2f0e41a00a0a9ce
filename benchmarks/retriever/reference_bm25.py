"""BM25 of bm25s and rank_bm25 over the tokens that the index has: folded to ASCII, lower case, English stems.

    pip install bm25s rank_bm25 PyStemmer

Reads {passages: [{id, text}], questions: [text], k} from standard input, writes {name: [[id]]} to standard output.
"""
import json
import re
import sys
import unicodedata

import bm25s
import numpy as np
import Stemmer
from rank_bm25 import BM25Okapi

stemmer = Stemmer.Stemmer("english")


def tokens(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return stemmer.stemWords(re.findall(r"[a-z0-9]+", folded))


def best(scores: np.ndarray, k: int) -> list[int]:
    return np.argsort(-scores, kind="stable")[:k].tolist()


def main() -> None:
    task = json.load(sys.stdin)
    passages = [tokens(passage["text"]) for passage in task["passages"]]
    questions = [tokens(question) for question in task["questions"]]
    lucene = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    lucene.index(passages, show_progress=False)
    okapi = BM25Okapi(passages)
    scorers = {
        "bm25s (Lucene)": lambda words: lucene.get_scores(words),
        "rank_bm25 (Okapi)": lambda words: okapi.get_scores(words),
    }
    ids = [passage["id"] for passage in task["passages"]]
    found = {
        name: [[ids[at] for at in best(score(words), task["k"])] for words in questions]
        for name, score in scorers.items()
    }
    json.dump(found, sys.stdout)


main()
