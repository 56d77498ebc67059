//! A stage that tells more than a run may have, without one: the test writes on the line itself.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use super::*;
use crate::protocol::keys::{INSIDE, SLEEPS, UNTOLD};
use crate::protocol::{Body, How, LONGEST_LINE, Listed, Settings};

/// The reactor of a stage that is gone at once, and the other end of a line of its first process.
fn heard() -> (Reactor, u64, UnixStream) {
    let event_fd = || nix::sys::eventfd::EventFd::new().unwrap();
    let shared = Arc::new(Shared {
        told: std::sync::Mutex::default(),
        news: event_fd(),
        orders: std::sync::Mutex::default(),
        wake: event_fd(),
        holds_back: false.into(),
    });
    let piece = Piece {
        body: Body::Demo("any".to_owned()),
        settings: Settings::default(),
        listing: Listed::default(),
        first: "main".to_owned(),
    };
    let mut reactor =
        Reactor::start(Path::new("/bin/true"), &piece, Begins::Script, shared).unwrap();
    let (ours, theirs) = UnixStream::pair().unwrap();
    ours.set_nonblocking(true).unwrap();
    let token = reactor.token();
    let line = Line {
        stream: ours,
        pid: 1,
        heard: Vec::new(),
        speaker: Some(Some(ActorId::root())),
        last_stamp: 0,
        way: Way::default(),
    };
    reactor.lines.insert(token, line);
    (reactor, token, theirs)
}

