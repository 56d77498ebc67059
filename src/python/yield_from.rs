//! `yield from` (PEP 380): a wire from the caller to the generator at its other end.
//!
//! ```text
//! caller ── send, throw, close ─▶ outer ─▶ inner ─▶ leaf
//! caller ◀──────── yield ──────── outer ◀─ inner ◀─ leaf
//!                                         value ◀─ return
//! ```
//! Never knows what a generator's stack is.

use crate::python::Py;
use crate::python::class::Class;
use crate::python::exception::Exception;
use crate::python::generator::{Generator, Yielder};
use crate::python::mailbox::Sent;
use crate::python::value::Value;
use crate::python::version::Version;

impl Yielder<'_> {
    /// `r = yield from inner` (PEP 380): whatever is sent, thrown or closed goes through to `inner`, and `r` is what it
    /// returns.
    ///
    /// # Errors
    /// What `inner` raises.
    pub fn yield_from(&self, inner: &Generator) -> Py {
        self.yield_from_seen(inner, |_| {})
    }

    /// [`yield_from`](Self::yield_from), everything on its way through being seen.
    ///
    /// # Errors
    /// What `inner` raises.
    pub fn yield_from_seen(&self, inner: &Generator, mut see: impl FnMut(Passing<'_>)) -> Py {
        see(Passing::Value(&Value::None));
        let mut step = inner.next();
        loop {
            see(Passing::Up(&step));
            let value = match step {
                Ok(value) => value,
                Err(e) if e.is_a(Class::StopIteration) => return Ok(e.value()),
                Err(e) => return Err(e),
            };
            see(Passing::Out(&value));
            let sent = self.switch(self.mailbox.leave(value));
            see(Passing::In);
            step = match sent {
                Sent::Value(value) => {
                    see(Passing::Value(&value));
                    inner.send(value)
                }
                // The leaf is closed first; what goes wrong with that is what the outer one sees.
                Sent::Thrown(e) if e.is_a(Class::GeneratorExit) => {
                    see(Passing::Close);
                    let (closed, _) = self.mailbox.wire.pass(inner, || inner.close());
                    see(Passing::Up(&closed));
                    closed?;
                    return Err(e);
                }
                sent => {
                    if let Sent::Thrown(e) | Sent::Refused(e) = &sent {
                        see(Passing::Throw(e));
                    }
                    let (came, cut) = self.mailbox.wire.pass(inner, || inner.throw_in(sent));
                    match came {
                        // Nobody is at the other end any more: what was the wire is a plain `yield` now.
                        Ok(value) if cut => {
                            see(Passing::Up(&Ok(value.clone())));
                            see(Passing::Out(&value));
                            let came = self.yield_(value);
                            see(Passing::In);
                            return came;
                        }
                        came => came,
                    }
                }
            };
        }
    }

    /// `yield from` something that is no generator, such as a list: it can only be asked for its next element.
    ///
    /// `type_name` is the iterator's type: `list_iterator`.
    ///
    /// # Errors
    /// `AttributeError` when something other than None is sent: it has no `send`. What is thrown in is raised here.
    pub fn yield_from_iter(
        &self,
        type_name: &str,
        elements: impl IntoIterator<Item = Value>,
    ) -> Py {
        over_iterator(self.version, type_name, elements, |element| {
            self.yield_(element)
        })
    }
}

/// What goes through a `yield from`, as the one that delegates sees it.
pub enum Passing<'a> {
    /// A value goes down to the delegate: `send`, or `next` where it is None.
    Value(&'a Value),
    /// An exception goes down: `throw`.
    Throw(&'a Exception),
    /// `close` goes down.
    Close,
    /// What the delegate answers: a value that it yields, or its end.
    Up(&'a Py),
    /// The value goes on to the caller, and everybody on the way is suspended.
    Out(&'a Value),
    /// The caller has come back.
    In,
}

/// `yield from` an iterator that is no generator, `yield_` being the `yield` of the one that delegates.
///
/// # Errors
/// As for [`Yielder::yield_from_iter`].
pub fn over_iterator(
    version: Version,
    type_name: &str,
    elements: impl IntoIterator<Item = Value>,
    yield_: impl Fn(Value) -> Py,
) -> Py {
    for element in elements {
        match yield_(element) {
            Ok(Value::None) => {}
            Ok(_) => {
                return Err(Class::AttributeError
                    .with(format!("'{type_name}' object has no attribute 'send'")));
            }
            Err(e) if e.is_a(Class::StopIteration) && version.thrown_stop_stays() => {
                return Ok(e.value());
            }
            Err(e) => return Err(e),
        }
    }
    Ok(Value::None)
}
