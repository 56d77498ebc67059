//! A Python generator on the stage: each call from outside and each `yield` from inside is told.
//!
//! ```text
//! caller: blocked on g.send(v) ─ message send ─▶ g: running … line … line
//!                                                g: suspended
//! caller: unblocked ◀──────────── message yield ─┘
//! caller: outcome
//! ```
//! Never knows Python's rules: those are `python::generator`'s.

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

use super::Actor;
use crate::protocol::{Comes, How, State, Verb};
use crate::python::generator::over_iterator;
use crate::python::throw::{self, ThrowArgument};
use crate::python::{
    Class, Generator, GeneratorState, Passing, Py, Thrown, Value, Yielder, literal,
};

/// The fact that names what a generator delegates to: `gi_yieldfrom`.
const DELEGATE: &str = "yield from";

/// What a generator's body sees: the actor that it is, and `yield`.
pub struct Frame<'a> {
    actor: Rc<Actor>,
    caller: Rc<RefCell<String>>,
    yielder: &'a Yielder<'a>,
}

impl Deref for Frame<'_> {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl Frame<'_> {
    /// `x = yield value`
    ///
    /// # Errors
    /// What is thrown in at this `yield`.
    pub fn yield_(&self, value: impl Into<Value>) -> Py {
        let value = value.into();
        let caller = self.caller.borrow().clone();
        self.message(self.id().as_str(), &caller, "yield", value.repr());
        self.state(State::Suspended);
        let came = self.yielder.yield_(value);
        self.state(State::Running);
        came
    }

    /// `x = yield from inner`: what is sent, thrown or closed goes through to `inner`, and each passage is told.
    ///
    /// # Errors
    /// What `inner` raises.
    pub fn yield_from(&self, inner: &Driven) -> Py {
        let (own, of_inner) = (self.id().as_str(), inner.actor.id().as_str());
        self.fact(DELEGATE, inner.name.clone());
        let goes_down = |verb: &str, said: String| {
            self.message(own, of_inner, verb, said);
            self.blocked(
                &format!("yield from {}", inner.name),
                Some(inner.actor.id()),
            );
        };
        let came = self
            .yielder
            .yield_from_seen(&inner.generator, |passing| match passing {
                Passing::Value(Value::None) => goes_down("next", Value::None.repr()),
                Passing::Value(value) => goes_down("send", value.repr()),
                Passing::Throw(exception) => goes_down("throw", exception.to_string()),
                Passing::Close => goes_down("close", "GeneratorExit".to_owned()),
                Passing::Up(step) => {
                    inner.tell_end(step, own);
                    self.unblocked(&format!("yield from {}", inner.name));
                }
                Passing::Out(value) => {
                    let caller = self.caller.borrow().clone();
                    self.message(own, &caller, "yield", value.repr());
                    self.state(State::Suspended);
                }
                Passing::In => self.state(State::Running),
            });
        self.fact(DELEGATE, "");
        came
    }

    /// `x = yield from [element, …]`: a list can only be asked for its next element.
    ///
    /// # Errors
    /// `AttributeError` when something is sent: a list's iterator has no `send`. What is thrown in is raised here.
    pub fn yield_from_list(&self, elements: impl IntoIterator<Item = Value>) -> Py {
        self.fact(DELEGATE, "list_iterator");
        let came = over_iterator("list_iterator", elements, |element| self.yield_(element));
        self.fact(DELEGATE, "");
        came
    }

    /// Shows a local variable.
    pub fn local(&self, name: &str, value: &Value) {
        self.fact(&format!("local {name}"), value.repr());
    }
}

/// A generator that is driven from outside.
pub struct Driven {
    actor: Rc<Actor>,
    name: String,
    generator: Generator,
    /// Who resumed it last: what it yields goes there.
    caller: Rc<RefCell<String>>,
    ended: Cell<bool>,
}

impl Actor {
    /// Makes a generator of this actor; `name` is the variable that holds it.
    pub fn generator(&self, name: &str, body: impl FnOnce(&Frame<'_>) -> Py + 'static) -> Driven {
        let actor = Rc::new(self.coroutine(name));
        let caller = Rc::new(RefCell::new(self.id().to_string()));
        let (inner, resumed_by) = (Rc::clone(&actor), Rc::clone(&caller));
        let generator = Generator::new(move |yielder| {
            inner.state(State::Running);
            body(&Frame {
                actor: inner,
                caller: resumed_by,
                yielder,
            })
        });
        Driven {
            actor,
            name: name.to_owned(),
            generator,
            caller,
            ended: Cell::new(false),
        }
    }
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
            &format!("{}.send({said})", self.name),
            &said,
            || self.generator.send(value),
        )
    }

    /// `g.throw(Class, value)`
    ///
    /// # Errors
    /// What Python raises; most often what was thrown.
    pub fn throw(&self, py: &Actor, class: Class, value: Option<Value>) -> Py {
        let said = match &value {
            Some(value) => format!("{}, {}", class.name(), value.repr()),
            None => class.name().to_owned(),
        };
        self.throw_any(py, &said, class.call(value).into())
    }

    fn throw_any(&self, py: &Actor, said: &str, thrown: Thrown) -> Py {
        self.call(
            py,
            "throw",
            &format!("{}.throw({said})", self.name),
            said,
            || self.generator.throw(thrown),
        )
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
        // What comes of it has been told; a literal that can't be read was refused at the prompt.
        let _ = match verb {
            Verb::Next => self.next(py),
            Verb::Send { value } => match literal::parse(value) {
                Ok(value) => self.send(py, value),
                Err(_) => return,
            },
            Verb::Throw { what } => match throw::parse(what) {
                Ok(ThrowArgument::Raise(class, value)) => self.throw(py, class, value),
                Ok(ThrowArgument::Object(value)) => self.throw_any(py, &value.repr(), value.into()),
                Err(_) => return,
            },
            Verb::Close => self.close(py),
            Verb::Result { .. } | Verb::Signal { .. } | Verb::Python3 => return,
        };
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
        let came = body();
        self.tell_end(&came, from);
        if resumes {
            py.unblocked(call);
        }
        let (result, said) = match &came {
            Ok(value) if verb == "close" => (Comes::Return, value.repr()),
            Ok(value) => (Comes::Yield, value.repr()),
            Err(exception) => (Comes::Raise, exception.to_string()),
        };
        py.outcome(verb, call, result, &said);
        came
    }

    /// Tells of the generator's end, once.
    fn tell_end(&self, came: &Py, caller: &str) {
        if self.generator.state() != GeneratorState::Closed || self.ended.replace(true) {
            return;
        }
        let (verb, said, how) = match came {
            Err(exception) if exception.is_a(Class::StopIteration) => {
                let value = exception.value().repr();
                ("return", value.clone(), How::Return(value))
            }
            Err(exception) => (
                "raise",
                exception.to_string(),
                How::Raise(exception.to_string()),
            ),
            Ok(value) => ("return", value.repr(), How::Return(value.repr())),
        };
        self.actor
            .message(self.actor.id().as_str(), caller, verb, said);
        self.actor.ended(how);
    }
}
