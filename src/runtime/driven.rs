//! A generator on the stage, as its caller has it: each verb done to it is told, and so is what becomes of it when nobody has
//! it any more.
//!
//! ```text
//! caller: blocked on g.send(v) ─ message send ─▶ g: running … line … line
//!                                                g: suspended
//! caller: unblocked ◀──────────── message yield ─┘
//! caller: outcome
//! ```
//! Never knows Python's rules: those are `python::generator`'s.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::protocol::keys::TRACEBACK;
use crate::protocol::{Comes, How, Stream, Verb, What};
use crate::python::throw::{self, Arguments};
use crate::python::{Class, Generator, GeneratorState, Py, Thrown, Value, literal};
use crate::stage::Actor;

/// What CPython says from 3.12 on of a `throw` with several arguments.
const OLD_THROW: &str = "DeprecationWarning: the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";

/// A generator that is driven from outside.
///
/// It is the one reference to it: when it goes, a suspended generator is closed, as CPython does.
pub struct Driven {
    pub(super) actor: Rc<Actor>,
    /// The variable that holds it.
    pub(super) name: String,
    /// Of which function.
    function: String,
    pub(super) generator: Generator,
    /// Who resumed it last: what it yields goes there.
    caller: Rc<RefCell<String>>,
    ended: Cell<bool>,
}

impl Actor {
    /// Lets the student drive the generator in `made`, which the listing calls `g`, whenever this actor's host stands.
    pub fn driven_by_hand(&self, made: &Rc<OnceCell<Driven>>) {
        self.driven_by_hand_as("g", made);
    }

    /// The same for a generator that the listing calls otherwise.
    pub fn driven_by_hand_as(&self, name: &str, made: &Rc<OnceCell<Driven>>) {
        let (made, name) = (Rc::clone(made), name.to_owned());
        self.on_verb(move |py, verb| match made.get() {
            Some(g) => g.act(py, verb),
            None => {
                let verb = match verb {
                    Verb::Next => "next",
                    Verb::Send { .. } => "send",
                    Verb::Throw { .. } => "throw",
                    Verb::Close => "close",
                    _ => return, // no verb of a generator's
                };
                let error = Class::NameError.with(format!("name '{name}' is not defined"));
                py.outcome(verb, &name, Comes::Raise, &error.to_string());
            }
        });
    }
}

impl Driven {
    /// A generator that has just been made, as the variable `name`.
    pub(super) fn new(
        actor: Rc<Actor>,
        (name, function): (&str, &str),
        generator: Generator,
        caller: Rc<RefCell<String>>,
    ) -> Self {
        Self {
            actor,
            name: name.to_owned(),
            function: function.to_owned(),
            generator,
            caller,
            ended: Cell::new(false),
        }
    }

    /// Makes something about the generator known, as its scheduler sees it.
    pub fn fact(&self, key: &str, value: impl Into<String>) {
        self.actor.fact(key, value);
    }

    /// `next(g)`
    ///
    /// # Errors
    /// What Python raises.
    pub fn next(&self, py: &Actor) -> Py {
        self.call(py, "next", &format!("next({})", self.name), "None", || {
            self.generator.next()
        })
    }

    /// `g.send(value)`
    ///
    /// # Errors
    /// What Python raises.
    pub fn send(&self, py: &Actor, value: impl Into<Value>) -> Py {
        let value = value.into();
        let said = value.repr();
        self.call(
            py,
            "send",
            &format!("{}.send({})", self.name, value.literal()),
            &said,
            || self.generator.send(value),
        )
    }

    /// `g.throw(…)`, with the arguments as a program spells them: `ValueError("no")`, `RuntimeError, "the old form"`.
    ///
    /// # Errors
    /// What Python raises; most often what was thrown.
    pub fn throw(&self, py: &Actor, arguments: &str) -> Py {
        match throw::parse(arguments) {
            Ok(arguments) => self.throw_read(py, &arguments),
            // What is typed was refused at the prompt; a listing's own call can be read.
            Err(unread) => Err(Class::SyntaxError.with(unread.to_string())),
        }
    }

    fn throw_read(&self, py: &Actor, arguments: &Arguments) -> Py {
        let said = arguments.to_string();
        let call = format!("{}.throw({said})", self.name);
        let earlier = py.traceback().last();
        let thrown = match arguments.evaluate(py.python(), earlier.is_some()) {
            Ok(thrown) => thrown,
            // The call was never made: the generator stands where it stood.
            Err(failed) => {
                let by_hand = py.traceback().is_by_hand();
                let came = Err(failed);
                self.tell_outcome(py, "throw", &call, &came, by_hand);
                return came;
            }
        };
        if arguments.is_old_form() && py.python().warns_of_old_throw() {
            py.warn_once(OLD_THROW);
        }
        if arguments.carries_traceback()
            && let Thrown::Exception(exception) = &thrown
        {
            py.traceback().begins_with(exception, earlier);
        }
        self.call(py, "throw", &call, &said, || self.generator.throw(thrown))
    }

    /// `g.close()`
    ///
    /// # Errors
    /// What Python raises.
    pub fn close(&self, py: &Actor) -> Py {
        self.call(
            py,
            "close",
            &format!("{}.close()", self.name),
            "GeneratorExit",
            || self.generator.close(),
        )
    }

