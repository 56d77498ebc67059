//! What goes between a generator's body and its caller: a small value in the register that a switch of stacks carries,
//! anything else left in a place that both know.
//!
//! Through memory every value would cost more than the switch itself.
//!
//! Never knows who leaves and who takes, nor who `To` is, at the other end of a wire.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::python::Py;
use crate::python::exception::Exception;
use crate::python::value::Value;

/// What goes through the register of a switch: a small value, or word that something lies in the mailbox.
///
/// The lowest three bits are the kind, the rest is the number.
#[derive(Clone, Copy)]
pub(super) struct Word(u64);

impl Word {
    const NONE: u64 = 0;
    const BOOL: u64 = 1;
    const INT: u64 = 2;
    const IN_THE_MAILBOX: Word = Word::new(3, 0);

    #[inline]
    const fn new(kind: u64, number: u64) -> Word {
        Word(number << 3 | kind)
    }

    /// The word for a value, if one register can hold it.
    #[inline]
    fn of(value: &Value) -> Option<Word> {
        match value {
            Value::None => Some(Word::new(Word::NONE, 0)),
            Value::Bool(truth) => Some(Word::new(Word::BOOL, *truth as u64)),
            Value::Int(number) if number << 3 >> 3 == *number => {
                Some(Word::new(Word::INT, number.cast_unsigned()))
            }
            _ => None,
        }
    }

    /// The value, unless it lies in the mailbox.
    #[inline]
    pub(super) fn value(self) -> Option<Value> {
        let number = self.0.cast_signed() >> 3;
        match self.0 & 7 {
            Word::NONE => Some(Value::None),
            Word::BOOL => Some(Value::from(number != 0)),
            Word::INT => Some(Value::Int(number)),
            _ => None,
        }
    }
}

/// What is too large for a register, there until it is taken; and the wire, while something goes down it.
pub(super) struct Mailbox<To> {
    sent: Cell<Option<Sent>>,
    pub(super) wire: Wire<To>,
}

impl<To> Default for Mailbox<To> {
    fn default() -> Self {
        let (to, cut) = (RefCell::new(None), Cell::new(false));
        Self {
            sent: Cell::new(None),
            wire: Wire { to, cut },
        }
    }
}

/// To whom a generator passes an exception just now. Up to CPython 3.11 its frame stands at the `yield from` meanwhile, and
/// another exception that is thrown in goes down as well; see `Version::wire_can_be_cut`.
pub(super) struct Wire<To> {
    to: RefCell<Option<To>>,
    cut: Cell<bool>,
}

impl<To: Clone> Wire<To> {
    /// Passes something on; answers also whether the wire was cut meanwhile.
    pub(super) fn pass(&self, to: &To, passing: impl FnOnce() -> Py) -> (Py, bool) {
        let outer = self.to.replace(Some(to.clone()));
        let came = passing();
        self.to.replace(outer);
        (came, self.cut.take())
    }

    /// To whom something goes down just now.
    pub(super) fn to(&self) -> Option<To> {
        self.to.borrow().clone()
    }

    pub(super) fn cut(&self) {
        self.cut.set(true);
    }
}

/// What can be sent.
pub(super) enum Sent {
    /// A value: `send` and `yield`.
    Value(Value),
    /// An exception to be raised: `throw`.
    Thrown(Arc<Exception>),
    /// Something was thrown that can't be raised, with the `TypeError` for it. The generator at the end of the
    /// `yield from` wire refuses it and stays as it is; the one that delegates to it gets the `TypeError` at its `yield from`.
    Refused(Arc<Exception>),
}

impl Sent {
    /// As a `yield` has it: what was sent, or what was thrown.
    pub(super) fn into_result(self) -> Py {
        match self {
            Sent::Value(value) => Ok(value),
            Sent::Thrown(e) | Sent::Refused(e) => Err(e),
        }
    }
}

impl<To> Mailbox<To> {
    /// Leaves a value, if it must, and gives the word for it.
    #[inline]
    pub(super) fn leave(&self, value: Value) -> Word {
        match Word::of(&value) {
            Some(word) => word,
            None => self.leave_here(Sent::Value(value)),
        }
    }

    /// Leaves something here.
    #[cold]
    #[inline(never)]
    pub(super) fn leave_here(&self, sent: Sent) -> Word {
        self.sent.set(Some(sent));
        Word::IN_THE_MAILBOX
    }

    /// Takes what was left here; an empty mailbox gives None.
    #[cold]
    #[inline(never)]
    pub(super) fn take(&self) -> Sent {
        self.sent.take().unwrap_or(Sent::Value(Value::None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::Class;

    fn through(mailbox: &Mailbox<()>, value: Value) -> Value {
        let word = mailbox.leave(value);
        word.value().unwrap_or_else(|| {
            let Sent::Value(value) = mailbox.take() else {
                panic!("a value was left");
            };
            value
        })
    }

    #[test]
    fn every_value_comes_through() {
        let mailbox = Mailbox::<()>::default();
        let edge = 1 << 60;
        let numbers = [
            0,
            7,
            -7,
            edge - 1,
            edge,
            -edge,
            -edge - 1,
            i64::MAX,
            i64::MIN,
        ];
        let others = [
            ().into(),
            true.into(),
            false.into(),
            (-0.5).into(),
            "text".into(),
        ];
        for value in numbers.map(Value::Int).into_iter().chain(others) {
            assert_eq!(through(&mailbox, value.clone()), value);
        }
    }

    #[test]
    fn only_what_a_register_cannot_hold_lies_in_the_mailbox() {
        let mailbox = Mailbox::<()>::default();
        for small in [().into(), true.into(), Value::Int((1 << 60) - 1)] {
            assert!(mailbox.leave(small).value().is_some());
        }
        for large in [Value::Int(1 << 60), 0.5.into(), "text".into()] {
            assert!(mailbox.leave(large).value().is_none());
        }
    }

    #[test]
    fn what_was_left_is_taken_once() {
        let mailbox = Mailbox::<()>::default();
        let word = mailbox.leave_here(Sent::Thrown(Class::ValueError.bare()));
        assert!(word.value().is_none());
        assert!(matches!(mailbox.take(), Sent::Thrown(e) if e.is_a(Class::ValueError)));
        assert!(matches!(mailbox.take(), Sent::Value(Value::None)));
    }
}
