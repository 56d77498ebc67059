//! The switch points decide whether `c += 1` can be torn: shown without a clock and without a thread.

use super::*;

/// What is left of `n` rounds when at each switch point another thread adds 1 as a whole; and how often it did.
fn torn(code: &[Op], points: SwitchPoints, n: u64) -> (i64, i64) {
    let globals = Globals::new("c", 0);
    let mut others = 0;
    run(code, n, &globals, points, || {
        globals.store("c", globals.load("c") + 1);
        others += 1;
    });
    (globals.load("c"), others)
}

#[test]
fn from_3_10_on_nothing_comes_between_load_and_store() {
    let (c, others) = torn(COUNT, SwitchPoints::CallsAndJumps, 1000);
    assert_eq!((c, others), (2000, 1000), "one switch point a round");
}

#[test]
fn up_to_3_9_what_comes_between_load_and_store_is_lost() {
    let (c, others) = torn(COUNT, SwitchPoints::Bytecodes, 1000);
    // A round has five: after LOAD_GLOBAL, INPLACE_ADD (both lost), STORE_GLOBAL, the jump and FOR_ITER (kept).
    assert_eq!(others, 5 * 1000);
    assert_eq!(c, 1000 + 3 * 1000);
}

#[test]
fn a_call_between_load_and_store_loses_from_3_10_on_as_well() {
    let (c, others) = torn(COUNT_WITH_A_CALL, SwitchPoints::CallsAndJumps, 1000);
    // What came during the call is lost, what came at the jump is kept.
    assert_eq!((c, others), (2000, 2000));
}

#[test]
fn alone_it_counts() {
    for points in [SwitchPoints::Bytecodes, SwitchPoints::CallsAndJumps] {
        for code in [COUNT, COUNT_WITH_A_CALL] {
            let globals = Globals::new("c", 5);
            run(code, 1000, &globals, points, || {});
            assert_eq!(globals.load("c"), 1005);
            run(code, 0, &globals, points, || panic!("there is no round"));
        }
    }
}
