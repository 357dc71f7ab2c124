#!/bin/sh
# Fetches the bundles that wait on a device and acknowledges those that have arrived.
#
#   fetch.sh [USER@]DEVICE FOLDER
#
# READ_KEY and ACK_KEY name the two private keys (docs/retrieval.md); SSH replaces "ssh", with
# options. Started again after any interruption, it goes on where it was. A bundle is in FOLDER
# only when it is whole; what is on its way lies in FOLDER/.partial.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: fetch.sh [USER@]DEVICE FOLDER" >&2
    exit 2
fi
device=$1
folder=$2
ssh=${SSH:-ssh}
read_with="$ssh -o BatchMode=yes -o IdentitiesOnly=yes -i ${READ_KEY:-$HOME/.ssh/virk-edge-read}"
ack_with="$ssh -o BatchMode=yes -o IdentitiesOnly=yes -i ${ACK_KEY:-$HOME/.ssh/virk-edge-ack}"

[ -d "$folder" ] || { echo "fetch.sh: $folder is no folder; create it" >&2; exit 2; }

# The device's files of this name and nothing else: no folders, links or hidden parts.
bundles() { rsync --dirs --times --timeout=60 --include='[0-9]*.virk.zip' --exclude='*' "$@"; }

bundles -e "$read_with" --quiet --partial-dir=.partial "$device:./" "$folder/"
waiting=$(bundles -e "$read_with" --list-only "$device:./" | awk '/^-/ { print $NF }')

acks=$(mktemp -d)
trap 'rm -rf "$acks"' EXIT
trap 'exit 1' HUP INT TERM
status=0
set --
for name in $waiting; do
    # The device chose this name; it must not be a path or an option.
    case $name in *[!A-Za-z0-9._-]*) continue ;; esac
    [ -f "$folder/$name" ] || continue
    if command -v virk-edge >/dev/null && ! virk-edge verify "$folder/$name" >/dev/null; then
        echo "fetch.sh: $folder/$name is not whole; remove it and fetch again" >&2
        status=1
        continue
    fi
    (cd "$folder" && sha256sum "$name") >"$acks/$name.ack"
    set -- "$@" "$acks/$name.ack"
    echo "$name"
done
[ $# -gt 0 ] || exit $status

# The device removes what is acknowledged, so it has to be on our disk before.
sync
rsync --times --perms --chmod=F644 --timeout=60 -e "$ack_with" "$@" "$device:./"
exit $status