    /// What the student does by hand; the outcome is told.
    pub fn act(&self, py: &Actor, verb: &Verb) {
        py.traceback().by_hand(true);
        // What comes of it has been told; what can't be read was refused at the prompt.
        match verb {
            Verb::Next => drop(self.next(py)),
            Verb::Send { value } => drop(literal::parse(value).map(|value| self.send(py, value))),
            Verb::Throw { what } => drop(self.throw(py, what)),
            Verb::Close => drop(self.close(py)),
            Verb::Result { .. } | Verb::Signal { .. } | Verb::Python3 => {}
        }
        py.traceback().by_hand(false);
    }

    fn call(
        &self,
        py: &Actor,
        verb: &str,
        call: &str,
        said: &str,
        body: impl FnOnce() -> Py,
    ) -> Py {
        let (from, to) = (py.id().as_str(), self.actor.id().as_str());
        // Only a parked body takes the processor from its caller; others are answered at once.
        let resumes = match self.generator.state() {
            GeneratorState::Suspended => true,
            GeneratorState::Created => said == "None" && matches!(verb, "next" | "send"),
            GeneratorState::Running | GeneratorState::Closed => false,
        };
        if resumes {
            from.clone_into(&mut self.caller.borrow_mut());
            py.message(from, to, verb, said);
            py.blocked(call, Some(self.actor.id()));
        }
        let by_hand = py.traceback().is_by_hand();
        let never_began = self.generator.state() == GeneratorState::Created;
        let came = body();
        if never_began && verb == "throw" {
            self.tell_raised(&came, from);
        }
        self.tell_end(&came, from);
        if resumes {
            py.unblocked(call);
        }
        self.tell_outcome(py, verb, call, &came, by_hand);
        if !by_hand {
            py.meets(&came);
        }
        came
    }

    fn tell_outcome(&self, py: &Actor, verb: &str, call: &str, came: &Py, by_hand: bool) {
        let (result, said) = match came {
            Ok(value) if verb == "close" => (Comes::Return, value.repr()),
            Ok(value) => (Comes::Yield, value.repr()),
            Err(exception) => (Comes::Raise, exception.to_string()),
        };
        py.outcome(verb, call, result, &said);
        let traceback = py.traceback();
        match came {
            Err(exception) if by_hand => traceback.passes_hand(exception),
            Err(exception) if *py.id() == py.id().host() => py.raises(exception),
            _ => return, // a body, which may catch it
        }
        if let Some(places) = traceback.came_out() {
            py.host().fact(TRACEBACK, places);
        }
    }

    /// Tells of the end of one that never began and was thrown into: even a `StopIteration` is no return then.
    fn tell_raised(&self, came: &Py, caller: &str) {
        if let Err(exception) = came
            && self.generator.state() == GeneratorState::Closed
            && exception.is_a(Class::StopIteration)
        {
            self.ended.set(true);
            self.actor.raises(exception);
            self.tell_how(caller, "raise", How::Raise(exception.to_string()));
        }
    }

    fn tell_how(&self, caller: &str, verb: &str, how: How) {
        let (How::Return(said) | How::Raise(said)) = &how else {
            return; // a generator neither exits nor is killed
        };
        self.actor
            .message(self.actor.id().as_str(), caller, verb, said.clone());
        self.actor.ended(how);
    }

    /// Tells of the generator's end, once.
    pub(super) fn tell_end(&self, came: &Py, caller: &str) {
        if self.generator.state() != GeneratorState::Closed || self.ended.replace(true) {
            return;
        }
        if let Err(exception) = came
            && !exception.is_a(Class::StopIteration)
        {
            let traceback = self.actor.traceback();
            // What a `StopIteration` was just turned into has not been in the body.
            if exception.cause().is_some() && !traceback.knows(exception) {
                traceback.begins_with(exception, None);
            } else {
                self.actor.raises(exception);
            }
        }
        match came {
            Err(exception) if exception.is_a(Class::StopIteration) => {
                self.tell_how(caller, "return", How::Return(exception.value().repr()));
            }
            Err(exception) => self.tell_how(caller, "raise", How::Raise(exception.to_string())),
            Ok(value) => self.tell_how(caller, "return", How::Return(value.repr())),
        }
    }
}

/// Nobody has it any more: CPython closes one that is suspended, and has nobody to raise to. What comes of it is written to
/// standard error; a body that yields even then is not asked again.
impl Drop for Driven {
    fn drop(&mut self) {
        if self.generator.state() != GeneratorState::Suspended {
            return;
        }
        let (own, host) = (self.actor.id().as_str(), self.actor.id().host());
        host.as_str().clone_into(&mut self.caller.borrow_mut());
        self.actor
            .message(host.as_str(), own, "drop", "GeneratorExit");
        let Some(came) = self.generator.finalize() else {
            return;
        };
        self.tell_end(&came, host.as_str());
        let Err(ignored) = came else { return };
        let generator = format!("<generator object {} at 0x…>", self.function);
        let above = self.actor.python().ignored_in(&generator);
        for text in [above, ignored.to_string()] {
            self.actor.tell(What::Output {
                stream: Stream::Stderr,
                text,
                open: false,
                unsigned: false,
            });
        }
        if !self.ended.replace(true) {
            self.actor.ended(How::Raise(ignored.to_string()));
        }
    }
}
