exec 8<&0 9>&1 0</dev/null 1>&2 3>&- 4>&- 5>&- 6>&- 7>&-
IFS= read -r roadbook_token <&8
roadbook_say() { printf '%s %s %s %s\n' "$roadbook_token" "$1" "$roadbook_status" "$PWD" >&9; }
roadbook_ended() {
  roadbook_say left
  while IFS=' ' read -r roadbook_mode roadbook_file <&8; do
    . "$roadbook_file" 8<&- 9>&-
    { roadbook_status=$?; set +exv; } 2>/dev/null
    roadbook_say done
  done
}
trap '{ roadbook_status=$?; set +exv; } 2>/dev/null; roadbook_ended' EXIT
while IFS=' ' read -r roadbook_mode roadbook_file <&8; do
  if [ "$roadbook_mode" = strict ]; then set -e; fi
  . "$roadbook_file" 8<&- 9>&-
  { roadbook_status=$?; set +exv; } 2>/dev/null
  roadbook_say done
done
