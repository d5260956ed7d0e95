"""Writes question banks with programs that are not ours: text2qti and qti_package_maker for Canvas, and
qti_package_maker for Blackboard. With a second
argument, holds what was imported of them against what the programs were given."""

import contextlib
import io
import pathlib
import re
import sys
import tomllib

from qti_package_maker.package_interface import QTIPackageInterface
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

HERE = pathlib.Path(__file__).parent
# What is asked, of which kind, and what is right.
GIVEN = [
    ("MC", ("What is war?", ["a game", "a calamity", "an enemy"], "a calamity")),
    ("MA", ("Which are told?", ["a rope", "a knot", "a ship", "a tsar"], ["a rope", "a knot"])),
    ("MATCH", ("When was it?", ["First war", "Second war", "The letter"], ["1914", "1939", "1962"])),
    ("NUM", ("In which year?", 1962.0, 1.0)),
    ("FIB", ("Who wrote it?", ["Khrushchev", "Nikita Khrushchev"])),
    ("MULTI_FIB", ("Pull the [what] of the [who] not.", {"what": ["ends", "end"], "who": ["rope"]})),
]
ENGINES = {"canvas": "canvas_qti_v1_2", "blackboard": "blackboard_export_zip"}
TEXT2QTI = [
    ("single-choice", {"That."}),
    ("multiple-response", {"Two.", "Three."}),
    ("cloze", {"a name|another name"}),
    ("extended", None),
]


def write(folder):
    """One package of each program."""
    quiz = Quiz((HERE / "questions.txt").read_text(encoding="utf-8"), config=Config(), source_name="questions.txt")
    QTI(quiz).save(folder / "text2qti.zip")
    for name, engine in ENGINES.items():
        with contextlib.redirect_stdout(io.StringIO()):
            bank = QTIPackageInterface(name, allow_mixed=True)
            for kind, given in GIVEN:
                bank.add_item(kind, given)
            bank.save_package(engine, str(folder / f"{name}.zip"))


def right(question):
    """What is right, as the program was told it."""
    kind = question["kind"]
    if kind in ("single-choice", "multiple-response"):
        return {it["text"] for it in question["options"] if it.get("correct")}
    if kind == "matching":
        return {(it["left"], it["right"]) for it in question["pairs"]}
    if kind == "cloze":
        return set(re.findall(r"\{\{(.+?)\}\}", question["text"]))
    return None


def expected(kind, given):
    """The same of what a program was given."""
    if kind == "MC":
        return "single-choice", {given[2]}
    if kind == "MA":
        return "multiple-response", set(given[2])
    if kind == "MATCH":
        return "matching", set(zip(given[1], given[2]))
    if kind == "NUM":
        low, high = given[1] - given[2], given[1] + given[2]
        return "cloze", {str(it) for it in range(int(low), int(high) + 1)}
    if kind == "FIB":
        return "cloze", {"|".join(given[1])}
    return "cloze", {"|".join(it) for it in given[1].values()}


def hold(name, question, kind, keys):
    """A question against its kind and its key."""
    found = right(question)
    assert question["kind"] == kind, (name, question)
    # Of a number with a tolerance every one is accepted; which comes first does not matter.
    if kind == "cloze" and all(it.isdigit() for it in keys):
        found = {it for key in found for it in key.split("|")}
    assert found == keys, (name, question["id"], found, keys)


def main():
    folder = pathlib.Path(sys.argv[1])
    if len(sys.argv) == 2:
        write(folder)
        return
    count = 0
    of_bank = [expected(*it) for it in GIVEN]
    for engine, wanted in [("text2qti", TEXT2QTI), *((it, of_bank) for it in ENGINES)]:
        questions = tomllib.loads((folder / "library" / "quizzes" / f"{engine}.toml").read_text(encoding="utf-8"))["question"]
        assert len(questions) == len(wanted), (engine, [it["id"] for it in questions])
        for question, (kind, keys) in zip(questions, wanted):
            hold(engine, question, kind, keys)
            count += 1
    print(f"canvas: {count} questions that text2qti and qti_package_maker wrote for Canvas and Blackboard came in with their kinds and keys")


main()
