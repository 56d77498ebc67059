//! The shelf in the binary, as the tests ask for its lessons: a lesson that can't be read fails them.

use std::sync::{Mutex, OnceLock};

use concurrium::demos;
use concurrium::lessons::{self, Lesson, Settings, Shelf};
use concurrium::play::{Play, Plays};
use concurrium::protocol::Piece;
use concurrium::python::Version;
use concurrium::script::{Interpreter, Wanted};

/// How many lessons are looked at side by side.
const AT_ONCE: usize = 4;

/// The lessons there are.
pub(crate) fn shelf() -> &'static Shelf {
    lessons::built_in().unwrap_or_else(|bad| panic!("{bad}"))
}

/// Every lesson, in order.
pub(crate) fn all() -> Vec<&'static Lesson> {
    shelf().open_all().unwrap_or_else(|bad| panic!("{bad}"))
}

/// Those whose demo is in Rust.
pub(crate) fn in_rust() -> Vec<&'static Lesson> {
    let mut lessons = all();
    lessons.retain(|lesson| demos::find(&lesson.id).is_some());
    lessons
}

/// Those that can be run here: what CPython alone runs is left out, with a word, where there is no `python3`.
pub(crate) fn run_here() -> Vec<&'static Lesson> {
    match python3() {
        Some(_) => all(),
        None => in_rust(),
    }
}

/// The interpreter that runs what CPython alone runs, and its version; None: there is none, and none is required here.
fn python3() -> Option<&'static (String, String)> {
    static FOUND: OnceLock<Option<(String, String)>> = OnceLock::new();
    let find = || {
        let wanted = Wanted::Named("python3".into());
        match Interpreter::find(&wanted, &|name| std::env::var_os(name)) {
            Ok(found) => Some((found.path, found.version)),
            Err(none) => {
                let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
                assert!(
                    !needed,
                    "CONCURRIUM_NEEDS_PYTHON is set, but {}",
                    none.told()
                );
                println!("what CPython alone runs isn't tried: {}", none.told());
                None
            }
        }
    };
    FOUND.get_or_init(find).as_ref()
}

/// Which CPython that is; None: there is none, or it is newer than all that are known.
pub(crate) fn version_of_python3() -> Option<Version> {
    python3()?.1.parse().ok()
}

/// Whether that tells each turn of a loop on one line, so that one can stand in it: from 3.12 on.
pub(crate) fn python3_tells_each_turn() -> bool {
    let since = "3.12".parse().expect("a version that we know");
    version_of_python3().is_none_or(|version| version >= since)
}

/// What comes of every lesson that can be run here, in order. A few are looked at side by side: much of it is waiting.
pub(crate) fn each<T: Send>(of: impl Fn(&'static Lesson) -> T + Sync) -> Vec<T> {
    let waiting = Mutex::new(run_here().into_iter().enumerate());
    let next = || waiting.lock().expect("nobody panics with it").next();
    let work = || {
        std::iter::from_fn(next)
            .map(|(at, lesson)| (at, of(lesson)))
            .collect()
    };
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        let of_each = workers
            .into_iter()
            .flat_map(|worker| -> Vec<_> { worker.join().unwrap() });
        of_each.collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, of_one)| of_one).collect()
}

/// The lesson with this id.
pub(crate) fn lesson(id: &str) -> &'static Lesson {
    shelf().open(id).unwrap_or_else(|bad| panic!("{bad}"))
}

/// The lessons there are, and who makes plays of them: as the binary has them, and with an interpreter where CPython alone runs one.
pub(crate) fn plays() -> Plays {
    Plays {
        shelf: shelf(),
        make: play,
    }
}

/// The play of a lesson with these knobs.
fn play(lesson: &'static Lesson, settings: Settings) -> Play {
    let play = demos::play(lesson, settings);
    match python3().filter(|_| play.needs_python()) {
        Some((interpreter, version)) => play.run_by(interpreter, version),
        None => play,
    }
}

/// What a stage is given of a lesson with these knobs.
pub(crate) fn piece(lesson: &'static Lesson, settings: &Settings) -> Piece {
    play(lesson, settings.clone()).piece()
}
