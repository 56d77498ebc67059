//! Generators (PEP 342, 380, 479): each a real suspended stack.
//!
//! ```text
//!   caller's stack                      the generator's own stack
//!   g.send(v) ──── Sent::Value(v) ───▶  yield_ returns Ok(v)
//!   g.throw(e) ─── Sent::Thrown(e) ──▶  yield_ returns Err(e)
//!   Ok(v)    ◀──── suspend(v) ────────  yield_(v)
//!   Err(StopIteration(v)) ◀─ return ──  body returns Ok(v)
//! ```
//!
//! Between two calls the body's locals live on its stack, untouched: that is all that "suspended" means.
//! Never knows who calls it, nor what the values mean.

use std::cell::RefCell;
use std::fmt;
use std::rc::{Rc, Weak};

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult};

use super::{Class, Exception, Py, Thrown, Value, stacks};

/// What goes into a suspended body.
enum Sent {
    /// `send`: the `yield` expression has this value.
    Value(Value),
    /// `throw`: the `yield` expression raises this.
    Thrown(Box<Exception>),
    /// `throw` of something that can't be raised, with the `TypeError` for it. The generator at the end of the
    /// `yield from` wire refuses it and stays as it is; the one that delegates to it gets the `TypeError` at its `yield from`.
    Refused(Box<Exception>),
}

/// Out comes `Ok` what was yielded, or `Err` what was refused, the body standing where it stood.
type Stack = Coroutine<Sent, Py, Py, DefaultStack>;
type Body = Box<dyn FnOnce(&Yielder<'_>) -> Py>;

/// Where a generator is in its life: `inspect.getgeneratorstate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GeneratorState {
    /// Nothing of the body has run.
    Created,
    /// The body runs now, or waits for something it called.
    Running,
    /// It stands at a `yield`.
    Suspended,
    /// It returned, raised, or was closed.
    Closed,
}

impl GeneratorState {
    /// As `inspect.getgeneratorstate` spells it.
    pub fn name(self) -> &'static str {
        match self {
            GeneratorState::Created => "GEN_CREATED",
            GeneratorState::Running => "GEN_RUNNING",
            GeneratorState::Suspended => "GEN_SUSPENDED",
            GeneratorState::Closed => "GEN_CLOSED",
        }
    }
}

/// A state and what there is in it. While the body runs its stack is with the caller that resumed it, and so is out of
/// reach for anyone who comes back in.
enum Life {
    Created(Body),
    Running,
    Suspended(Stack),
    Closed,
}

/// A handle to a generator object; clones are the same generator. When the last one goes, a suspended one is closed.
#[derive(Clone)]
pub struct Generator(Rc<RefCell<Life>>);

/// A handle that doesn't keep the generator alive: for a body that knows its own generator.
#[derive(Clone, Default)]
pub struct WeakGenerator(Weak<RefCell<Life>>);

impl WeakGenerator {
    /// The generator, if it still exists.
    pub fn upgrade(&self) -> Option<Generator> {
        self.0.upgrade().map(Generator)
    }
}

