//! The shelf in the binary, as the tests ask for its lessons: a lesson that can't be read fails them.

use concurrium::demos;
use concurrium::lessons::{self, Lesson, Settings, Shelf};
use concurrium::play::Plays;
use concurrium::protocol::Piece;

/// The lessons there are.
pub(crate) fn shelf() -> &'static Shelf {
    lessons::built_in().unwrap_or_else(|bad| panic!("{bad}"))
}

/// Every lesson, in order.
pub(crate) fn all() -> Vec<&'static Lesson> {
    shelf().open_all().unwrap_or_else(|bad| panic!("{bad}"))
}

/// What comes of every lesson, in order; all are looked at side by side.
pub(crate) fn each<T: Send>(of: impl Fn(&'static Lesson) -> T + Sync) -> Vec<T> {
    let of = &of;
    std::thread::scope(|scope| {
        let lessons = all().into_iter();
        let lessons: Vec<_> = lessons
            .map(|lesson| scope.spawn(move || of(lesson)))
            .collect();
        let of_each = lessons.into_iter().map(|lesson| lesson.join().unwrap());
        of_each.collect()
    })
}

/// The lesson with this id.
pub(crate) fn lesson(id: &str) -> &'static Lesson {
    shelf().open(id).unwrap_or_else(|bad| panic!("{bad}"))
}

/// The lessons there are, and who makes plays of them: as the binary has them.
pub(crate) fn plays() -> Plays {
    demos::plays(shelf())
}

/// What a stage is given of a lesson with these knobs.
pub(crate) fn piece(lesson: &'static Lesson, settings: &Settings) -> Piece {
    demos::play(lesson, settings.clone()).piece()
}
