"""Holds exported workbooks against the CSV of the same quiz and against Kahoot's template."""

import csv
import json
import pathlib
import sys

from openpyxl import load_workbook

FOLDER = pathlib.Path(sys.argv[1])
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# As in the template that Kahoot offers for download: headings in row 8, questions below.
HEADINGS = [
    "Question - max 120 characters",
    "Answer 1 - max 75 characters",
    "Answer 2 - max 75 characters",
    "Answer 3 - max 75 characters",
    "Answer 4 - max 75 characters",
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
]


def unguarded(cell):
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def table(quiz):
    sheet = load_workbook(FOLDER / f"{quiz}.xlsx").active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "no formula"
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    with open(FOLDER / f"{quiz}.csv", newline="", encoding="utf-8-sig") as file:
        expected = [[unguarded(cell).replace("\r\n", "\n") for cell in row] for row in csv.reader(file)]
    assert cells == expected, quiz
    return len(cells) - 1


def kahoot(quiz):
    sheet = load_workbook(FOLDER / f"{quiz}.kahoot.xlsx").active
    assert [sheet.cell(8, column).value for column in range(2, 9)] == HEADINGS
    rows = list(sheet.iter_rows(min_row=9, min_col=2, max_col=8, values_only=True))
    losses = json.loads((FOLDER / f"{quiz}.losses.json").read_text())["exports"][0]["losses"]
    left_out = {it["about"]["question"] for it in losses if it["part"] == "question"}
    asked = [it for it in json.loads((FOLDER / f"{quiz}.json").read_text())["quiz"]["question"] if it["id"] not in left_out]
    # Each statement of a true-false is a question.
    truths = {"true": 1, "false": 2, "not-stated": 3}
    expected = []
    for question in asked:
        if question["kind"] == "true-false":
            for statement in question["statements"]:
                words = ["True", "False"]
                if any(it["answer"] == "not-stated" for it in question["statements"]):
                    words.append("Not stated")
                expected.append((statement["text"], words, [truths[statement["answer"]]]))
        else:
            texts = [it["text"] for it in question["options"]]
            keys = [number for number, it in enumerate(question["options"], 1) if it.get("correct")]
            expected.append((question["stem"], texts, keys))
    assert len(rows) == len(expected), (quiz, len(rows), len(expected))
    for (text, texts, keys), (stem, *answers, seconds, correct) in zip(expected, rows):
        assert stem.endswith(" ".join(text.split())) and len(stem) <= 120, stem
        answers = [it for it in answers if it is not None]
        assert answers == [" ".join(it.split()) for it in texts]
        assert all(len(it) <= 75 for it in answers) and seconds in (5, 10, 20, 30, 60, 90, 120, 240)
        assert correct == ",".join(map(str, keys)), stem
    return len(asked)


quizzes = sorted(path.stem for path in FOLDER.glob("*.csv"))
rows = sum(table(quiz) for quiz in quizzes)
asked = sum(kahoot(quiz) for quiz in quizzes)
assert asked > 0, "no question fits Kahoot"
print(f"{rows} rows of {len(quizzes)} workbooks are as in the CSV; {asked} questions fit Kahoot's template")
