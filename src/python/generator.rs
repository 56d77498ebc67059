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

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use corosensei::{Coroutine, CoroutineResult};

use crate::python::class::Class;
use crate::python::exception::{Exception, Thrown};
use crate::python::mailbox::{Mailbox, Sent, Word};
use crate::python::value::Value;
use crate::python::version::Version;
use crate::python::{Py, stacks};
use crate::sys::stacks::GuardedStack;

/// What goes in and what comes out: in the word, or in the object's mailbox.
type Stack = Coroutine<Word, Word, Py, GuardedStack>;
type Body = Box<dyn FnOnce(&Yielder<'_>) -> Py>;
type Unraisable = Box<dyn FnOnce(&Exception)>;

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

/// A generator object. Its stack stays where it is while the body runs: to carry it out and back would cost more than the
/// switch. Whoever comes back in finds the state `Running` and is turned away before it could touch the stack.
///
/// The body holds on to it for the mailbox, from its beginning to its end: a circle, which the last handle breaks.
struct Object {
    state: Cell<GeneratorState>,
    life: RefCell<Life>,
    mailbox: Mailbox<Generator>,
    version: Version,
    /// Who hears what a dropped one had nobody to raise to.
    unraisable: RefCell<Option<Unraisable>>,
    /// Whether it was closed for want of anybody who refers to it: that happens once.
    finalized: Cell<bool>,
}

/// What there is of it in each state.
enum Life {
    /// Created.
    Body(Body),
    /// Running or suspended.
    Stack(Stack),
    /// Closed.
    Nothing,
}

impl Object {
    fn new(version: Version, body: impl FnOnce(&Yielder<'_>) -> Py + 'static) -> Object {
        Object {
            state: Cell::new(GeneratorState::Created),
            life: RefCell::new(Life::Body(Box::new(body))),
            mailbox: Mailbox::default(),
            version,
            unraisable: RefCell::default(),
            finalized: Cell::new(false),
        }
    }

    /// Closes it and gives what there was of it.
    fn close(&self) -> Life {
        self.state.set(GeneratorState::Closed);
        self.life.replace(Life::Nothing)
    }
}

/// A handle to a generator object; clones are the same generator. When the last one goes, a suspended one is closed.
#[derive(Clone)]
pub struct Generator(Rc<Object>);

/// A handle that doesn't keep the generator alive: for a body that knows its own generator.
#[derive(Clone, Default)]
pub struct WeakGenerator(Weak<Object>);

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
        Generator::as_of(Version::default(), body)
    }

    /// The same, by the rules of this version.
    pub fn as_of(version: Version, body: impl FnOnce(&Yielder<'_>) -> Py + 'static) -> Generator {
        Generator(Rc::new(Object::new(version, body)))
    }

    /// A generator whose body gets a handle to itself.
    pub fn cyclic(body: impl FnOnce(&Yielder<'_>, WeakGenerator) -> Py + 'static) -> Generator {
        Generator(Rc::new_cyclic(|own| {
            let own = WeakGenerator(own.clone());
            Object::new(Version::default(), move |y: &Yielder<'_>| body(y, own))
        }))
    }

    /// A handle that doesn't keep it alive.
    pub fn downgrade(&self) -> WeakGenerator {
        WeakGenerator(Rc::downgrade(&self.0))
    }

    /// Where it is in its life.
    pub fn state(&self) -> GeneratorState {
        self.0.state.get()
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
    #[inline]
    pub fn send(&self, value: impl Into<Value>) -> Py {
        let value = value.into();
        match self.state() {
            GeneratorState::Suspended => self.resume(self.0.mailbox.leave(value)),
            _ => self.send_first(value),
        }
    }

    /// `send` to one that doesn't stand at a `yield`.
    #[cold]
    fn send_first(&self, value: Value) -> Py {
        match self.state() {
            GeneratorState::Running => Err(already_executing()),
            GeneratorState::Closed => Err(Class::StopIteration.bare()),
            GeneratorState::Created if value != Value::None => {
                Err(Class::TypeError.with("can't send non-None value to a just-started generator"))
            }
            GeneratorState::Created | GeneratorState::Suspended => {
                self.0.enter()?;
                self.resume(self.0.mailbox.leave(value))
            }
        }
    }

    /// `g.throw(exception)`: the `yield` it stands at raises this.
    ///
    /// # Errors
    /// What the body raises, which is the exception itself if it doesn't catch it; else as for [`send`](Self::send).
    /// Something that is no exception is a `TypeError`, and the generator stays as it is.
    pub fn throw(&self, thrown: impl Into<Thrown>) -> Py {
        let sent = match thrown.into() {
            Thrown::Exception(e) => Sent::Thrown(e),
            Thrown::Refused(e) => Sent::Refused(e),
            Thrown::Object(object) => Sent::Refused(Class::TypeError.with(format!(
                "exceptions must be classes or instances deriving from BaseException, not {}",
                object.type_name()
            ))),
        };
        self.throw_in(sent)
    }

    pub(super) fn throw_in(&self, sent: Sent) -> Py {
        match (self.state(), sent) {
            (GeneratorState::Suspended, sent) => self.resume(self.0.mailbox.leave_here(sent)),
            (GeneratorState::Running, sent)
                if self.0.version.wire_can_be_cut() && self.0.mailbox.wire.to().is_some() =>
            {
                self.throw_down_again(sent)
            }
            (GeneratorState::Running, Sent::Refused(e))
                if !self.0.version.running_comes_first() =>
            {
                Err(e)
            }
            (GeneratorState::Running, _) => Err(already_executing()),
            (_, Sent::Refused(e)) => Err(e),
            (GeneratorState::Closed, Sent::Thrown(e)) => Err(e),
            (GeneratorState::Created, Sent::Thrown(e)) if self.0.version.thrown_stop_stays() => {
                drop(self.0.close());
                Err(e)
            }
            (GeneratorState::Created, Sent::Thrown(e)) => self.0.finish(Err(e)),
            (_, Sent::Value(value)) => self.send(value),
        }
    }

    /// Something is thrown in while something else goes down the wire, up to 3.11: it goes down, too, and comes to nothing
    /// with whoever runs at its end; but by then whom the generator delegates to has been taken off its stack.
    #[cold]
    fn throw_down_again(&self, sent: Sent) -> Py {
        let wire = &self.0.mailbox.wire;
        let exits = matches!(&sent, Sent::Thrown(e) if e.is_a(Class::GeneratorExit));
        if let Some(inner) = wire.to().filter(|_| !exits)
            && inner.throw_in(sent).is_err()
        {
            wire.cut();
        }
        Err(already_executing())
    }

    /// `g.close()`: raises `GeneratorExit` where it stands and expects it to end.
    ///
    /// `Ok` is what the body returned on the way, if the version has it.
    ///
    /// # Errors
    /// `RuntimeError` when the body yields instead of ending; any other exception that it raises; `ValueError` for a
    /// running one.
    pub fn close(&self) -> Py {
        match self.state() {
            GeneratorState::Running => Err(already_executing()),
            GeneratorState::Closed => Ok(Value::None),
            GeneratorState::Created => {
                drop(self.0.close());
                Ok(Value::None)
            }
            GeneratorState::Suspended => {
                let exit = Sent::Thrown(Class::GeneratorExit.bare());
                match self.resume(self.0.mailbox.leave_here(exit)) {
                    Ok(_) => Err(Class::RuntimeError.with("generator ignored GeneratorExit")),
                    Err(e) if e.is_a(Class::GeneratorExit) => Ok(Value::None),
                    Err(e) if e.is_a(Class::StopIteration) => Ok(self.0.returned(&e)),
                    Err(e) => Err(e),
                }
            }
        }
    }

    /// Who hears what it raises when it goes, and has nobody to raise to: `sys.unraisablehook`.
    pub fn on_unraisable(&self, heard: impl FnOnce(&Exception) + 'static) {
        *self.0.unraisable.borrow_mut() = Some(Box::new(heard));
    }

    /// What happens when nobody refers to it any more, before it goes: a suspended one is closed, once. `None`: there was
    /// nothing to close.
    ///
    /// # Errors
    /// What comes of it, which has nobody to be raised to: CPython writes it to standard error as *ignored*.
    pub fn finalize(&self) -> Option<Py> {
        let due = self.state() == GeneratorState::Suspended && !self.0.finalized.replace(true);
        due.then(|| self.close())
    }

    /// Whether nobody but its own body refers to it beside this handle.
    fn is_the_last(&self) -> bool {
        let has_begun = matches!(
            self.state(),
            GeneratorState::Running | GeneratorState::Suspended
        );
        Rc::strong_count(&self.0) == 1 + usize::from(has_begun)
    }

    /// Runs the body until it yields or ends. To be called for one that has its stack.
    #[inline]
    fn resume(&self, word: Word) -> Py {
        let object = &*self.0;
        object.state.set(GeneratorState::Running);
        // A panic of the body passes through here; the guard then leaves the generator closed.
        let guard = CloseOnPanic(object);
        let result = match &mut *object.life.borrow_mut() {
            Life::Stack(stack) => stack.resume(word),
            Life::Body(_) | Life::Nothing => CoroutineResult::Return(Err(already_executing())),
        };
        std::mem::forget(guard);
        match result {
            CoroutineResult::Yield(word) => {
                object.state.set(GeneratorState::Suspended);
                match word.value() {
                    Some(value) => Ok(value),
                    None => object.mailbox.take().into_result(),
                }
            }
            CoroutineResult::Return(result) => object.finish(result),
        }
    }
}

impl Object {
    /// The body has come to its end: its stack is free, and the caller is told as Python tells it.
    #[cold]
    fn finish(&self, result: Py) -> Py {
        if let Life::Stack(stack) = self.close() {
            stacks::give_back(stack.into_stack());
        }
        match result {
            Ok(value) => Err(Exception::stop_iteration(value)),
            // PEP 479: it would look like an orderly end to the caller.
            Err(e) if e.is_a(Class::StopIteration) => Err(Class::RuntimeError
                .with("generator raised StopIteration")
                .caused_by(e)),
            Err(e) => Err(e),
        }
    }

    /// What `close()` gives of what the body returned.
    fn returned(&self, end: &Exception) -> Value {
        if self.version.close_returns() {
            end.value()
        } else {
            Value::None
        }
    }

    /// Gives the body a stack; without one it stays created.
    fn enter(self: &Rc<Self>) -> Py<()> {
        let stack = stacks::take()
            .map_err(|why| Class::MemoryError.with(format!("no stack for the generator: {why}")))?;
        let mut life = self.life.borrow_mut();
        match std::mem::replace(&mut *life, Life::Nothing) {
            Life::Body(body) => {
                let object = Rc::clone(self);
                let run = move |suspend: &Suspend, _first| {
                    // What is sent first has no `yield` to arrive at; it can only be None.
                    body(&Yielder {
                        suspend,
                        mailbox: &object.mailbox,
                        version: object.version,
                    })
                };
                *life = Life::Stack(Coroutine::with_stack(stack, run));
            }
            other => *life = other,
        }
        Ok(())
    }
}

/// Closes the generator whose body panicked.
struct CloseOnPanic<'a>(&'a Object);

impl Drop for CloseOnPanic<'_> {
    fn drop(&mut self) {
        drop(self.0.close());
    }
}

/// CPython closes a suspended generator when nobody refers to it any more, and has nobody to raise to. A body that yields even then is unwound by force.
impl Drop for Generator {
    fn drop(&mut self) {
        if !self.is_the_last() {
            return;
        }
        if let Some(Err(ignored)) = self.finalize()
            && let Some(heard) = self.0.unraisable.take()
        {
            heard(&ignored);
        }
        // Somebody may refer to it again by now.
        if self.state() == GeneratorState::Suspended && self.is_the_last() {
            drop(self.0.close());
        }
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generator({})", self.state().name())
    }
}

fn already_executing() -> Arc<Exception> {
    Class::ValueError.with("generator already executing")
}

type Suspend = corosensei::Yielder<Word, Word>;

/// What a body has in its hands: the `yield` keyword.
pub struct Yielder<'a> {
    suspend: &'a Suspend,
    pub(super) mailbox: &'a Mailbox<Generator>,
    pub(super) version: Version,
}

impl Yielder<'_> {
    /// Gives the caller a value, and what the next call leaves.
    #[inline]
    pub(super) fn switch(&self, word: Word) -> Sent {
        let word = self.suspend.suspend(word);
        match word.value() {
            Some(value) => Sent::Value(value),
            None => self.mailbox.take(),
        }
    }

    /// `x = yield value`
    ///
    /// # Errors
    /// What was thrown in: let `?` pass it on, or catch it with `match`.
    #[inline]
    pub fn yield_(&self, value: impl Into<Value>) -> Py {
        let word = self.suspend.suspend(self.mailbox.leave(value.into()));
        match word.value() {
            Some(value) => Ok(value),
            None => self.receive(),
        }
    }

    /// What came in, if it was not a small value.
    #[cold]
    fn receive(&self) -> Py {
        let mut sent = self.mailbox.take();
        loop {
            match sent {
                Sent::Refused(_) => sent = self.switch(self.mailbox.leave_here(sent)),
                sent => return sent.into_result(),
            }
        }
    }
}

#[cfg(test)]
#[path = "generator_tests.rs"]
mod tests;