fn something(seq: usize) -> String {
    format!(r#"{{"seq":{seq},"t_ns":0,"actor":"p0","event":"unblocked","on":"x"}}"#)
}

/// Something that is told as long as there is any room.
fn refused(seq: usize) -> String {
    format!(r#"{{"seq":{seq},"t_ns":0,"actor":"p0","event":"refused","what":"x","why":"y"}}"#)
}

#[test]
fn who_would_tell_more_than_there_is_room_for_goes_on_untold() {
    use std::io::Read;
    let (mut reactor, token, mut stage) = heard();
    reactor.runs_script = true;
    reactor.speakers.insert(ActorId::root(), token);
    let tell = |stage: &mut UnixStream, events: &[&str]| {
        for event in events {
            writeln!(stage, r#"{{"t_ns":0,"actor":"p0",{event}}}"#).unwrap();
        }
    };
    let line = r#""event":"line","cue":"","line":1,"rust":0"#;
    let running = r#""event":"state","state":"running","source":"demo""#;
    let fact = r#""event":"fact","key":"lock a","value":"main","source":"demo""#;
    tell(
        &mut stage,
        &[r#""seq":1,"event":"born","kind":"process","name":"main""#],
    );
    reactor.hear(token);
    reactor.taken = Taken::with_events(limits::MOST_EVENTS / 100 * 90);
    for step in 0..3 {
        let seq = |of: usize, event: &str| format!(r#""seq":{},{event}"#, 2 + 4 * step + of);
        let output = r#""event":"output","stream":"stdout","text":"x""#;
        let all = [seq(0, line), seq(1, running), seq(2, fact), seq(3, output)];
        tell(&mut stage, &all.each_ref().map(String::as_str));
    }
    reactor.hear(token);
    let told = reactor.order.ready();
    let count = |is: fn(&What) -> bool| told.iter().filter(|event| is(&event.what)).count();
    // It stands once more, as far as is told, and runs from then on; that it does so is said once.
    assert_eq!(count(|what| matches!(what, What::Line(_))), 1);
    assert_eq!(count(|what| matches!(what, What::State { .. })), 1);
    assert_eq!(
        count(|what| matches!(what, What::Fact { key, .. } if &**key == UNTOLD)),
        1
    );
    assert_eq!(count(|what| matches!(what, What::Fact { .. })), 1);
    assert_eq!(count(|what| matches!(what, What::Output { .. })), 3);
    assert!(!reactor.order.has_gap() && !reactor.finished);
    let mut said = [0; 1000];
    let length = stage.read(&mut said).unwrap();
    let said = String::from_utf8_lossy(&said[..length]).into_owned();
    assert_eq!(said.matches(r#""to":"end""#).count(), 3, "{said}");
    reactor.end();
}

#[test]
fn who_runs_in_silence_is_asked_where_it_is_and_then_the_kernel() {
    use std::io::Read;
    let (mut reactor, token, mut stage) = heard();
    let own = std::process::id().cast_signed();
    // A thread that sleeps, and goes on doing so.
    let (says, hears) = std::sync::mpsc::channel();
    let (_wakes, sleeps) = std::sync::mpsc::channel::<()>();
    let sleeper = std::thread::Builder::new().name("sleeper".to_owned());
    let sleeper = sleeper.spawn(move || {
        says.send(nix::unistd::gettid().as_raw()).unwrap();
        let _ = sleeps.recv();
    });
    assert!(sleeper.is_ok());
    let tid = hears.recv().unwrap();
    while crate::sys::proc::thread_state(own, tid) != Some('S') {
        std::thread::yield_now();
    }
    reactor.lines.get_mut(&token).unwrap().pid = own;
    reactor.silence.asks = true;
    let born = r#""event":"born","kind":"process","name":"main""#;
    writeln!(
        stage,
        r#"{{"seq":1,"t_ns":0,"actor":"p0",{born},"tid":{tid}}}"#
    )
    .unwrap();
    reactor.hear(token);
    let later = |reactor: &mut Reactor, seconds: u64| reactor.start_ns -= seconds * 1_000_000_000;
    assert!(reactor.waits_for_the_silent());
    later(&mut reactor, 3);
    reactor.ask_the_silent();
    let mut said = [0; 100];
    let length = stage.read(&mut said).unwrap();
    assert_eq!(&said[..length], b"{\"command\":\"where\"}\n");
    later(&mut reactor, 2);
    reactor.ask_the_silent();
    let told = reactor.order.ready();
    let inside = told.iter().find_map(|event| match &event.what {
        What::Fact { key, value, .. } if &**key == INSIDE => Some(value.clone()),
        _ => None,
    });
    assert_eq!(inside.as_deref(), Some(SLEEPS));
    assert!(!reactor.waits_for_the_silent(), "that was all");
    reactor.end();
}

#[test]
fn one_event_more_than_a_run_may_have_ends_it_with_a_sentence() {
    let (mut reactor, token, mut stage) = heard();
    reactor.taken = Taken::with_events(limits::MOST_EVENTS - 1);
    writeln!(stage, "{}", refused(1)).unwrap();
    reactor.hear(token);
    assert_eq!((reactor.finished, &reactor.failure), (false, &None));
    writeln!(stage, "{}\n{}", refused(2), refused(3)).unwrap();
    reactor.hear(token);
    assert!(reactor.finished);
    assert_eq!(
        reactor.failure.as_ref().map(ToString::to_string).as_deref(),
        Some("a run may have 1000000 events at most")
    );
    let told = reactor.order.ready();
    let refused = |event: &&Event| matches!(event.what, What::Refused { .. });
    assert_eq!(told.iter().filter(refused).count(), 1);
    reactor.end();
}

#[test]
fn who_writes_without_end_is_heard_a_bite_at_a_time() {
    let (mut reactor, token, mut stage) = heard();
    let line = something(1) + "\n";
    // As much as is heard at a time has come already, and more than one reading lies there.
    let bite = line.repeat(hearing::BITE / line.len());
    reactor.lines.get_mut(&token).unwrap().heard = bite.into_bytes();
    stage.write_all(line.repeat(1000).as_bytes()).unwrap();
    assert!(reactor.hear(token), "the others have their turn");
    let left = reactor.lines.get(&token).map(|line| line.heard.len());
    assert!(left.unwrap() <= LONGEST_LINE, "whole lines aren't kept");
    assert!(!reactor.hear(token), "that was all");
    reactor.end();
}

#[test]
fn what_a_process_has_said_comes_before_its_end_whoever_is_heard_first() {
    let (mut reactor, token, mut stage) = heard();
    reactor.by_pid.insert(1, ActorId::root());
    reactor.speakers.insert(ActorId::root(), token);
    let born = r#"{"seq":1,"t_ns":0,"actor":"p0","event":"born","kind":"process","name":"main"}"#;
    writeln!(stage, "{born}").unwrap();
    let reaped = WardenSays::Reaped {
        stamp: 2,
        t_ns: 0,
        pid: 1,
        how: How::Exit(3),
    };
    assert_eq!(reactor.warden_says(reaped), Ok(()));
    let events = reactor.order.ready();
    assert!(
        matches!(&events[..], [born, ended]
            if matches!(born.what, What::Born { .. })
                && matches!(ended.what, What::Ended { how: How::Exit(3), .. })),
        "{events:?}"
    );
    reactor.end();
}

#[test]
fn a_line_without_end_is_not_kept() {
    let (mut reactor, token, mut stage) = heard();
    stage.write_all(&vec![b'x'; LONGEST_LINE + 1]).unwrap();
    reactor.hear(token);
    assert!(reactor.finished);
    let said = reactor.failure.clone().unwrap().to_string();
    assert!(said.contains("longer than 65536 bytes"), "{said}");
    reactor.end();
}

#[test]
fn no_more_actors_speak_up_than_a_run_may_have() {
    let (mut reactor, token, _stage) = heard();
    reactor.greetings = limits::MOST_ACTORS - 1;
    let hello = |n| Hello {
        concurrium: VERSION,
        actor: Some(ActorId::root().thread(n)),
        pid: 1,
    };
    assert_eq!(reactor.greeted(token, hello(1)), Ok(()));
    let refused = reactor.greeted(token, hello(2)).unwrap_err();
    assert_eq!(refused.to_string(), "a run may have 10000 actors at most");
    reactor.end();
}
