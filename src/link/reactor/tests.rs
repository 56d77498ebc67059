//! A stage that tells more than a run may have, without one: the test writes on the line itself.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use super::*;
use crate::protocol::{Body, LONGEST_LINE, Listed, Settings};

/// The reactor of a stage that is gone at once, and the other end of a line of its first process.
fn heard() -> (Reactor, u64, UnixStream) {
    let event_fd = || nix::sys::eventfd::EventFd::new().unwrap();
    let shared = Arc::new(Shared {
        told: std::sync::Mutex::default(),
        news: event_fd(),
        orders: std::sync::Mutex::default(),
        wake: event_fd(),
    });
    let piece = Piece {
        body: Body::Demo("any".to_owned()),
        settings: Settings::default(),
        listing: Listed::default(),
        first: "main".to_owned(),
    };
    let mut reactor = Reactor::start(Path::new("/bin/true"), &piece, true, shared).unwrap();
    let (ours, theirs) = UnixStream::pair().unwrap();
    ours.set_nonblocking(true).unwrap();
    let token = reactor.token();
    let line = Line {
        stream: ours,
        pid: 1,
        heard: Vec::new(),
        speaker: Some(Some(ActorId::root())),
        last_stamp: 0,
    };
    reactor.lines.insert(token, line);
    (reactor, token, theirs)
}

fn something(seq: usize) -> String {
    format!(r#"{{"seq":{seq},"t_ns":0,"actor":"p0","event":"unblocked","on":"x"}}"#)
}

#[test]
fn one_event_more_than_a_run_may_have_ends_it_with_a_sentence() {
    let (mut reactor, token, mut stage) = heard();
    reactor.taken = Taken::with_events(limits::MOST_EVENTS - 1);
    writeln!(stage, "{}", something(1)).unwrap();
    reactor.hear(token);
    assert_eq!((reactor.finished, &reactor.failure), (false, &None));
    writeln!(stage, "{}\n{}", something(2), something(3)).unwrap();
    reactor.hear(token);
    assert!(reactor.finished);
    assert_eq!(
        reactor.failure.as_ref().map(ToString::to_string).as_deref(),
        Some("a run may have 1000000 events at most")
    );
    assert_eq!(reactor.order.ready().len(), 1);
    reactor.end();
}

#[test]
fn who_writes_without_end_is_heard_a_bite_at_a_time() {
    let (mut reactor, token, mut stage) = heard();
    let writer = crate::machine::thread("writer", move || {
        let lines = (something(1) + "\n").repeat(100_000);
        // The reader goes away when it has heard enough.
        let _ = stage.write_all(lines.as_bytes());
    });
    let writer = writer.unwrap();
    let mut bites = 0;
    while bites < 3 {
        bites += usize::from(reactor.hear(token));
    }
    let left = reactor.lines.get(&token).map(|line| line.heard.len());
    assert!(left.unwrap() <= LONGEST_LINE, "whole lines aren't kept");
    reactor.lines.clear();
    writer.join().unwrap();
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
