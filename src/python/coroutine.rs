//! Coroutine objects: what calling an `async def` gives (PEP 492). A generator that only `await` may drive, once.
//!
//! Never knows who awaits it, nor what it waits for.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use crate::python::Py;
use crate::python::class::Class;
use crate::python::exception::{Exception, Thrown};
use crate::python::generator::{Generator, GeneratorState, Yielder};
use crate::python::value::Value;
use crate::python::version::Version;

type Forgotten = Box<dyn FnOnce(&str)>;

/// A coroutine object. Clones are the same one.
#[derive(Clone)]
pub struct Coroutine(Rc<Object>);

struct Object {
    name: String,
    generator: Generator,
    forgotten: RefCell<Option<Forgotten>>,
}

impl Coroutine {
    /// What calling `async def name` gives: nothing of the body runs yet.
    pub fn new(
        version: Version,
        name: &str,
        body: impl FnOnce(&Yielder<'_>) -> Py + 'static,
    ) -> Coroutine {
        Coroutine(Rc::new(Object {
            name: name.to_owned(),
            generator: Generator::as_of(version, body),
            forgotten: RefCell::default(),
        }))
    }

    /// Who hears the `RuntimeWarning` when it goes away without having been awaited.
    #[must_use]
    pub fn warning(self, heard: impl FnOnce(&str) + 'static) -> Coroutine {
        *self.0.forgotten.borrow_mut() = Some(Box::new(heard));
        self
    }

    /// `co.__name__`
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// `co.send(value)`: what a loop does; a lesson's body uses `await`.
    ///
    /// # Errors
    /// As a generator's, in a coroutine's words; `RuntimeError` for a finished one.
    pub fn send(&self, value: impl Into<Value>) -> Py {
        self.check()?;
        self.0.generator.send(value).map_err(in_its_words)
    }

    /// `co.throw(exception)`
    ///
    /// # Errors
    /// As a generator's, in a coroutine's words; `RuntimeError` for a finished one.
    pub fn throw(&self, thrown: impl Into<Thrown>) -> Py {
        self.check()?;
        self.0.generator.throw(thrown).map_err(in_its_words)
    }

    /// `co.close()`
    ///
    /// # Errors
    /// As a generator's, in a coroutine's words.
    pub fn close(&self) -> Py {
        self.0.generator.close().map_err(in_its_words)
    }

    /// `iter(co)`, as a `for` or a plain generator's `yield from` asks for it.
    ///
    /// # Errors
    /// Always: a coroutine is awaited, not iterated.
    pub fn iter(&self) -> Py {
        Err(Class::TypeError.with("'coroutine' object is not iterable"))
    }

    fn check(&self) -> Py<()> {
        match self.0.generator.state() {
            GeneratorState::Closed => {
                Err(Class::RuntimeError.with("cannot reuse already awaited coroutine"))
            }
            _ => Ok(()),
        }
    }

    /// `await co` within another coroutine's body: what it yields goes through to the loop.
    pub(super) fn awaited(&self, yielder: &Yielder<'_>) -> Py {
        match self.0.generator.state() {
            GeneratorState::Suspended | GeneratorState::Running => {
                Err(Class::RuntimeError.with("coroutine is being awaited already"))
            }
            _ => {
                self.check()?;
                yielder.yield_from(&self.0.generator).map_err(in_its_words)
            }
        }
    }
}

/// Four sentences of CPython name what they are about.
fn in_its_words(exception: Arc<Exception>) -> Arc<Exception> {
    let said = match exception.message().as_str() {
        "can't send non-None value to a just-started generator" => {
            "can't send non-None value to a just-started coroutine"
        }
        "generator already executing" => "coroutine already executing",
        "generator ignored GeneratorExit" => "coroutine ignored GeneratorExit",
        "generator raised StopIteration" => "coroutine raised StopIteration",
        _ => return exception,
    };
    exception.class().with(said)
}

impl Drop for Object {
    fn drop(&mut self) {
        if self.generator.state() == GeneratorState::Created
            && let Some(heard) = self.forgotten.get_mut().take()
        {
            heard(&format!(
                "RuntimeWarning: coroutine '{}' was never awaited",
                self.name
            ));
        }
    }
}

impl fmt::Debug for Coroutine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coroutine({})", self.0.name)
    }
}
