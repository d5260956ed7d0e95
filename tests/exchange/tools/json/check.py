"""Exported documents against the published schema."""

import copy
import json
import sys
from pathlib import Path

import jsonschema

folder = Path(sys.argv[1])
schema = json.loads((folder / "schema").read_text())
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
validator = kind(schema)


def wrong(document, path, value):
    """The document with another value at a path; None takes the key away."""
    spoiled = copy.deepcopy(document)
    place = spoiled
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return spoiled


documents = sorted(folder.glob("*.json"))
assert documents, "no document was written"
questions = 0
for path in documents:
    document = json.loads(path.read_text())
    for error in validator.iter_errors(document):
        sys.exit(f"{path.name}: {error.json_path}: {error.message}")
    questions += len(document["quiz"]["question"])
    for place, value in [
        (["format"], "another"),
        (["version"], 2),
        (["sources"], None),
        (["quiz", "title"], None),
        (["quiz", "question", 0, "skill"], "magic"),
        (["quiz", "question", 0, "kind"], "essay"),
        (["quiz", "question", 0, "stem"], None),
        (["quiz", "titel"], "twice"),
    ]:
        assert not validator.is_valid(wrong(document, place, value)), f"{path.name}: {place}"

print(f"{questions} questions of {len(documents)} documents fit the schema; spoiled ones do not")
