//! What the body of a generator on the stage has in its hands: `yield`, `yield from`, its locals; each passage is told.
//!
//! ```text
//! caller: blocked on g.send(v) ─ message send ─▶ g: running … line … line
//!                                                g: suspended
//! caller: unblocked ◀──────────── message yield ─┘
//! caller: outcome
//! ```
//! Never knows Python's rules: those are `python::generator`'s.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use crate::protocol::State;
use crate::protocol::keys::{Key, YIELD_FROM};
use crate::python::{Generator, Passing, Py, Value, Yielder, over_iterator};
use crate::runtime::Driven;
use crate::stage::Actor;

/// What a generator's body sees: the actor that it is, and `yield`.
pub struct Frame<'a> {
    actor: Rc<Actor>,
    caller: Rc<RefCell<String>>,
    yielder: &'a Yielder<'a>,
}

impl Actor {
    /// Makes a generator of this actor by calling `function`; `name` is the variable that holds it.
    pub fn generator(
        &self,
        function: &str,
        name: &str,
        body: impl FnOnce(&Frame<'_>) -> Py + 'static,
    ) -> Driven {
        let actor = Rc::new(self.coroutine(function, name));
        let caller = Rc::new(RefCell::new(self.id().to_string()));
        let (inner, resumed_by) = (Rc::clone(&actor), Rc::clone(&caller));
        let generator = Generator::as_of(self.python(), move |yielder| {
            inner.state(State::Running);
            body(&Frame {
                actor: inner,
                caller: resumed_by,
                yielder,
            })
        });
        Driven::new(actor, (name, function), generator, caller)
    }
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
        self.meets(&came);
        came
    }

    /// `x = yield from inner`: what is sent, thrown or closed goes through to `inner`, and each passage is told.
    ///
    /// # Errors
    /// What `inner` raises.
    pub fn yield_from(&self, inner: &Driven) -> Py {
        let (own, of_inner) = (self.id().as_str(), inner.actor.id().as_str());
        self.fact(YIELD_FROM, inner.name.clone());
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
        self.fact(YIELD_FROM, "");
        self.meets(&came);
        came
    }

    /// `x = yield from [element, …]`, written out like this: a list can only be asked for its next element.
    ///
    /// # Errors
    /// `AttributeError` when something is sent: a list's iterator has no `send`. What is thrown in is raised here.
    pub fn yield_from_list(&self, elements: impl IntoIterator<Item = Value>) -> Py {
        let python = self.python();
        let iterator = python.iterator_of_a_constant_list();
        self.fact(YIELD_FROM, iterator);
        let came = over_iterator(python, iterator, elements, |element| self.yield_(element));
        self.meets(&came);
        self.fact(YIELD_FROM, "");
        came
    }

    /// Shows a local variable.
    pub fn local(&self, name: &str, value: &Value) {
        self.fact(&Key::Local(name).to_string(), value.repr());
    }
}