impl Generator {
    /// What calling a generator function gives: nothing of the body runs yet.
    ///
    /// The body has 64 KiB of stack.
    pub fn new(body: impl FnOnce(&Yielder<'_>) -> Py + 'static) -> Generator {
        Generator(Rc::new(RefCell::new(Life::Created(Box::new(body)))))
    }

    /// A generator whose body gets a handle to itself.
    pub fn cyclic(body: impl FnOnce(&Yielder<'_>, WeakGenerator) -> Py + 'static) -> Generator {
        Generator(Rc::new_cyclic(|own| {
            let own = WeakGenerator(own.clone());
            RefCell::new(Life::Created(Box::new(move |y: &Yielder<'_>| body(y, own))))
        }))
    }

    /// A handle that doesn't keep it alive.
    pub fn downgrade(&self) -> WeakGenerator {
        WeakGenerator(Rc::downgrade(&self.0))
    }

    /// Where it is in its life.
    pub fn state(&self) -> GeneratorState {
        match &*self.0.borrow() {
            Life::Created(_) => GeneratorState::Created,
            Life::Running => GeneratorState::Running,
            Life::Suspended(_) => GeneratorState::Suspended,
            Life::Closed => GeneratorState::Closed,
        }
    }

    /// `next(g)`: runs the body to its next `yield`.
    ///
    /// # Errors
    /// As for [`send`](Self::send).
    pub fn next(&self) -> Py {
        self.send(Value::None)
    }

    /// `g.send(value)`: the `yield` it stands at has this value, and the body runs to the next one.
    ///
    /// # Errors
    /// What the body raises; `StopIteration` when it returns or is finished; `TypeError` for a value sent to a
    /// just-started generator; `ValueError` for a running one; `MemoryError` when there is no stack to run on.
    pub fn send(&self, value: impl Into<Value>) -> Py {
        let value = value.into();
        match self.state() {
            GeneratorState::Running => Err(already_executing()),
            GeneratorState::Closed => Err(Class::StopIteration.bare()),
            GeneratorState::Created if value != Value::None => {
                Err(Class::TypeError.with("can't send non-None value to a just-started generator"))
            }
            GeneratorState::Created | GeneratorState::Suspended => self.resume(Sent::Value(value)),
        }
    }

    /// `g.throw(exception)`: the `yield` it stands at raises this.
    ///
    /// `StopIteration` thrown into a just-started generator comes out as itself (3.12); up to 3.11 it was turned
    /// into a `RuntimeError` as if the body had raised it.
    ///
    /// # Errors
    /// What the body raises, which is the exception itself if it doesn't catch it; else as for [`send`](Self::send).
    /// Something that is no exception is a `TypeError`, and the generator stays as it is.
    pub fn throw(&self, thrown: impl Into<Thrown>) -> Py {
        let sent = match thrown.into() {
            Thrown::Exception(e) => Sent::Thrown(e),
            Thrown::Object(object) => Sent::Refused(Class::TypeError.with(format!(
                "exceptions must be classes or instances deriving from BaseException, not {}",
                object.type_name()
            ))),
        };
        self.throw_in(sent)
    }

    fn throw_in(&self, sent: Sent) -> Py {
        match (self.state(), sent) {
            (GeneratorState::Suspended, sent) => self.resume(sent),
            (_, Sent::Refused(e)) => Err(e),
            (GeneratorState::Running, _) => Err(already_executing()),
            (GeneratorState::Closed, Sent::Thrown(e)) => Err(e),
            (GeneratorState::Created, Sent::Thrown(e)) => {
                drop(self.0.replace(Life::Closed));
                Err(e)
            }
            (_, Sent::Value(value)) => self.send(value),
        }
    }

    /// `g.close()`: raises `GeneratorExit` where it stands and expects it to end.
    ///
    /// `Ok` is what the body returned on the way (3.13); up to 3.12 `close()` always gave None.
    ///
    /// # Errors
    /// `RuntimeError` when the body yields instead of ending; any other exception that it raises; `ValueError` for a
    /// running one.
    pub fn close(&self) -> Py {
        match self.state() {
            GeneratorState::Running => Err(already_executing()),
            GeneratorState::Closed => Ok(Value::None),
            GeneratorState::Created => {
                drop(self.0.replace(Life::Closed));
                Ok(Value::None)
            }
            GeneratorState::Suspended => {
                match self.resume(Sent::Thrown(Class::GeneratorExit.bare())) {
                    Ok(_) => Err(Class::RuntimeError.with("generator ignored GeneratorExit")),
                    Err(e) if e.is_a(Class::GeneratorExit) => Ok(Value::None),
                    Err(e) if e.is_a(Class::StopIteration) => Ok(e.value()),
                    Err(e) => Err(e),
                }
            }
        }
    }

    /// Runs the body until it yields or ends.
    fn resume(&self, sent: Sent) -> Py {
        let life = self.0.replace(Life::Running);
        // A panic of the body passes through here; the guard then leaves the generator closed.
        let guard = CloseOnPanic(self);
        let mut stack = match life {
            Life::Suspended(stack) => stack,
            Life::Created(body) => match stacks::take() {
                Ok(stack) => {
                    Coroutine::with_stack(stack, move |suspend: &Suspend, _first: Sent| {
                        body(&Yielder(suspend))
                    })
                }
                Err(why) => {
                    self.0.replace(Life::Created(body));
                    std::mem::forget(guard);
                    return Err(
                        Class::MemoryError.with(format!("no stack for the generator: {why}"))
                    );
                }
            },
            Life::Running => return Err(already_executing()),
            Life::Closed => return Err(Class::StopIteration.bare()),
        };
        let result = stack.resume(sent);
        std::mem::forget(guard);
        match result {
            CoroutineResult::Yield(value) => {
                self.0.replace(Life::Suspended(stack));
                value
            }
            CoroutineResult::Return(result) => {
                self.0.replace(Life::Closed);
                stacks::give_back(stack.into_stack());
                match result {
                    Ok(value) => Err(Exception::stop_iteration(value)),
                    // PEP 479: it would look like an orderly end to the caller.
                    Err(e) if e.is_a(Class::StopIteration) => Err(Class::RuntimeError
                        .with("generator raised StopIteration")
                        .caused_by(e)),
                    Err(e) => Err(e),
                }
            }
        }
    }
}

/// Closes the generator whose body panicked.
struct CloseOnPanic<'a>(&'a Generator);

impl Drop for CloseOnPanic<'_> {
    fn drop(&mut self) {
        self.0.0.replace(Life::Closed);
    }
}

/// CPython closes a suspended generator when nobody refers to it any more, and has nobody to raise to: what comes of it is
/// lost ("Exception ignored in …"). A body that yields even then is unwound by force.
impl Drop for Generator {
    fn drop(&mut self) {
        if Rc::strong_count(&self.0) == 1 && self.state() == GeneratorState::Suspended {
            let _ignored = self.close();
        }
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generator({})", self.state().name())
    }
}

fn already_executing() -> Box<Exception> {
    Class::ValueError.with("generator already executing")
}

type Suspend = corosensei::Yielder<Sent, Py>;

/// What a body has in its hands: the `yield` keyword.
pub struct Yielder<'a>(&'a Suspend);

impl Yielder<'_> {
    /// `x = yield value`
    ///
    /// # Errors
    /// What was thrown in: let `?` pass it on, or catch it with `match`.
    pub fn yield_(&self, value: impl Into<Value>) -> Py {
        let mut sent = self.0.suspend(Ok(value.into()));
        loop {
            match sent {
                Sent::Value(value) => return Ok(value),
                Sent::Thrown(e) => return Err(e),
                Sent::Refused(e) => sent = self.0.suspend(Err(e)),
            }
        }
    }

    /// `r = yield from inner` (PEP 380): whatever is sent, thrown or closed goes through to `inner`, and `r` is what it
    /// returns.
    ///
    /// # Errors
    /// What `inner` raises.
    pub fn yield_from(&self, inner: &Generator) -> Py {
        let mut step = inner.next();
        loop {
            let value = match step {
                Ok(value) => value,
                Err(e) if e.is_a(Class::StopIteration) => return Ok(e.value()),
                Err(e) => return Err(e),
            };
            step = match self.0.suspend(Ok(value)) {
                Sent::Value(value) => inner.send(value),
                // The leaf is closed first; what goes wrong with that is what the outer one sees.
                Sent::Thrown(e) if e.is_a(Class::GeneratorExit) => {
                    inner.close()?;
                    return Err(e);
                }
                sent => inner.throw_in(sent),
            };
        }
    }

    /// `yield from` something that is no generator, such as a list: it can only be asked for its next element.
    ///
    /// `type_name` is the iterator's type: `list_iterator`.
    ///
    /// A `StopIteration` thrown in ends the `yield from` with its value, as if the iterator had raised it (3.12); up to
    /// 3.11 it was raised here like any other.
    ///
    /// # Errors
    /// `AttributeError` when something other than None is sent: it has no `send`. What is thrown in is raised here.
    pub fn yield_from_iter(
        &self,
        type_name: &str,
        elements: impl IntoIterator<Item = Value>,
    ) -> Py {
        for element in elements {
            match self.yield_(element) {
                Ok(Value::None) => {}
                Ok(_) => {
                    return Err(Class::AttributeError
                        .with(format!("'{type_name}' object has no attribute 'send'")));
                }
                Err(e) if e.is_a(Class::StopIteration) => return Ok(e.value()),
                Err(e) => return Err(e),
            }
        }
        Ok(Value::None)
    }
}

#[cfg(test)]
#[path = "generator_tests.rs"]
mod tests;
