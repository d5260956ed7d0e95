#!/bin/sh
# Makes every data file and figure in this folder again and checks them.
# Needs Rscript with psych, lme4 and jsonlite, and a Python with requirements.txt:
#   PYTHON=path/to/venv/bin/python sh run.sh
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}
Rscript export_data.R
"$PYTHON" make_data.py
Rscript reference.R
"$PYTHON" reference.py
"$PYTHON" check.py
