//! Signals by hand on real stages: what the kernel makes of them, and what the trace and the screen tell of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use concurrium::app::{Effect, Overlay};
use concurrium::protocol::{ActorId, Command, How, Signal, Source, State, Verb};
use concurrium::sys::proc;

use crate::fake::{Session, child};
use crate::stages::{Stepped, gone};
use crate::waiting::until;

impl Stepped {
    pub(crate) fn signal(&self, to: &ActorId, signal: Signal) {
        let verb = Verb::Signal {
            signal,
            to: to.clone(),
        };
        self.live.send(to, Command::Do { verb, to: None });
    }

    fn until_state(&mut self, id: &ActorId, state: State) {
        self.until(|world| world.actor(id).is_some_and(|actor| actor.state == state));
    }

    fn pid(&self, id: &ActorId) -> i32 {
        self.world.actor(id).unwrap().ids.pid.unwrap()
    }
}

/// A parent that stands before its wait and a child that stands before its exit.
fn two() -> (Stepped, ActorId, ActorId) {
    let mut stage = Stepped::open("fork-tree", &[("forks", "1")]);
    let (parent, child) = (ActorId::root(), ActorId::root().child(1));
    stage.step_to(&parent, "wait");
    stage.step_to(&child, "exit");
    (stage, parent, child)
}

fn kernels_letter(pid: i32) -> char {
    proc::stat(pid).unwrap().state
}

#[test]
fn a_stopped_process_takes_no_step_until_it_is_continued() {
    let (mut stage, parent, child) = two();
    let pid = stage.pid(&child);
    stage.signal(&child, Signal::Stop);
    stage.until_state(&child, State::Stopped);
    assert_eq!(kernels_letter(pid), 'T');
    let stopped = stage.world.actor(&child).unwrap();
    assert_eq!(stopped.state_source, Source::Kernel);
    assert!(stopped.standing, "it stands where it stood");
    // A permit waits for it. The parent's next word comes later than the child's would have come.
    stage.permit(&child);
    stage.permit(&parent);
    stage.until(|world| world.actor(&parent).unwrap().state == State::Blocked);
    assert_eq!(kernels_letter(pid), 'T');
    assert_eq!(stage.world.actor(&child).unwrap().state, State::Stopped);
    // Continued, it takes it: it exits and is waited for.
    stage.signal(&child, Signal::Cont);
    stage.until_state(&child, State::Ended);
    let ended = stage.world.actor(&child).unwrap();
    assert_eq!(ended.how(), Some(&How::Exit(0)));
    assert_eq!(ended.reaped_by, Some(parent));
    assert!(gone(pid));
}

#[test]
fn a_continued_process_is_again_what_it_was() {
    let (mut stage, parent, child) = two();
    stage.permit(&parent);
    stage.until_state(&parent, State::Blocked);
    for id in [&parent, &child] {
        stage.signal(id, Signal::Stop);
        stage.until_state(id, State::Stopped);
    }
    for (id, state) in [(&parent, State::Blocked), (&child, State::Ready)] {
        stage.signal(id, Signal::Cont);
        stage.until_state(id, state);
        assert_ne!(kernels_letter(stage.pid(id)), 'T');
    }
    let waiting = stage.world.actor(&parent).unwrap();
    assert_eq!(waiting.blocked_on.as_deref(), Some("os.wait()"));
}

#[test]
fn a_killed_process_shows_its_signal_to_the_kernel_and_to_its_parent() {
    for (signal, number) in [(Signal::Term, 15), (Signal::Kill, 9)] {
        let (mut stage, parent, child) = two();
        let pid = stage.pid(&child);
        stage.signal(&child, signal);
        stage.until_state(&child, State::Zombie);
        assert_eq!(
            stage.world.actor(&child).unwrap().zombie_status,
            Some(number)
        );
        assert_eq!(kernels_letter(pid), 'Z');
        // A signal to a zombie is no error, and does nothing.
        stage.signal(&child, Signal::Cont);
        stage.until(|world| {
            world
                .last_message
                .as_ref()
                .is_some_and(|message| message.value == "SIGCONT")
        });
        assert_eq!(stage.world.actor(&child).unwrap().state, State::Zombie);
        stage.permit(&parent);
        stage.until_state(&child, State::Ended);
        assert_eq!(
            stage.world.actor(&child).unwrap().how(),
            Some(&How::Signal(number))
        );
        // Now there is nobody of that name, nor of that pid.
        stage.signal(&child, Signal::Kill);
        stage.until(|world| world.last_refusal.is_some());
        let refusal = stage.world.last_refusal.as_ref().unwrap();
        assert_eq!(refusal.what, "SIGKILL");
        assert!(refusal.why.contains("ESRCH"), "{}", refusal.why);
    }
}

#[test]
fn a_stopped_process_can_be_killed_and_its_run_be_dropped() {
    let (mut stage, parent, child) = two();
    let pids = [stage.pid(&parent), stage.pid(&child)];
    for id in [&parent, &child] {
        stage.signal(id, Signal::Stop);
        stage.until_state(id, State::Stopped);
    }
    stage.signal(&child, Signal::Kill);
    stage.until_state(&child, State::Zombie);
    drop(stage);
    assert!(pids.into_iter().all(gone));
}

