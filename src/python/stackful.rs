//! Suspends inside a plain call, and says where that was: what a stackful coroutine can do and a generator of CPython's can't.
//!
//! Never knows how it is shown.

use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;

use crate::python::Py;
use crate::python::generator::{Generator, Yielder};
use crate::python::value::Value;

/// What was seen of a coroutine that suspended two plain calls deep.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspension {
    /// The address of a local of the body.
    pub body: usize,
    /// The address of a local of the innermost call.
    pub innermost: usize,
    /// What it yielded from there.
    pub yielded: Value,
    /// What it was resumed with.
    pub sent: Value,
    /// What the body returned when all calls had.
    pub returned: Value,
}

impl Suspension {
    /// How many bytes of the coroutine's stack lie between the two.
    pub fn bytes(&self) -> usize {
        self.body.abs_diff(self.innermost)
    }
}

#[inline(never)]
fn innermost(py: &Yielder<'_>, at: &Cell<usize>) -> Py {
    let local = black_box(0_u8);
    at.set((&raw const local).addr());
    py.yield_("from innermost")
}

#[inline(never)]
fn middle(py: &Yielder<'_>, at: &Cell<usize>) -> Py {
    black_box(innermost(py, at))
}

/// Runs a coroutine that suspends two plain calls deep, resumes it, and says what was seen.
///
/// # Errors
/// `MemoryError`: there is no stack for it.
pub fn suspend_in_a_plain_call() -> Py<Suspension> {
    let (body, deep) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (of_body, of_innermost) = (Rc::clone(&body), Rc::clone(&deep));
    let coroutine = Generator::new(move |py| {
        let local = black_box(0_u8);
        of_body.set((&raw const local).addr());
        middle(py, &of_innermost)
    });
    let yielded = coroutine.next()?;
    let sent = Value::from("an answer");
    let returned = match coroutine.send(sent.clone()) {
        Err(end) => end.value(),
        Ok(value) => value,
    };
    Ok(Suspension {
        body: body.get(),
        innermost: deep.get(),
        yielded,
        sent,
        returned,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_call_lies_deeper_on_the_same_stack() {
        let seen = suspend_in_a_plain_call().unwrap();
        assert!(
            seen.innermost < seen.body,
            "stacks grow downwards: {seen:?}"
        );
        assert!((1..16_384).contains(&seen.bytes()), "{seen:?}");
        assert_eq!(seen.yielded, "from innermost".into());
        assert_eq!(seen.returned, seen.sent);
        let own = 0_u8;
        let own = (&raw const own).addr();
        assert!(own.abs_diff(seen.body) > 65_536, "a stack of its own");
    }
}
