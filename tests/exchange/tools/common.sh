# What the checks of exports by other programs share; `run` of each sources it first.
# shellcheck shell=bash
# Gives $here (the check), $root (the project, where it runs), $program, $tools (kept between runs) and
# $out (removed at the end).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
cd "$root"
program=$(realpath "${SOURCEWORK:-target/debug/sourcework}")
tools=$root/target/tools/$(basename "$here")
mkdir -p "$tools"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# need COMMAND PACKAGE...: installs Debian's packages where the command is not there.
need() {
  command -v "$1" >/dev/null && return
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null
}

# need_browser: Chromium, as $chromium.
need_browser() {
  chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
  [ -n "$chromium" ] && return
  need chromium chromium fonts-liberation
  chromium=$(command -v chromium)
}

# need_python: the packages of requirements.txt, in an environment of its own, as $python.
need_python() {
  need python3 python3 python3-venv
  python=$tools/venv/bin/python
  [ -x "$python" ] || python3 -m venv "$tools/venv"
  "$python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
}

# need_node: the packages of package-lock.json, in $tools.
need_node() {
  need node nodejs
  need npm npm
  cmp -s "$here/package-lock.json" "$tools/package-lock.json" && return
  cp "$here/package.json" "$tools/"
  cp "$here/package-lock.json" "$tools/new-lock.json"
  (cd "$tools" && cp new-lock.json package-lock.json && npm ci --ignore-scripts --no-audit --no-fund --silent) ||
    { rm -f "$tools/package-lock.json"; return 1; }
}

# export_quiz LIBRARY QUIZ FORMAT FILE [OPTION...]: an export; its losses are not looked at here.
export_quiz() {
  "$program" --library "$1" export "$3" "$2" --output "$out/$4" "${@:5}" >/dev/null 2>&1
}

# show_quiz LIBRARY QUIZ FILE: the quiz with its key as JSON.
show_quiz() {
  "$program" --library "$1" show "$2" --key --format json >"$out/$3"
}

# quizzes: the IDs of the quizzes that are shipped.
quizzes() {
  local file
  for file in "$root"/quizzes/*.toml; do basename "$file" .toml; done
}
