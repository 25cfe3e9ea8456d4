#!/bin/bash
# Checks that the subjects of commits since origin/main have at most 72 characters, so that every view
# of the history shows them whole.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8  # characters, not bytes

git rev-parse -q --verify origin/main >/dev/null || exit 0
long=0
while IFS=' ' read -r commit subject; do
  [ "${#subject}" -gt 72 ] || continue
  echo "$commit: the subject has ${#subject} characters, at most 72 fit: $subject" >&2
  long=1
done < <(git log --format='%h %s' origin/main..HEAD)
exit "$long"
