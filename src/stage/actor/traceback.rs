//! Where an exception has been: what Python keeps in `error.__traceback__`.
//!
//! ```text
//! tb of an earlier one  g.throw(RuntimeError, 'm', tb)
//! main:18 › grep:7   ─▶ main:22 › grep:7   ›   main:18 › grep:7
//!                       where it has been      what it began with
//! ```
//! Each place that an exception leaves is put before those that it left already. Never knows who raised it, nor why.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::python::Exception;

/// The places, the outermost first.
type Places = Vec<String>;

/// The tracebacks of a process: of the exception on its way, and of the last one that came out at the caller.
#[derive(Default)]
pub(crate) struct Tracebacks {
    on_its_way: RefCell<Option<(Arc<Exception>, Places)>>,
    last: RefCell<Option<Places>>,
    /// The next call is the student's.
    by_hand: Cell<bool>,
}

impl Tracebacks {
    /// The next call is the student's, not that of a line of the program.
    pub(crate) fn by_hand(&self, by_hand: bool) {
        self.by_hand.set(by_hand);
    }

    /// Whether this call is the student's; those that come of it are not.
    pub(crate) fn is_by_hand(&self) -> bool {
        self.by_hand.take()
    }

    /// The exception has come out at the student's own call.
    pub(crate) fn passes_hand(&self, exception: &Arc<Exception>) {
        self.add(exception, "<stdin>".to_owned());
    }

    /// The exception leaves a function's frame, at this line.
    pub(crate) fn passes(&self, exception: &Arc<Exception>, function: &str, line: u32) {
        self.add(exception, format!("{function}:{line}"));
    }

    fn add(&self, exception: &Arc<Exception>, place: String) {
        let mut on_its_way = self.on_its_way.borrow_mut();
        match &mut *on_its_way {
            Some((known, places)) if Arc::ptr_eq(known, exception) => places.insert(0, place),
            other => *other = Some((Arc::clone(exception), vec![place])),
        }
    }

    /// Whether it is the exception that is on its way.
    pub(crate) fn knows(&self, exception: &Arc<Exception>) -> bool {
        matches!(&*self.on_its_way.borrow(), Some((known, _)) if Arc::ptr_eq(known, exception))
    }

    /// `exception.with_traceback(tb)`
    pub(crate) fn begins_with(&self, exception: &Arc<Exception>, tb: Option<Places>) {
        self.on_its_way
            .replace(Some((Arc::clone(exception), tb.unwrap_or_default())));
    }

    /// The traceback of what came out at the caller last: what the student calls `tb`.
    pub(crate) fn last(&self) -> Option<Places> {
        self.last.borrow().clone()
    }

    /// What was on its way has come out: its traceback, in words.
    pub(crate) fn came_out(&self) -> Option<String> {
        let (_, places) = self.on_its_way.take()?;
        let said = places.join(" › ");
        self.last.replace(Some(places));
        Some(said)
    }
}
