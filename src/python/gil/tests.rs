//! What the lock promises, by conditions rather than by time.

#![expect(clippy::disallowed_methods, reason = "a test's threads need no names")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use super::*;
use crate::python::eval_loop::{COUNT, Globals, SwitchPoints, run};

const SHORT: Duration = Duration::from_micros(100);
/// Longer than any test: nobody ever asks.
const NEVER: Duration = Duration::from_secs(3600);

fn until(condition: impl Fn() -> bool) {
    while !condition() {
        std::thread::yield_now();
    }
}

#[test]
fn at_most_one_holds_it() {
    let gil = Arc::new(Gil::new(SHORT));
    let inside = Arc::new(AtomicBool::new(false));
    let globals = Arc::new(Globals::new("c", 0));
    let threads = [0, 1, 2, 3].map(|me| {
        let (gil, inside, globals) = (Arc::clone(&gil), Arc::clone(&inside), Arc::clone(&globals));
        std::thread::spawn(move || {
            let enter = || {
                gil.take(&me, |_| {});
                assert!(!inside.swap(true, SeqCst), "another is inside");
            };
            let leave = || {
                assert!(inside.swap(false, SeqCst));
                gil.release(&me, |_| {});
            };
            enter();
            run(COUNT, 5_000, &globals, SwitchPoints::CallsAndJumps, || {
                if gil.drop_requested() {
                    leave();
                    enter();
                }
            });
            leave();
        })
    });
    for thread in threads {
        assert!(thread.join().is_ok());
    }
    assert_eq!(globals.load("c"), 20_000, "as from 3.10 on, none was lost");
    assert!(gil.switches() >= 4);
}

#[test]
fn a_request_takes_nothing_away_and_is_met_at_the_next_switch_point() {
    let gil = Arc::new(Gil::new(SHORT));
    gil.take(&"a", |_| {});
    let log = Arc::new(Mutex::new(Vec::new()));
    let (its, told) = (Arc::clone(&gil), Arc::clone(&log));
    let waiter = std::thread::spawn(move || {
        its.take(&"b", |moment| {
            told.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(moment);
        });
        its.release(&"b", |_| {});
    });
    let so_far = || log.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // It asks, and then tells that it has.
    until(|| gil.drop_requested() && so_far().len() > 1);
    assert_eq!(so_far(), [Moment::Waits("a"), Moment::Asks("a")]);
    // `a` still holds it, however long it takes to its next switch point. Dropping on request doesn't return before `b` has had it.
    gil.release(&"a", |_| {});
    assert_eq!(
        log.lock().unwrap_or_else(PoisonError::into_inner).last(),
        Some(&Moment::Takes)
    );
    gil.take(&"a", |_| {});
    assert_eq!(gil.switches(), 3);
    gil.release(&"a", |_| {});
    assert!(waiter.join().is_ok());
}

#[test]
fn who_drops_unasked_waits_for_nobody_and_wakes_who_waits() {
    let gil = Arc::new(Gil::new(NEVER));
    gil.take(&1, |_| {});
    let waits = Arc::new(AtomicBool::new(false));
    let (its, said) = (Arc::clone(&gil), Arc::clone(&waits));
    let waiter = std::thread::spawn(move || {
        its.take(&2, |moment| {
            if matches!(moment, Moment::Waits(1)) {
                said.store(true, SeqCst);
            }
        });
        its.release(&2, |_| {});
    });
    until(|| waits.load(SeqCst));
    // A blocking call: the other has it meanwhile, though it never came to ask.
    gil.release(&1, |_| {});
    assert!(waiter.join().is_ok());
    assert!(!gil.drop_requested());
    gil.take(&1, |_| {});
    gil.release(&1, |_| {});
    assert_eq!(gil.switches(), 3);
}

#[test]
fn a_holder_that_takes_it_again_alone_is_no_switch() {
    let gil = Gil::new(SHORT);
    let moments = AtomicUsize::new(0);
    for _ in 0..3 {
        gil.take(&1, |moment| {
            assert_eq!(moment, Moment::Takes);
            moments.fetch_add(1, SeqCst);
        });
        gil.release(&1, |_| {});
    }
    assert_eq!((gil.switches(), moments.load(SeqCst)), (1, 3));
}
