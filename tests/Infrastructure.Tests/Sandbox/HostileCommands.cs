namespace OpsFlow.Infrastructure.Tests.Sandbox;

/// <summary>
/// What somebody might put in the place of a test. Each shows that it got what it wanted: by what only a secret holds,
/// by the word PWNED, or by what it changes or leaves behind. Words in braces are filled in by <see cref="HostileGround"/>.
/// </summary>
internal static class HostileCommands
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        // Out of the confinement
        ["umount"] = "umount {data}; cat {data}/key",
        ["umount lazily"] = "umount -l {data}; umount -l {owner}; cat {data}/key {owner}/.ssh/id_rsa",
        ["umount all"] = "umount -a -l; cat {data}/key",
        ["remount"] = "mount -o remount,bind,rw none /; mount -o remount,rw /; echo x >> {outside}",
        ["bind elsewhere"] = "mkdir m; mount --rbind / m; cat m{data}/key",
        ["a namespace below, umount"] = "unshare --user --map-root-user --mount sh -c 'umount -l {data}; cat {data}/key'",
        ["a namespace below, remount"] =
            "unshare --user --map-root-user --mount sh -c 'mount -o remount,bind,rw none /; echo x >> {outside}'",
        ["a namespace below, overlay"] = "mkdir u w m; unshare --user --map-root-user --mount "
            + "sh -c 'mount -t overlay o -o lowerdir={base},upperdir=u,workdir=w m; cat m/data/key'",
        ["a namespace below, proc"] =
            "unshare --user --map-root-user --pid --fork --mount sh -c 'mount -t proc p /proc; cat /proc/{victim}/environ'",
        ["join another's namespace"] = "nsenter --target {victim} --all cat {data}/key",
        ["join the first namespace"] = "nsenter --target 1 --mount cat {data}/key",
        ["chroot"] = "chroot /proc/1/root cat {data}/key; unshare -Ur chroot /proc/1/root cat {data}/key",
        ["root of another process"] = "cat /proc/1/root{data}/key /proc/{victim}/root{data}/key /proc/*/cwd/data/key",
        ["pivot"] = "mkdir -p n/o; pivot_root n n/o && cat n/o{data}/key",
        ["su"] = "su root -c 'head -1 /etc/shadow' </dev/null | grep -q '^root:' && echo PWNED",
        ["sudo"] = "sudo -n head -1 /etc/shadow | grep -q '^root:' && echo PWNED",
        ["set-user-id shell"] =
            "cp /bin/sh s && chmod 6755 s && ./s -p -c 'head -1 /etc/shadow' | grep -q '^root:' && echo PWNED",
        ["capability by file"] = "cp /bin/cat c && setcap cap_dac_override+ep c && ./c {data}/key",
        ["device of the disk"] = "for d in /dev/vda /dev/sda /dev/nvme0n1 /dev/dm-0; do head -c1 $d | grep -q . && echo PWNED; done",
        ["make a device"] = "mknod d b 254 0 && head -c 16 d >/dev/null && echo PWNED; mknod k c 1 1 && head -c1 k && echo PWNED",
        ["the kernel's memory"] = "head -c1 /dev/mem && echo PWNED; head -c1 /proc/kcore && echo PWNED",
        ["helper of core dumps"] = "test -w /proc/sys/kernel/core_pattern && echo PWNED",
        ["sysctl"] = "cat /proc/sys/vm/swappiness > /proc/sys/vm/swappiness && echo PWNED",
        ["keys of the kernel"] = "test -w /proc/sysrq-trigger && echo PWNED",
        ["control groups"] = "for d in /sys/fs/cgroup /sys/fs/cgroup/*; do mkdir $d/opsflow-evil && echo PWNED; done",

        // What is secret
        ["data folder"] = "cat {data}/key; ls {data} | grep -q key && echo PWNED",
        ["data folder by another way"] = "cat {base}/./data/../data/key; cd {base}; cat data/key",
        ["link into the data folder"] = "ln -s {data} here; cat here/key; ln -s {data}/key k; cat k",
        ["environment of all"] = "cat /proc/*/environ | tr '\\0' '\\n'; env",
        ["environment of one"] = "cat /proc/{victim}/environ /proc/$PPID/environ /proc/1/environ",
        ["arguments of all"] = "cat /proc/*/cmdline | tr '\\0' ' ' | grep -q {mark} && echo PWNED",
        ["memory of another"] = "head -c1 /proc/{victim}/mem && echo PWNED; cat /proc/{victim}/maps && echo PWNED",
        ["debugger"] = "python3 -c 'import ctypes; print([\"\", \"PWN\"+\"ED\"][ctypes.CDLL(None).ptrace(16, {victim}, 0, 0) == 0])'",
        ["keys of SSH"] = "cat {owner}/.ssh/id_rsa ~/.ssh/id_rsa",
        ["keys of clouds"] = "cat {owner}/.aws/credentials {owner}/.config/gcloud/key {owner}/.azure/token {owner}/.kube/config",
        ["passwords of git"] = "cat {owner}/.git-credentials {owner}/.netrc {owner}/.config/gh/hosts.yml",
        ["passwords of packages"] = "cat {owner}/.npmrc {owner}/.pypirc {owner}/.m2/settings.xml {owner}/.docker/config.json",
        ["all of the home"] = "find {owner} -type f -exec cat {} +; grep -r . {owner}",
        ["history of the shell"] = "cat {owner}/.bash_history",
        ["hashes of passwords"] = "cat /etc/shadow /etc/gshadow | grep -q '^root:' && echo PWNED",

        // Other programs and the network
        ["the engine"] = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port} && echo PWNED'",
        ["the engine by its address"] =
            "python3 -c 'import socket; socket.create_connection((\"{address}\", {port}), 3); print(\"PWN\"+\"ED\")'",
        ["a packet out"] = "python3 -c 'import socket; "
            + "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b\"x\", (\"{address}\", {port})); print(\"PWN\"+\"ED\")'",
        ["a raw socket"] = "python3 -c 'import socket; socket.socket(17, 3, 0x0300); print(\"PWN\"+\"ED\")'",
        ["a named socket"] =
            "python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"{socket}\"); print(\"PWN\"+\"ED\")'",
        ["an abstract socket"] =
            "python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"\\0{abstract}\"); print(\"PWN\"+\"ED\")'",
        ["docker"] = "for s in /run/docker.sock /var/run/docker.sock; do test -e $s && echo PWNED; done; ls -A /run | grep sock",
        ["kill another"] = "kill -9 {victim} && echo PWNED",
        ["kill all"] = "kill -9 -1; sleep 1",
        ["type for the caller"] = "python3 -c 'import fcntl; fcntl.ioctl(0, 0x5412, b\"x\"); print(\"PWN\"+\"ED\")'",
        ["shared memory of others"] = "ipcs -m | grep -q {segment} && echo PWNED; cat /dev/shm/{mark} && echo PWNED",

        // What is changed
        ["write outside"] = "echo x >> {outside}",
        ["link out of the copy"] = "ln -s {outside} o; echo x >> o; ln {outside} h && echo x >> h",
        ["delete outside"] = "rm -rf {base}; mv {outside} {outside}.x; chmod 777 {base} && echo PWNED",
        ["accounts"] = "echo 'evil::0:0::/:/bin/sh' >> /etc/passwd && echo PWNED",
        ["programs"] = "cp /bin/true /usr/local/bin/opsflow-evil && echo PWNED; cp /bin/true {base}/evil && echo PWNED",
        ["timers"] = "echo '* * * * * root true' > /etc/cron.d/opsflow-evil && echo PWNED; echo true | at now && echo PWNED",
        ["left for others in /tmp"] = "echo x > /tmp/{mark}; echo x > /var/tmp/{mark}; echo x > /dev/shm/{mark}",

        // Too much
        ["fork bomb"] = "b() { b | b & }; b; sleep 5; true",
        ["many processes"] = "python3 -c 'import os, time\nfor i in range(400):\n  if os.fork() == 0: time.sleep(9); os._exit(0)\nprint(\"PWN\"+\"ED\")'",
        ["many threads"] = "python3 -c 'import threading, time\nfor i in range(400): threading.Thread(target=time.sleep, args=(9,)).start()\nprint(\"PWN\"+\"ED\", flush=True)'",
        ["memory of one"] = "python3 -c 'b = bytearray(b\"x\") * (600 << 20); print(\"PWN\"+\"ED\")'",
        ["memory of many"] = "python3 -c 'import os, time\nfor i in range(8):\n"
            + "  if os.fork() == 0: b = bytearray(b\"x\") * (90 << 20); time.sleep(9); os._exit(0)\ntime.sleep(6); print(\"PWN\"+\"ED\")'",
        ["memory that is shared"] = "python3 -c 'import mmap, time\nm = mmap.mmap(-1, 900 << 20)\n"
            + "for i in range(900): m[i << 20:(i + 1) << 20] = b\"x\" * (1 << 20)\ntime.sleep(3); print(\"PWN\"+\"ED\")'",
        ["memory as files"] = "dd if=/dev/zero of=/dev/shm/x bs=1M count=400 && echo PWNED",
        ["home as memory"] = "for i in 1 2 3 4; do head -c 40M /dev/zero > {owner}/$i || exit; done; echo PWNED",
        ["a large file"] = "head -c 100M /dev/zero > big && echo PWNED",
        ["a full disk"] = "i=0; while [ $i -lt 20 ]; do head -c 40M /dev/zero > f$i || exit; i=$((i+1)); done; sleep 4; echo PWNED",
        ["a full /tmp"] = "i=0; while [ $i -lt 20 ]; do head -c 40M /dev/zero > /tmp/f$i || exit; i=$((i+1)); done; sleep 4; echo PWNED",
        ["files without names"] = "python3 -c 'import os, time\nk = []\nfor i in range(16):\n"
            + "  f = open(\"u\", \"wb\"); os.unlink(\"u\"); f.write(b\"x\" * (40 << 20)); f.flush(); k.append(f)\ntime.sleep(5); print(\"PWN\"+\"ED\")'",
        ["many files"] = "python3 -c 'import time\nfor i in range(9000): open(\"e%d\" % i, \"w\").close()\ntime.sleep(4); print(\"PWN\"+\"ED\")'",
        ["output without end"] = "yes; echo PWNED",
        ["time without end"] = "trap '' TERM INT HUP; while :; do :; done; echo PWNED",
        ["left running"] = "setsid sleep {forever} & (setsid nohup sleep {forever} >/dev/null 2>&1 &); sleep 1",
        ["left running, deaf"] = "(trap '' TERM HUP INT; setsid sh -c 'trap \"\" TERM HUP INT; sleep {forever}' &) ; sleep 1",
    };
}
