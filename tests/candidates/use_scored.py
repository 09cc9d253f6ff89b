"""How well the lexicon reads phrases judged by hand (``uv run python`` this file tells).

``use_phrases.csv`` holds names and statuses of French brownfields, half of them looked at while the
lexicon was amended (``tuned``), half kept apart (``held_out``); ``use`` is what a reader takes the
phrase to tell of the site's use, empty where it tells none or only the past.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.read_words import confidence

PHRASES = Path(__file__).with_name("use_phrases.csv")


def told(text: str, field: str) -> set[str]:
    """Uses that a phrase tells or hints at, what is past left aside."""
    words = lexicon()
    found = words.find(text, field)  # type: ignore[arg-type]
    return {f.use for f in found if confidence(f, field, words) != "context"}  # type: ignore[arg-type]


def scored(half: str) -> tuple[float, float, list[str]]:
    """Precision and recall of uses over a half, and the phrases read otherwise than judged."""
    right = said = due = 0
    wrong = []
    with PHRASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["half"] != half:
                continue
            found, judged = told(row["text"], row["field"]), {row["use"]} - {""}
            right, said, due = right + len(found & judged), said + len(found), due + len(judged)
            if found != judged:
                wrong.append(
                    f"{row['text']} [{row['field']}] : {found or '-'}, not {judged or '-'}"
                )
    return right / said, right / due, wrong


if __name__ == "__main__":
    for name in sys.argv[1:] or ("tuned", "held_out"):
        precision, recall, wrong = scored(name)
        print(
            f"{name}: precision {precision:.3f}, recall {recall:.3f}, {len(wrong)} read otherwise"
        )
        if name == "tuned":
            print("\n".join(wrong))
