# Prints the folder for what tests write: in memory where there is room, many times quicker than a disk.
set -eu
room=/dev/shm
free() {
    df -Pk "$room" 2>/dev/null | awk 'NR == 2 { print $4 }'
    awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo 2>/dev/null
}
if [ -z "${TMPDIR:-}" ] && [ -w "$room" ] && free | awk '$1 < 4000000 { few = 1 } END { exit NR < 2 || few }'; then
    echo "$room"
else
    echo "${TMPDIR:-/tmp}"
fi
