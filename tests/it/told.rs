//! What a script is told to do and what it shares, in words.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use crate::own_script::{concurrium, said};

/// A little of all that threads share, and what processes do.
const SHARE: &str = r#"import multiprocessing, queue, threading
from concurrent.futures import ThreadPoolExecutor

last = queue.LifoQueue()
gate = threading.Event()
two = threading.Semaphore(2)
both = threading.Barrier(2)
news = threading.Condition()
with news:
    news.notify()
last.put("a")
last.put("b")
last.get()
with two:
    gate.set()
pool = ThreadPoolExecutor(1)
result = pool.submit(both.wait)
both.wait()
result.result()
between = multiprocessing.SimpleQueue()
count = multiprocessing.Value("i", 7)
lock = multiprocessing.Lock()
flag = multiprocessing.Event()
with lock:
    between.put("there")
flag.set()
count.value += 1
flag.wait()


def forked():
    print(last.qsize(), between.get())


pool.shutdown()
if __name__ == "__main__":
    child = multiprocessing.get_context("fork").Process(target=forked)
    child.start()
    child.join()
"#;

#[test]
fn what_threads_and_processes_share_is_told_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("share.py"), SHARE).unwrap();
    let (code, told, complaint) = said(&concurrium(folder.path(), &["run", "share.py"]));
    assert_eq!(code, 0, "{told}{complaint}");
    for sentence in [
        "last is a queue: what was put in last comes out first",
        "gate is not set",
        "two can be taken 2 times more",
        "0 of 2 are at both",
        "main notifies news, but nobody waits: the notify is lost",
        "main puts 'b' into last",
        "main takes 'b' out of last",
        "two can be taken 1 time more",
        "gate is set",
        "pool has 1 worker; 0 tasks wait",
        "1 of 2 are at both",
        "result is done",
        "between is a queue without a limit",
        "lock is held by main",
        "main puts 'there' into between",
        "lock is free",
        "flag is set",
        "count = 8",
        "takes 'there' out of between",
        "main waits in pool.shutdown() until worker 1 has ended",
    ] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    // What is in a library's own keeping has no name.
    assert!(
        !told.contains("not_empty") && !told.contains("._"),
        "{told}"
    );
}
