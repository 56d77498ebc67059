//! A machine that lacks something: the run is refused with what was asked for, why and what to do, and the doctor says the same.

use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use nix::libc;
use nix::sys::resource::{Resource, setrlimit};

use crate::pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

fn said(command: &mut Command) -> (Output, String) {
    let output = command.env("LANG", "C.UTF-8").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

/// It ended by itself with a sentence that has all of this in it, and no bare system error.
fn is_refused(command: &mut Command, words: &[&str]) {
    let (output, said) = said(command);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} isn't in {said}");
    }
    assert!(!said.contains("os error"), "{said}");
}

/// The doctor's line of this name.
fn diagnosis(command: &mut Command, name: &str) -> String {
    let (output, errors) = said(command.args(["doctor", "--lang", "en"]));
    let report = String::from_utf8(output.stdout).unwrap();
    let line = report
        .lines()
        .find(|line| line.get(13..).is_some_and(|line| line.starts_with(name)));
    line.unwrap_or_else(|| panic!("{name} isn't in {report}{errors}"))
        .to_owned()
}

#[test]
fn where_nothing_is_missing_the_doctor_says_so_line_by_line() {
    let place = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    command
        .args(["doctor", "--lang", "en"])
        .env("LC_ALL", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .env("XDG_STATE_HOME", place.path())
        .env("XDG_RUNTIME_DIR", place.path());
    let python = Command::new("python3").arg("--version").output().is_ok();
    let pty = Pty::run(&command);
    pty.wait_for_text(if python {
        "Everything works."
    } else {
        "1 missing."
    });
    assert_eq!(pty.exit_code(), i32::from(!python));
    pty.wait_for_text("a whole run          fork-tree: ");
    pty.wait_for_text("TERM=xterm-256color, 80×24");
}

/// The program in a place where `hide` was done before; None where this machine lets nobody hide anything.
fn hidden(hide: &str) -> Option<Command> {
    let hidden = |then: &str| {
        let mut command = Command::new("unshare");
        let script = format!("set -e; {hide}\n{then}");
        command.args(["-rm", "sh", "-c", &script, PROGRAM]);
        command
    };
    let possible = hidden("exit 0")
        .status()
        .is_ok_and(|status| status.success());
    possible.then(|| hidden("exec \"$0\" \"$@\""))
}

const NO_PROC: &str = "mount -t tmpfs none /proc";
const NO_PTMX: &str = "mount -t tmpfs none /dev/pts";
const NO_NULL: &str =
    "d=$(mktemp -d); mount -t tmpfs none $d; mkdir $d/pts; mount --rbind /dev/pts $d/pts
ln -s pts/ptmx $d/ptmx; mount --rbind $d /dev";

#[test]
fn what_is_hidden_is_named_with_the_reason_and_the_remedy() {
    for (hide, name, words) in [
        (
            NO_PROC,
            "/proc ",
            ["/proc/self/stat: ENOENT", "mount -t proc"],
        ),
        (
            NO_PTMX,
            "pseudo-terminals ",
            ["/dev/ptmx: E", "mount -t devpts"],
        ),
        (NO_NULL, "/dev/null ", ["/dev/null: ENOENT", "mknod -m 666"]),
    ] {
        let Some(mut run) = hidden(hide) else {
            eprintln!("nothing can be hidden here: {name} is not tried");
            return;
        };
        is_refused(run.args(["run", "generator"]), &words);
        let mut picture = hidden(hide).unwrap();
        is_refused(picture.args(["picture", "generator"]), &words);
        let line = diagnosis(&mut hidden(hide).unwrap(), name);
        assert!(
            line.starts_with("✗ missing") && line.contains(words[1]),
            "{line}"
        );
        assert!(diagnosis(&mut hidden(hide).unwrap(), "threads").starts_with("✓ ok"));
        let whole = diagnosis(&mut hidden(hide).unwrap(), "a whole run");
        assert!(whole.starts_with("– skipped"), "{whole}");
    }
}

/// The program without these system calls, as a container's seccomp profile forbids them (seccomp(2)).
fn without(calls: &[libc::c_long]) -> Command {
    let step = |code: u32, jump_true, jump_false, k| libc::sock_filter {
        code: u16::try_from(code).unwrap(),
        jt: jump_true,
        jf: jump_false,
        k,
    };
    let number = step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0);
    let answer = |k| step(libc::BPF_RET | libc::BPF_K, 0, 0, k);
    let mut filter = vec![number];
    for &call in calls {
        let is = step(
            libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K,
            0,
            1,
            u32::try_from(call).unwrap(),
        );
        filter.extend([is, answer(libc::SECCOMP_RET_ERRNO | libc::EPERM as u32)]);
    }
    filter.push(answer(libc::SECCOMP_RET_ALLOW));
    let length = u16::try_from(filter.len()).unwrap();
    let forbid = move || {
        let program = libc::sock_fprog {
            len: length,
            filter: filter.as_ptr().cast_mut(),
        };
        nix::sys::prctl::set_no_new_privs()?;
        // SAFETY: the kernel copies the filter, which outlives the call and has the length it is said to have.
        let set = unsafe {
            libc::prctl(
                libc::PR_SET_SECCOMP,
                libc::SECCOMP_MODE_FILTER,
                &raw const program,
            )
        };
        nix::errno::Errno::result(set)?;
        Ok(())
    };
    let mut command = Command::new(PROGRAM);
    // SAFETY: between fork and exec two system calls are made, and nothing is allocated.
    unsafe { command.pre_exec(forbid) };
    command
}

