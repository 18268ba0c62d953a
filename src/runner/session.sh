exec 8<&0 9>&1 0</dev/null 1>&2
IFS= read -r roadbook_token <&8
roadbook_next() {
  roadbook_block=
  IFS= read -r roadbook_mode <&8 || return 1
  while IFS= read -r roadbook_line <&8; do
    if [ "$roadbook_line" = "$roadbook_token" ]; then return 0; fi
    roadbook_block="$roadbook_block$roadbook_line
"
  done
  return 1
}
roadbook_say() { printf '%s %s %s %s\n' "$roadbook_token" "$1" "$2" "$PWD" >&9; }
roadbook_ended() {
  set +e
  roadbook_say left "$1"
  while roadbook_next; do
    eval "$roadbook_block" 8<&- 9>&-
    roadbook_say done "$?"
  done
}
trap 'roadbook_ended "$?"' EXIT
while roadbook_next; do
  if [ "$roadbook_mode" = strict ]; then set -e; else set +e; fi
  eval "$roadbook_block" 8<&- 9>&-
  roadbook_status=$?
  set +e
  roadbook_say done "$roadbook_status"
done
trap - EXIT
