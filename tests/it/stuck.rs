//! Own scripts in which somebody waits for ever, by whose doing: a fork that left a lock locked, a pool that waits for itself.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use crate::own_script::{concurrium, leave, on_each, opened, press, said};

/// A thread has the lock while its process forks.
const FORKED: &str = r#"import os, threading
lock = threading.Lock()
taken, over = threading.Event(), threading.Event()


def hold():
    with lock:
        taken.set()
        over.wait()


thread = threading.Thread(target=hold)
thread.start()
taken.wait()
pid = os.fork()
if pid == 0:
    with lock:
        print("never")
    os._exit(0)
over.set()
thread.join()
os.waitpid(pid, 0)
"#;

#[test]
fn a_lock_that_a_fork_left_locked_is_the_childs_own_and_nobody_has_it() {
    on_each(FORKED, &[], |release, (code, told, complaint)| {
        assert_eq!(code, 1, "{release}: {told}");
        assert!(
            complaint.contains("nobody in it could move"),
            "{release}: {complaint}"
        );
        for sentence in [
            "so it is locked, and nobody here can let go of it",
            "waits for lock.acquire() for ever: the fork has left its copy of the lock locked",
            "Nobody can move any more",
        ] {
            assert!(told.contains(sentence), "{release}: {sentence}: {told}");
        }
        assert!(!told.contains("which hold 1 holds"), "{release}: {told}");
    });
}

#[test]
fn the_thread_that_forks_has_in_the_child_what_it_had() {
    let script = r#"import os, threading
lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    if os.fork() == 0:
        lock.release()
        os._exit(0)
    os.wait()
    lock.release()
    os._exit(0)
os.wait()
lock.release()
lock.acquire()
lock.acquire()
"#;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let (code, told, _) = said(&concurrium(folder.path(), &["run", "a.py"]));
    assert_eq!(code, 1, "{told}");
    assert!(!told.contains("at the fork"), "{told}");
}

#[test]
fn a_copy_that_is_locked_is_shown_beside_the_lock() {
    let (_folder, pty) = opened("forked.py", FORKED);
    pty.wait_for_text("stands before line 2");
    press(&pty, "+++ ", "Deadlock: nobody can move");
    pty.wait_for_text("lock: locked since the fork");
    pty.wait_for_text("has a copy, locked");
    leave(&pty);
}

#[test]
fn a_pool_that_waits_for_itself_is_named() {
    let script = r#"from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(max_workers=1)


def inner():
    return 42


def outer():
    f = pool.submit(inner)
    return f.result()


print(pool.submit(outer).result())
"#;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let (code, told, _) = said(&concurrium(folder.path(), &["run", "a.py"]));
    assert_eq!(code, 1, "{told}");
    let sentence = "1 task of pool can't begin: its only worker waits, and none will be free";
    assert!(told.contains(sentence), "{told}");
}

/// Two accounts, each with more than its lock.
const ACCOUNTS: &str = r#"import threading


class Account:
    def __init__(self, name, money):
        self.name = name
        self.money = money
        self.lock = threading.Lock()


both = threading.Barrier(2)


def move(src, dst, amount):
    with src.lock:
        both.wait()
        with dst.lock:
            src.money -= amount
            dst.money += amount


anna = Account("anna", 100)
bert = Account("bert", 100)
one = threading.Thread(target=move, args=(anna, bert, 10))
two = threading.Thread(target=move, args=(bert, anna, 20))
one.start()
two.start()
one.join()
two.join()
"#;

#[test]
fn locks_that_somebody_has_come_before_what_else_is_shared() {
    let (_folder, pty) = opened("accounts.py", ACCOUNTS);
    pty.wait_for_text("stands before line");
    press(&pty, "+++ ", "Deadlock: nobody can move");
    pty.wait_for("both locks, then what fits of the rest", |screen| {
        let seen = screen.contents();
        let [anna, bert, money] = [
            "anna.lock: move 1 has it",
            "bert.lock: move 2 has it",
            "anna.money",
        ]
        .map(|words| seen.find(words));
        anna.is_some() && anna < bert && bert < money
    });
    leave(&pty);
}
