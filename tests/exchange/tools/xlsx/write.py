"""A workbook as a department keeps it, and whether the import of it is what stands in it.

write.py FILE                    writes the workbook
write.py --check TOML MESSAGES   holds what was imported and what was said against it
"""

import datetime
import re
import sys
import tomllib
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font


def write(path):
    book = Workbook()
    notes = book.active
    notes.title = "Read me"
    notes["A1"] = "Do not change the headings"
    quiz = book.create_sheet("Questions")
    quiz.merge_cells("A1:F1")
    quiz["A1"] = "Cold War, year 10"
    quiz["A1"].font = Font(bold=True)
    quiz.append([])
    quiz.append([" Question ", "Option A", "Option B", "Option C", "Correct answer", "Explanation"])
    quiz.append(["When was it written?", 1961, 1962, 1963, "B", "It is dated."])
    quiz.append(["On which day?", datetime.date(1962, 10, 25), datetime.date(1962, 10, 26), None, 2, None])
    quiz.append(["Is it a letter?", True, False, None, True, None])
    quiz.append(["How much?", 0.5, 1.25, None, 1.25, "Café, “quoted”\nand a second line"])
    quiz.append(["Which?", "a", "b", None, "=1+1", None])
    hidden = book.create_sheet("Lists")
    hidden["A1"] = "single-choice"
    hidden.sheet_state = "hidden"
    book.save(path)


def check(toml, messages):
    text = Path(toml).read_text("utf-8")
    quiz = tomllib.loads(text[text.index("# quizzes/people.toml") :])
    # Each option with whether it is right.
    options = [
        [(it["text"], it.get("correct", False)) for it in question["options"]] for question in quiz["question"]
    ]
    assert options == [
        [("1961", False), ("1962", True), ("1963", False)],
        [("1962-10-25", False), ("1962-10-26", True)],
        [("TRUE", True), ("FALSE", False)],
        [("0.5", False), ("1.25", True)],
        [("a", False), ("b", False)],
    ], options
    assert quiz["question"][3]["explanation"].strip() == "Café, “quoted”\nand a second line"
    said = re.sub(r"\s+", " ", Path(messages).read_text("utf-8"))
    for what in (
        "the sheet “Questions” was read; other sheets were left out: “Read me”, “Lists”",
        "the row above the headings was left out",
        "row 8 has a formula whose result is not in the file",
    ):
        assert what in said, (what, said)
    print("a workbook by openpyxl is imported with its keys, dates and notes")


if sys.argv[1] == "--check":
    check(*sys.argv[2:])
else:
    write(sys.argv[1])
