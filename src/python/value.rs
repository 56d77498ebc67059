//! Python's simple values: what the student can type, send and see.
//!
//! Never knows containers: a demo that needs a list keeps a Rust one and shows its elements.

use std::fmt;
use std::sync::Arc;

use crate::python::repr;

/// A simple Python value. `==` is Rust's: `Int(1)` is not `Bool(True)`, though Python says `1 == True`.
///
/// Whatever it is, it is a kind and one word of the integer kind: the compiler then keeps it in two registers and never
/// copies it as a block of memory, which costs `send` a third of its time.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// `None`
    #[default]
    None,
    /// `True` or `False`
    Bool(Truth),
    /// An `int`, of 64 bits here.
    Int(i64),
    /// A `float`.
    Float(Float),
    /// A `str`. Behind one thin pointer: a fat one would make the value 24 bytes, and every switch slower.
    Str(Arc<String>),
}

/// `True` or `False`, as wide as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Truth {
    /// `False`
    False = 0,
    /// `True`
    True = 1,
}

impl From<bool> for Truth {
    #[inline]
    fn from(truth: bool) -> Truth {
        if truth { Truth::True } else { Truth::False }
    }
}

/// The number of a `float`, kept by its bits. `==` is that of the numbers.
#[derive(Clone, Copy)]
pub struct Float(u64);

impl Float {
    /// The number.
    pub fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl From<f64> for Float {
    #[inline]
    fn from(number: f64) -> Float {
        Float(number.to_bits())
    }
}

impl PartialEq for Float {
    fn eq(&self, other: &Float) -> bool {
        self.get() == other.get()
    }
}

impl fmt::Debug for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl Value {
    /// The name of the type, as Python's error messages give it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::None => "NoneType",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Str(_) => "str",
        }
    }

    /// Python's `repr`: what its prompt prints, and what a literal reads back to the same value (`inf` and `nan` aside).
    pub fn repr(&self) -> String {
        match self {
            Value::Str(text) => repr::text(text),
            Value::Float(number) => repr::float(number.get()),
            other => other.to_string(),
        }
    }

    /// The value as a program spells it: its `repr`, but for an infinite float, whose `repr` is a name that is nobody's.
    pub fn literal(&self) -> String {
        match self {
            Value::Float(number) if number.get() == f64::INFINITY => "1e400".to_owned(),
            Value::Float(number) if number.get() == f64::NEG_INFINITY => "-1e400".to_owned(),
            other => other.repr(),
        }
    }

    /// Whether `if value:` takes the branch.
    pub fn is_true(&self) -> bool {
        match self {
            Value::None => false,
            Value::Bool(truth) => *truth == Truth::True,
            Value::Int(number) => *number != 0,
            Value::Float(number) => number.get() != 0.0,
            Value::Str(text) => !text.is_empty(),
        }
    }

    /// The text of a `str`; nothing for another type.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }
}

/// Python's `str(value)`: what `print` prints.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Bool(Truth::True) => f.write_str("True"),
            Value::Bool(Truth::False) => f.write_str("False"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Float(number) => f.write_str(&repr::float(number.get())),
            Value::Str(text) => f.write_str(text),
        }
    }
}

impl From<()> for Value {
    fn from((): ()) -> Value {
        Value::None
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Value {
        Value::Bool(truth.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Value {
        Value::Int(number.into())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Float(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::from(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Str(Arc::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn str_shows_the_text_and_repr_the_literal() {
        let greeting = Value::from("hi\n");
        assert_eq!(greeting.to_string(), "hi\n");
        assert_eq!(greeting.repr(), r"'hi\n'");
        assert_eq!(Value::from(true).to_string(), "True");
        assert_eq!(Value::from(()).repr(), "None");
        assert_eq!(Value::from(1.0).to_string(), "1.0");
    }

    #[test]
    fn empty_things_are_false() {
        for empty in [
            ().into(),
            false.into(),
            0.into(),
            (-0.0).into(),
            Value::from(""),
        ] {
            assert!(!empty.is_true(), "{}", empty.repr());
        }
        for full in [true.into(), 7.into(), f64::NAN.into(), Value::from("0")] {
            assert!(full.is_true(), "{}", full.repr());
        }
    }
}
