//! Python's semantics with no screen: values and how they print, exceptions, literals, generators, coroutines and their
//! event loop; models of the GIL and of the evaluation loop that hands it over.
//!
//! Exceptions are values here: a body returns [`Py`], and `?` is Python's propagation, `match` its `try`/`except`.
//! Where CPython's versions differ, the [`Version`] that a generator or a loop was made with decides; each difference stands
//! in [`version`].
//!
//! Never knows the world, the app, the view, the terminal, or how anything is sent over a wire.

mod call;
pub mod class;
pub mod coroutine;
pub mod eval_loop;
pub mod event_loop;
pub mod exception;
pub mod generator;
pub mod gil;
pub mod literal;
mod mailbox;
mod repr;
pub mod stackful;
mod stacks;
pub mod throw;
pub mod value;
pub mod version;
mod yield_from;

use std::sync::Arc;

pub use class::Class;
pub use exception::{Exception, Thrown};
pub use generator::{Generator, GeneratorState, WeakGenerator, Yielder};
pub use value::Value;
pub use version::Version;
pub use yield_from::{Passing, over_iterator};

/// What a piece of Python comes to: a value, or the exception that it raised.
///
/// `Py<Value>` takes 16 bytes. An exception is one object however many hold it, as in Python; behind a `Box` each place that
/// drops a result would hold the whole code that drops an exception, or call it for every value.
pub type Py<T = Value> = Result<T, Arc<Exception>>;

/// Whether there is a stack for another generator.
///
/// # Errors
/// The kernel gives no more memory or mappings.
pub fn spare_stack() -> std::io::Result<()> {
    stacks::take().map(stacks::give_back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_switch_carries_fits_in_two_registers() {
        assert_eq!(size_of::<Value>(), 16);
        assert_eq!(size_of::<Py<Value>>(), 16);
    }
}