#[test]
fn a_system_call_that_is_forbidden_is_named_and_nothing_hangs() {
    for (calls, name, line) in [
        (&[libc::SYS_pidfd_open][..], "pidfd_open(2)", "system calls"),
        (
            &[libc::SYS_epoll_create1],
            "epoll_create1(2)",
            "system calls",
        ),
        (&[libc::SYS_eventfd2], "eventfd2(2)", "system calls"),
        (&[libc::SYS_signalfd4], "signalfd4(2)", "system calls"),
        (&[libc::SYS_pipe2], "pipe2(2)", "system calls"),
        (&[libc::SYS_prctl], "prctl(2)", "a whole run"),
        (&[libc::SYS_bind], "bind(2)", "Unix sockets"),
        (&[libc::SYS_connect], "connect(2)", "Unix sockets"),
        (&[libc::SYS_epoll_wait], "epoll_wait(2)", "a whole run"),
    ] {
        is_refused(
            without(calls).args(["run", "generator"]),
            &[name, "sandbox"],
        );
        let line = diagnosis(&mut without(calls), line);
        assert!(
            line.starts_with("✗ missing") && line.contains(name),
            "{line}"
        );
    }
    // The run asks for its thread first, the doctor for a process.
    let none: &[_] = &[libc::SYS_clone, libc::SYS_clone3];
    is_refused(
        without(none).args(["run", "generator"]),
        &["clone3(2)", "sandbox"],
    );
    let line = diagnosis(&mut without(none), "processes");
    assert!(
        line.starts_with("✗ missing") && line.contains("fork(2)"),
        "{line}"
    );
}

/// The program with this soft and hard limit.
fn limited(resource: Resource, soft: u64, hard: u64) -> Command {
    let mut command = Command::new(PROGRAM);
    let limit = move || setrlimit(resource, soft, hard).map_err(Into::into);
    // SAFETY: between fork and exec one system call is made, and nothing is allocated.
    unsafe { command.pre_exec(limit) };
    command
}

#[test]
fn limits_are_looked_at_before_anything_else() {
    const KIB: u64 = 1 << 10;
    for (resource, limit, words) in [
        (Resource::RLIMIT_STACK, 64 * KIB, "ulimit -s: 64 < 1024"),
        (
            Resource::RLIMIT_AS,
            300_000 * KIB,
            "ulimit -v: 300000 < 524288",
        ),
        (
            Resource::RLIMIT_DATA,
            30_000 * KIB,
            "ulimit -d: 30000 < 32768",
        ),
        (Resource::RLIMIT_NOFILE, 10, "ulimit -n: 10 < 20"),
    ] {
        for arguments in [
            &["list"][..],
            &["run", "generator"],
            &["explore", "lock"],
            &[],
        ] {
            let mut command = limited(resource, limit, limit);
            is_refused(command.args(arguments), &[words, "concurrium doctor"]);
        }
    }
    let mut command = limited(Resource::RLIMIT_STACK, 64 * KIB, 64 * KIB);
    let line = diagnosis(&mut command, "main stack");
    assert!(
        line.starts_with("✗ missing") && line.contains("64 < 1024"),
        "{line}"
    );
    // What the hard limit lets one have is taken.
    let mut command = limited(Resource::RLIMIT_STACK, 64 * KIB, 8192 * KIB);
    let (output, said) = said(command.args(["run", "generator"]));
    assert!(output.status.success(), "{said}");
}

#[test]
fn where_there_is_no_room_for_a_process_the_limit_is_named() {
    let one = || {
        let mut command = limited(Resource::RLIMIT_NPROC, 1, 1);
        if nix::unistd::geteuid().is_root() {
            command.uid(65_534); // root has no such limit
        }
        command
    };
    is_refused(one().args(["run", "generator"]), &["EAGAIN", "ulimit -u"]);
    assert!(diagnosis(&mut one(), "processes").contains("ulimit -u"));
    assert!(diagnosis(&mut one(), "threads").contains("ulimit -u"));
}

/// A consumer that came to be alone would wait for its producer for ever.
#[test]
fn free_runs_whose_threads_cannot_all_be_made_end_and_say_why() {
    let mut free_runs_were_begun = false;
    for most in 1..10 {
        let mut command = limited(Resource::RLIMIT_NPROC, most, most);
        if nix::unistd::geteuid().is_root() {
            command.uid(65_533); // root has no such limit, and nobody else here is this one
        }
        let (output, said) = said(command.args(["explore", "producer-consumer", "--free", "3"]));
        assert!(
            output.status.success() || said.contains("ulimit -u"),
            "{most}: {said}"
        );
        free_runs_were_begun |= said.contains("free runs: ");
    }
    let is_root = nix::unistd::geteuid().is_root(); // otherwise it depends on what else the user runs
    assert!(free_runs_were_begun || !is_root);
}
