//! A signal's handler is told of on every interpreter, wherever Python calls it: while one stands, while one waits, in the midst of a line.

use crate::own_script::{leave, on_each, opened, press};

/// A child signals its parent: which stands before a line, as one at a time moves, and then which waits for it.
const TWICE: &str = r#"import os, signal


def heard(number, frame):
    print("heard")


signal.signal(signal.SIGUSR1, heard)
parent = os.getpid()
if os.fork() == 0:
    os.kill(parent, signal.SIGUSR1)
    os._exit(0)
n = 1
os.wait()
if os.fork() == 0:
    for n in range(3):
        parent = os.getppid()
    os.kill(parent, signal.SIGUSR1)
    os._exit(0)
os.wait()
"#;

#[test]
fn a_handler_is_told_where_one_stands_and_where_one_waits() {
    on_each(TWICE, &[], |release, (code, told, complaint)| {
        assert_eq!((code, &*complaint), (0, ""), "{release}: {told}");
        let before = "SIGUSR1 has come: Python calls its handler heard() before main goes on in";
        let calls = told.matches("Python calls its handler heard()").count();
        assert_eq!(calls, 2, "{release}: {told}");
        assert!(told.contains(before), "{release}: {told}");
        // Of `os.wait()`, or of the `fork()` that a busy machine has not come back from yet.
        let amid = "Python calls its handler heard(), in the midst of line";
        assert!(told.contains(amid), "{release}: {told}");
    });
}

#[test]
fn who_waits_for_a_signal_is_said_to_wait() {
    let script = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\nsignal.alarm(1)\nsignal.sigwait([signal.SIGALRM])\nprint('woken')\n";
    on_each(script, &[], |release, (_, told, complaint)| {
        assert!(
            told.contains("main waits for signal.sigwait()"),
            "{release}: {told}{complaint}"
        );
        assert!(told.contains("| woken"), "{release}: {told}{complaint}");
    });
}

#[test]
fn a_signal_that_was_handled_is_not_said_to_have_met_a_zombie() {
    let script = "import os, signal\ndef bye(number, frame):\n    raise SystemExit(9)\npid = os.fork()\nif pid == 0:\n    signal.signal(signal.SIGTERM, bye)\n    n = 1\n    os._exit(0)\nos.waitpid(pid, 0)\n";
    let (_folder, pty) = opened("bye.py", script);
    pty.wait_for_text("stands before line 4");
    // Main waits, the child stands behind its `signal()`.
    press(&pty, "1", "2▷ └─child");
    pty.wait_for("that main stands, too", |screen| {
        screen.contents().contains("1▷ main") && screen.contents().contains("2▷ └─child")
    });
    press(&pty, "1", "stands before line 9");
    press(&pty, "1", "waits in os.waitpid");
    press(&pty, "2", "before line 6");
    press(&pty, "2", "before line 7");
    press(&pty, "\x1b[Bxt", "the run is over");
    // Back to the step before the signal, and on from there: that the child stood is one step, and that it was sent another.
    press(
        &pty,
        "\x1b[H\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C",
        "step 8 of",
    );
    press(&pty, "\x1b[C", "You send SIGTERM to child");
    pty.wait_for("that it met no zombie", |screen| {
        let seen = screen.contents();
        seen.contains("step 9 of") && !seen.contains("nothing happens")
    });
    press(&pty, "\x1b[C", "Python calls its handler bye()");
    leave(&pty);
}