#[test]
fn a_signal_reaches_no_process_outside_the_run() {
    let (mut stage, _, _) = two();
    let stranger = ActorId::root().child(7);
    stage.signal(&stranger, Signal::Kill);
    stage.until(|world| world.last_refusal.is_some());
    let refusal = stage.world.last_refusal.as_ref().unwrap();
    assert_eq!(refusal.why, "there is no such process in this run");
    assert_eq!(stage.world.actors().len(), 2);
}

#[test]
fn a_signal_is_two_keys_and_goes_to_the_chosen_process() {
    let mut s = Session::lesson("zombie-orphan");
    s.keys("→ ↓ x");
    assert!(matches!(s.app.overlays[..], [Overlay::Signal(ref to)] if *to == child()));
    s.keys("n 1 space"); // keys that mean nothing here
    s.permits();
    s.keys("s");
    let sent = |signal| {
        let verb = Verb::Signal {
            signal,
            to: child(),
        };
        Some(Effect::Do(child(), verb))
    };
    assert_eq!(s.effects.pop(), sent(Signal::Stop));
    assert!(s.app.overlays.is_empty());
    assert_eq!(
        s.open().world.actor(&child()).unwrap().state,
        State::Stopped
    );
    // It isn't anybody's turn while it is stopped, but its own permit may be given: it waits.
    s.keys("→ → →");
    assert_eq!(s.permits(), "p0 p0");
    s.held = true;
    s.keys("2 2");
    assert_eq!(s.permits(), "p0/1");
    assert!(s.notice().contains("has its permit already"));
    s.held = false;
    s.deliver();
    s.keys("x c");
    assert_eq!(s.effects.pop(), sent(Signal::Cont));
    for (keys, signal) in [("x t", Signal::Term), ("x k", Signal::Kill)] {
        s.keys(keys);
        assert_eq!(s.effects.pop(), sent(signal));
    }
    s.keys("x Esc x q x x");
    assert!(s.app.overlays.is_empty() && s.effects.is_empty());
    // From the past one comes back to what is.
    s.keys("← x");
    assert_eq!(s.open().past, None);
}

#[test]
fn no_signal_can_be_sent_where_a_lesson_has_none() {
    let mut s = Session::lesson("fork-tree");
    s.keys("x k");
    assert!(s.app.overlays.is_empty() && s.effects.is_empty());
}

/// What `run zombie-orphan` with these signals prints, and with which exit code.
fn by_command(signals: &[&str]) -> (String, Option<i32>) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", "zombie-orphan", "--plain", "--lang", "en"]);
    command.args(signals.iter().flat_map(|signal| ["--do", signal]));
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

#[test]
fn signals_are_sent_from_the_command_line_where_their_process_stands() {
    for (signals, said, code) in [
        (&["signal KILL p0/1"][..], "  | Z 9 -9", 0),
        (&["signal TERM p0/1"], "  | Z 15 -15", 0),
        (&["signal STOP p0/1", "signal CONT p0/1"], "  | Z 768 3", 0),
        (&["signal KILL p0"], "killed by signal 9 (SIGKILL)", 0),
        (
            &["signal KILL p0/2/1"],
            "BrokenPipeError: [Errno 32] Broken pipe",
            0,
        ),
        (&["signal KILL p0/9"], "SIGKILL was not sent: p0/9", 1),
        (&["signal STOP p0/1"], "add --do \"signal CONT p0/1\"", 2),
        (&["next"], "a signal: --do \"signal KILL p0/1\"", 2),
    ] {
        let (text, exit) = by_command(signals);
        assert!(text.contains(said), "{signals:?}: {text}");
        assert_eq!(exit, Some(code), "{signals:?}: {text}");
    }
    let (text, _) = by_command(&["signal STOP p0/1", "signal CONT p0/1"]);
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(at("You send SIGSTOP") < at("as T: a signal has stopped it"));
    assert!(at("You send SIGCONT") < at("go on, where it was stopped"));
}

#[test]
fn a_stopped_process_does_not_survive_the_warden_either() {
    let (mut stage, parent, child) = two();
    let pids = [stage.pid(&parent), stage.pid(&child)];
    for id in [&parent, &child] {
        stage.signal(id, Signal::Stop);
        stage.until_state(id, State::Stopped);
    }
    let warden = stage.world.actor(&parent).unwrap().ids.ppid.unwrap();
    let warden = nix::unistd::Pid::from_raw(warden);
    nix::sys::signal::kill(warden, nix::sys::signal::Signal::SIGKILL).unwrap();
    drop(stage);
    // Whoever adopts them here may take its time to wait for them.
    let lives = |pid: i32| proc::stat(pid).is_some_and(|stat| !"ZX".contains(stat.state));
    until("their end", || !pids.into_iter().any(lives));
}
