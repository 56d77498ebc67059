//! The runs that lie in lessons' folders, for those who have no Python: each is of today's listing, goes to its end, and opens by a key
//! that is named on the screen.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::process::Command;

use concurrium::lessons::RECORDED;
use concurrium::protocol::ActorId;
use concurrium::trace::Reader;
use concurrium::{demos, saved};

use crate::own_script::{leave, press};
use crate::pty::Pty;
use crate::shelf;

/// Bytes that a recorded run has at most: it is in the program.
const MOST: usize = 100 << 10;

#[test]
fn what_cpython_alone_runs_has_a_recorded_run_of_todays_listing_to_its_end() {
    for lesson in shelf::all() {
        let id = &lesson.id;
        let needs_one = demos::find(id).is_none();
        assert_eq!(lesson.recorded.is_some(), needs_one, "{id}: {RECORDED}");
        let Some(run) = &lesson.recorded else {
            continue;
        };
        assert!(run.len() <= MOST, "{id}: {} bytes", run.len());
        let header = Reader::new(run.as_bytes()).header().unwrap();
        let defaults = lesson.defaults();
        let today = lesson.listing.specialised(&defaults).listed();
        let anew = format!("{id}: packaging/recorded-runs {id} makes it anew");
        assert_eq!(header.knobs, defaults, "{anew}");
        assert_eq!(header.listing, Some(today), "{anew}");
        let run = saved::recorded(shelf::plays(), lesson).unwrap().unwrap();
        assert_eq!(run.fault, None, "{anew}");
        let first = run.history.live().actor(&ActorId::root()).unwrap();
        assert!(first.is_gone(), "{anew}");
    }
}

#[test]
fn without_a_python_a_lesson_says_so_and_shows_its_recorded_run() {
    let mut open = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    let open = open.args(["open", "multiprocessing", "--lang", "en", "--no-state"]);
    let pty = Pty::run(open.env("PATH", "/nowhere"));
    pty.wait_for_text("python3 isn't on the PATH");
    press(&pty, "R", "REPLAY");
    pty.wait_for_text("multiprocessing · CPython 3.");
    press(&pty, "\x1b[F", "[1, 4, 9]");
    // It looks for a Python again, and what is seen stays.
    press(&pty, "r", "python3 isn't on the PATH");
    pty.wait_for_text("REPLAY");
    leave(&pty);
}
