//! What goes between a generator's body and its caller, left in a place that both know.
//!
//! A switch of stacks carries one register; a value of 16 bytes would go through memory as one block that was written in
//! pieces, and the processor waits for that longer than the switch itself takes. So a small value is left here in its parts.
//!
//! Never knows who leaves and who takes.

use std::cell::Cell;

use super::{Exception, Value};

/// One message, there until it is taken.
#[derive(Default)]
pub(super) struct Mailbox {
    kind: Cell<Kind>,
    number: Cell<u64>,
    other: Cell<Option<Sent>>,
}

/// How to read what is there.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    None,
    Bool,
    Int,
    Float,
    /// In `other`.
    Other,
}

/// What can be sent.
pub(super) enum Sent {
    /// A value: `send` and `yield`.
    Value(Value),
    /// An exception to be raised: `throw`.
    Thrown(Box<Exception>),
    /// Something was thrown that can't be raised, with the `TypeError` for it. The generator at the end of the
    /// `yield from` wire refuses it and stays as it is; the one that delegates to it gets the `TypeError` at its `yield from`.
    Refused(Box<Exception>),
}

impl Mailbox {
    /// Leaves something.
    #[inline]
    pub(super) fn leave(&self, sent: Sent) {
        let (kind, number) = match sent {
            Sent::Value(Value::None) => (Kind::None, 0),
            Sent::Value(Value::Bool(truth)) => (Kind::Bool, u64::from(truth)),
            Sent::Value(Value::Int(number)) => (Kind::Int, number.cast_unsigned()),
            Sent::Value(Value::Float(number)) => (Kind::Float, number.to_bits()),
            other => return self.leave_other(other),
        };
        self.kind.set(kind);
        self.number.set(number);
    }

    #[cold]
    fn leave_other(&self, sent: Sent) {
        self.kind.set(Kind::Other);
        self.other.set(Some(sent));
    }

    /// Takes what is there; an empty mailbox gives None.
    #[inline]
    pub(super) fn take(&self) -> Sent {
        let number = self.number.get();
        Sent::Value(match self.kind.get() {
            Kind::None => Value::None,
            Kind::Bool => Value::Bool(number != 0),
            Kind::Int => Value::Int(number.cast_signed()),
            Kind::Float => Value::Float(f64::from_bits(number)),
            Kind::Other => return self.take_other(),
        })
    }

    #[cold]
    fn take_other(&self) -> Sent {
        self.kind.set(Kind::None);
        self.other.take().unwrap_or(Sent::Value(Value::None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::Class;

    #[test]
    fn what_was_left_is_taken_once() {
        let mailbox = Mailbox::default();
        for value in [
            Value::None,
            Value::Bool(true),
            Value::Int(-7),
            Value::Float(-0.5),
            "text".into(),
        ] {
            mailbox.leave(Sent::Value(value.clone()));
            assert!(matches!(mailbox.take(), Sent::Value(came) if came == value));
        }
        assert!(matches!(mailbox.take(), Sent::Value(Value::None)));
        mailbox.leave(Sent::Thrown(Class::ValueError.bare()));
        assert!(matches!(mailbox.take(), Sent::Thrown(e) if e.is_a(Class::ValueError)));
        mailbox.leave(Sent::Refused(Class::TypeError.bare()));
        assert!(matches!(mailbox.take(), Sent::Refused(e) if e.is_a(Class::TypeError)));
        assert!(matches!(mailbox.take(), Sent::Value(Value::None)));
    }
}
