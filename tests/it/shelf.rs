//! The shelf in the binary, as the tests ask for its lessons: a lesson that can't be read fails them.

use concurrium::lessons::{self, Lesson, Shelf};

/// The lessons there are.
pub(crate) fn shelf() -> &'static Shelf {
    lessons::built_in().unwrap_or_else(|bad| panic!("{bad}"))
}

/// Every lesson, in order.
pub(crate) fn all() -> Vec<&'static Lesson> {
    shelf().open_all().unwrap_or_else(|bad| panic!("{bad}"))
}
