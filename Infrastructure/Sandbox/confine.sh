# Runs within namespaces of its own, with every right over them, makes the confinement and starts the command with
# the rights given up for good. Whatever cannot be made ends it before the command begins.
#
# confine.sh COMMAND UID OWNER LIMITS KEPT... -- HIDDEN...
#   UID     the user to run as; empty stays who we are (nobody else than the caller, in a user namespace)
#   OWNER   the home folder of the user that calls; nothing of it is seen but what is KEPT, and that cannot be written
#   LIMITS  arguments of prlimit
not_run() {
  echo "The command was not run: $1" >&2
  exit 126
}

command=$1 uid=$2 owner=$3 limits=$4
shift 4
work=$PWD

# Loopback stays usable within the namespace.
ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || busybox ip link set lo up 2>/dev/null ||
  python3 -c '
import fcntl, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x49))' 2>/dev/null || true

# Segments that outlive who made them: 256 MiB in all. Counted in this namespace only.
echo 65536 2>/dev/null > /proc/sys/kernel/shmall || true

# Rights in a namespace below this one would be rights again. Of a real root the number is the machine's: left alone.
[ -n "$uid" ] || { echo 0 2>/dev/null > /proc/sys/user/max_user_namespaces; } || not_run "namespaces cannot be closed."

# The command owns its copy, not what links in it lead to.
[ -z "$uid" ] || chown -Rh "$uid:$uid" "$HOME" || not_run "the copy cannot be handed over."

# /tmp is private, with only the copy in it: programs leave locks there (those of .NET are kept by process id, which
# another namespace has too), and one killed while it holds a lock would fail the next run.
mount -n --bind "$HOME" "$HOME" || not_run "the copy cannot be mounted."
inside=$HOME/private
case $HOME in /tmp/*) inside=$HOME/private${HOME#/tmp} ;; esac
mkdir -p "$inside" && chmod 1777 "$HOME/private" || not_run "$inside cannot be made."
[ "$inside" = "$HOME/private" ] || mount -n --bind "$HOME" "$inside" || not_run "the copy cannot be mounted."
mount -n --rbind "$HOME/private" /tmp || not_run "/tmp cannot be private."

# Sockets of the machine's programs are here; and a place to hold what is mounted elsewhere below.
mount -n -t tmpfs -o size=64k,mode=755,nosuid,nodev tmpfs /run || not_run "/run cannot be hidden."

mkdir /run/dev && mount -n --rbind /dev /run/dev && mount -n -t tmpfs -o size=64k,mode=755,nosuid tmpfs /dev ||
  not_run "/dev cannot be replaced."
for device in null zero full random urandom; do
  : > "/dev/$device" && mount -n --bind "/run/dev/$device" "/dev/$device" || not_run "/dev/$device cannot be kept."
done
ln -s /proc/self/fd /dev/fd
ln -s fd/0 /dev/stdin
ln -s fd/1 /dev/stdout
ln -s fd/2 /dev/stderr
mkdir /dev/shm && mount -n -t tmpfs -o size=256m,mode=1777,nosuid,nodev tmpfs /dev/shm ||
  not_run "/dev/shm cannot be private."
umount -n -l /run/dev || not_run "/dev cannot be replaced."

# All other mounts can be read only. Their other flags are kept: a user namespace may not drop them.
while read -r _ _ _ _ point flags _; do
  case $point in *\\*) point=$(printf "$(printf %s "$point" | sed 's/%/%%/g')") ;; esac
  case $point in "$HOME" | "$HOME"/* | /tmp | /tmp/* | /dev | /dev/* | /run | /run/* | /proc | /proc/*) continue ;; esac
  [ -e "$point" ] || continue
  flags=$(printf %s "${flags#r?}" | sed 's/,idmapped//')
  mount -n -o "remount,bind,ro$flags" none "$point" || not_run "$point cannot be made read-only."
done < /proc/self/mountinfo

# Of the caller's home folder only toolchains and caches of packages are left.
if [ -d "$owner" ] && [ "$owner" != / ]; then
  mkdir /run/home && mount -n --rbind "$owner" /run/home &&
    mount -n -t tmpfs -o size=64m,mode=1777,nosuid,nodev tmpfs "$owner" || not_run "$owner cannot be hidden."
  case $HOME in "$owner"/*) set -- "$HOME" "$@" ;; esac
fi
while [ "$1" != -- ]; do
  if [ -d "/run/home/${1#"$owner"/}" ]; then
    mkdir -p "$1" && mount -n --rbind "/run/home/${1#"$owner"/}" "$1" || not_run "$1 cannot be kept."
  fi
  shift
done
shift
[ ! -d /run/home ] || umount -n -l /run/home || not_run "$owner cannot be hidden."

for hidden; do
  if [ -d "$hidden" ]; then mount -n -t tmpfs -o ro,size=4k tmpfs "$hidden"
  elif [ -e "$hidden" ]; then mount -n --bind /dev/null "$hidden"
  fi || not_run "$hidden cannot be hidden."
done

# Programs that ask who they are and where their home is.
printf '%s\n' "root:x:0:0::${owner:-/}:/bin/sh" "command:x:${uid:-65534}:${uid:-65534}::${owner:-/}:/bin/sh" \
  > /run/passwd && mount -n --bind /run/passwd /etc/passwd && mount -n -o remount,bind,ro none /etc/passwd &&
  mount -n -o remount,bind,ro none /run && mount -n -o remount,bind,ro none /dev || not_run "/etc cannot be closed."

cd "$work" || not_run "the copy is gone."
echo 1000 2>/dev/null > /proc/self/oom_score_adj || true
set -- --no-new-privs --inh-caps=-all --bounding-set=-all
[ -z "$uid" ] || set -- --reuid="$uid" --regid="$uid" --clear-groups "$@"
# Not in place of this shell: whatever is the first process of the namespace decides how long all others live, and what
# the kernel does to it when its caller ends is not for the command to change.
nice -n 10 prlimit $limits setpriv "$@" sh -c "$command" 2>&1
exit $?
