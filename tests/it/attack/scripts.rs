//! Scripts that are hard to be rid of.

use std::path::{Path, PathBuf};

/// Each a script, by its name.
pub(super) const HARD: [(&str, &str); 10] = [
    ("endless.py", "while True: pass\n"),
    (
        "spinning_threads.py",
        "import threading
def spin():
    while True: pass
for _ in range(3): threading.Thread(target=spin).start()
spin()
",
    ),
    (
        "in_c.py",
        "import threading
for _ in range(2): threading.Thread(target=lambda: sum(range(10**11))).start()
sum(range(10**11))
",
    ),
    (
        "own_session.py",
        "import os
if not os.fork():
    os.setsid()
    while True: pass
os.wait()
",
    ),
    (
        "daemon.py",
        "import os, time
if not os.fork():
    os.setsid()
    if not os.fork():
        os.closerange(0, 256)
        while True: time.sleep(0.01)
    os._exit(0)
os.wait()
while True: pass
",
    ),
    (
        "deaf.py",
        "import os, signal
for each in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(each, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
for _ in range(3): os.fork()
while True: pass
",
    ),
    (
        "stopped.py",
        "import os, signal
for _ in range(3):
    if not os.fork():
        os.kill(os.getpid(), signal.SIGSTOP)
        while True: pass
os.wait()
",
    ),
    (
        "other_programs.py",
        "import os, subprocess
subprocess.Popen(['sh', '-c', 'trap \"\" TERM HUP INT; sleep 1000 & while :; do :; done'], start_new_session=True)
subprocess.Popen(['sleep', '1000'])
os.system('sleep 1000 & exec sleep 1000')
",
    ),
    (
        "workers.py",
        "import multiprocessing, queue
def work(tasks, results):
    while True: results.put(tasks.get())
if __name__ == '__main__':
    context = multiprocessing.get_context('fork')
    tasks, results = context.Queue(), context.Queue()
    for _ in range(3): context.Process(target=work, args=(tasks, results)).start()
    while True:
        tasks.put(1)
        results.get()
",
    ),
    (
        "waits.py",
        "import os, sys, threading, time
reads, writes = os.pipe()
threading.Thread(target=os.read, args=(reads, 1)).start()
threading.Thread(target=time.sleep, args=(10**6,)).start()
lock = threading.Lock()
lock.acquire()
threading.Thread(target=lock.acquire).start()
sys.stdin.read()
",
    ),
];

/// Writes them all into a folder.
pub(super) fn write(folder: &Path) -> Vec<PathBuf> {
    let written = HARD.iter().map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    written.collect()
}
