"""Imports exported decks into Anki, and Anki's own text into sourcework."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

PROGRAM = os.environ["SOURCEWORK"]
ROOT = pathlib.Path.cwd()


def sourcework(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=True)
    return done.stdout


def import_deck(collection, path):
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions(update_notes=0))
    return collection.import_anki_package(request).log


def fields(note):
    return dict(note.items())


def check(folder):
    quizzes = json.loads(sourcework("list", "--format", "json"))["quizzes"]
    collection = Collection(str(folder / "collection.anki2"))
    notes = 0
    for quiz in quizzes:
        deck = folder / f"{quiz['id']}.apkg"
        sourcework("--library", ROOT, "export", "anki", quiz["id"], "--output", deck)
        log = import_deck(collection, deck)
        assert len(log.new) == quiz["questions"], (quiz["id"], len(log.new), quiz["questions"])
        notes += len(log.new)
        # The same deck again adds nothing.
        again = import_deck(collection, deck)
        assert len(again.new) == 0, (quiz["id"], len(again.new))
    assert collection.note_count() == notes
    assert collection.card_count() == notes
    assert {it["name"] for it in collection.models.all()} >= {"sourcework"}
    tags = set(collection.tags.all())
    assert "provenance" in tags and quizzes[0]["id"] in tags, tags

    report, ok = collection.fix_integrity()
    assert ok, report
    assert "missing" not in report.lower() and "fixed" not in report.lower(), report

    edited(collection, folder, notes)
    cards(collection)
    text(collection, folder)
    decks = {it.name for it in collection.decks.all_names_and_ids()}
    assert {quiz["title"] for quiz in quizzes} <= decks, decks
    collection.close()
    print(f"{notes} notes of {len(quizzes)} decks are in Anki, a second import adds none, an edited one updates")


def edited(collection, folder, notes):
    """An edited question updates its note and keeps the card with its history."""
    library = folder / "library"
    for part in ("quizzes", "sources"):
        shutil.copytree(ROOT / part, library / part)
    path = library / "quizzes" / "letter-1-reading.toml"
    path = path if path.exists() else sorted((library / "quizzes").glob("*.toml"))[0]
    before = path.read_text()
    stem = re.search(r'^stem\s*=\s*"(.+)"$', before, re.M)
    assert stem, path
    path.write_text(before.replace(stem.group(1), "EDITED " + stem.group(1), 1))
    deck = folder / "edited.apkg"
    sourcework("--library", library, "export", "anki", path.stem, "--output", deck)
    # Anki takes the newer of two notes; times are whole seconds.
    newer(deck, folder)
    cards_before = sorted(collection.find_cards(""))
    log = import_deck(collection, folder / "newer.apkg")
    assert len(log.new) == 0, len(log.new)
    found = collection.find_notes("EDITED")
    assert len(found) == 1, found
    assert collection.note_count() == notes
    assert sorted(collection.find_cards("")) == cards_before


def newer(deck, folder):
    """The same deck as if it had been exported a minute later."""
    import sqlite3
    import zipfile

    with zipfile.ZipFile(deck) as package:
        (folder / "newer.anki2").write_bytes(package.read("collection.anki2"))
        media = package.read("media")
    database = sqlite3.connect(folder / "newer.anki2")
    database.execute("UPDATE notes SET mod = mod + 60")
    database.commit()
    database.close()
    with zipfile.ZipFile(folder / "newer.apkg", "w") as package:
        package.write(folder / "newer.anki2", "collection.anki2")
        package.writestr("media", media)


def cards(collection):
    """Each card shows its question on the front, and the answer only on the back."""
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        front, back = card.question(), card.answer()
        note = fields(card.note())
        assert note["Stem"] in front, note["ID"]
        assert note["Explanation"] in back and note["Explanation"] not in front, note["ID"]
        assert "{{" not in re.sub(r"\{\{c\d", "", front + back) or "{{" in str(note), note["ID"]
        if not note["Heading"]:
            assert not note["Source"] or note["Source"] not in front, note["ID"]


def text(collection, folder):
    """What Anki writes as text is read: as many questions as notes."""
    path = pathlib.Path(os.environ.get("KEEP", folder)) / "notes.txt"
    count = collection.export_note_csv(
        out_path=str(path), limit=None, with_html=True, with_tags=True, with_deck=True, with_notetype=True, with_guid=True
    )
    report = json.loads(sourcework("import", "anki", path, "--dry-run", "--format", "json"))
    imported = sum(file["holds"] for file in report["files"] if file["folder"] == "quizzes")
    assert imported == count, (imported, count)


with tempfile.TemporaryDirectory() as name:
    check(pathlib.Path(name))
