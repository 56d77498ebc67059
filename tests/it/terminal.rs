//! The terminal is given back, however the program ends; it rests when nothing
//! happens.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::libc;
use nix::poll::{PollFd, PollFlags, poll};
use nix::sys::signal::Signal;
use nix::sys::termios::LocalFlags;
use nix::unistd::{Pid, ttyname};

use crate::pty::{Pty, Witness, only_child, signal, stat};

/// The explorer, with its first picture on the screen and the terminal all its own.
fn opened() -> Pty {
    let pty = Pty::start(&[]);
    shows_a_picture(&pty);
    assert_ne!(&pty.settings(), pty.settings_before(), "raw by now");
    pty
}

pub(crate) fn shows_a_picture(pty: &Pty) {
    pty.wait_for("the full screen", |screen| {
        screen.contents().to_lowercase().contains("concurrium")
            && screen.alternate_screen()
            && screen.hide_cursor()
            && screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::ButtonMotion
    });
}

pub(crate) fn is_given_back(pty: &Pty) {
    shows_no_picture(pty);
    assert_eq!(&pty.settings(), pty.settings_before(), "cooked again");
}

pub(crate) fn shows_no_picture(pty: &Pty) {
    pty.wait_for("the terminal as it was", |screen| {
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    });
}

/// The guardian's pid and the app's.
fn guardian_and_app(pty: &Pty) -> (Pid, Pid) {
    let guardian = pty.program();
    (guardian, only_child(guardian))
}

#[test]
fn quit_gives_the_terminal_back() {
    let pty = opened();
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    is_given_back(&pty);
}

#[test]
fn ending_signals_give_the_terminal_back() {
    for ending in [
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGINT,
        Signal::SIGQUIT,
    ] {
        for to_the_app in [false, true] {
            let pty = opened();
            let (guardian, app) = guardian_and_app(&pty);
            signal(if to_the_app { app } else { guardian }, ending);
            assert_eq!(pty.exit_code(), 128 + ending as i32, "{ending}");
            is_given_back(&pty);
        }
    }
}

#[test]
fn crashes_of_the_app_give_the_terminal_back() {
    for crash in [Signal::SIGKILL, Signal::SIGSEGV, Signal::SIGABRT] {
        let pty = opened();
        let (_, app) = guardian_and_app(&pty);
        signal(app, crash);
        assert_eq!(pty.exit_code(), 128 + crash as i32, "{crash}");
        is_given_back(&pty);
        pty.wait_for_text(&format!("ended by {crash}"));
    }
}

#[test]
fn the_app_ends_with_its_guardian() {
    let pty = opened();
    let (guardian, app) = guardian_and_app(&pty);
    let app = Witness::of(app);
    signal(guardian, Signal::SIGKILL);
    app.wait();
    is_given_back(&pty);
}

#[test]
fn the_program_ends_when_the_terminal_vanishes() {
    let mut pty = opened();
    let (guardian, app) = guardian_and_app(&pty);
    let (guardian, app) = (Witness::of(guardian), Witness::of(app));
    pty.vanish();
    app.wait();
    guardian.wait();
}

#[test]
fn another_size_is_another_picture() {
    let pty = opened();
    for (columns, rows) in [(120, 36), (40, 12), (200, 60)] {
        pty.resize(columns, rows);
        shows_a_picture(&pty);
    }
    pty.claim_size(0, 0);
    pty.claim_size(1, 1);
    pty.claim_size(u16::MAX, u16::MAX);
    pty.resize(80, 24);
    shows_a_picture(&pty);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_terminal_that_stops_reading_stops_nobody() {
    let pty = opened();
    let code = pty.without_reading(|| {
        fill(pty.slave());
        signal(pty.program(), Signal::SIGTERM);
        pty.exit_code()
    });
    assert_eq!(code, 128 + Signal::SIGTERM as i32);
    is_given_back(&pty);
}

/// Writes until the terminal takes no more.
fn fill(slave: &OwnedFd) {
    let mut full = OpenOptions::new()
        .write(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY)
        .open(ttyname(slave).unwrap())
        .unwrap();
    // The kernel moves what was written from one buffer to the next: there may be room again.
    let has_room = |full: &File| {
        let mut fds = [PollFd::new(full.as_fd(), PollFlags::POLLOUT)];
        poll(&mut fds, 100u8).unwrap() > 0
    };
    while has_room(&full) {
        while full.write(b"x").is_ok() {}
    }
}

#[test]
fn without_a_terminal_it_says_what_works() {
    let refused = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(refused.stdout, b"");
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert!(
        sentence.contains("`concurrium run LESSON --plain`"),
        "{sentence}"
    );

    let mut dumb = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    dumb.env("TERM", "dumb");
    let pty = Pty::run(&dumb);
    assert_eq!(pty.exit_code(), 2);
    pty.wait_for_text("TERM is dumb");
    is_given_back(&pty);
}

#[test]
fn rests_when_nothing_happens() {
    let pty = opened();
    let (guardian, app) = guardian_and_app(&pty);
    // CPU time in clock ticks, and how often it fell asleep, which it has to wake for: proc(5).
    let work = |pid| {
        let stat = stat(pid).unwrap();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let sleeps = status
            .lines()
            .find(|line| line.starts_with("voluntary_ctxt_switches"));
        (
            stat[11].clone(),
            stat[12].clone(),
            sleeps.unwrap().to_owned(),
        )
    };
    let bytes = pty.wait_for_quiet(Duration::from_millis(200));
    let before = (work(guardian), work(app));
    assert!(
        !pty.writes_within(Duration::from_millis(500)),
        "after {bytes} bytes"
    );
    assert_eq!((work(guardian), work(app)), before);
}

#[test]
fn a_dirty_terminal_can_be_reset() {
    let mut dirty = Command::new("sh");
    dirty
        .arg("-c")
        .arg(concat!(
            "stty raw -echo; ",
            r"printf '\033[?1049h\033[?25l\033[?1000h\033[?1002h\033[?1006h\033[?2004hconcurrium'; ",
            r#"head -c 1 >/dev/null; "$0" reset-terminal"#,
        ))
        .arg(env!("CARGO_BIN_EXE_concurrium"));
    let pty = Pty::run(&dirty);
    shows_a_picture(&pty);
    pty.send("x");
    assert_eq!(pty.exit_code(), 0);
    shows_no_picture(&pty);
    let cooked = LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG;
    assert!(pty.settings().local_flags.contains(cooked));
}
