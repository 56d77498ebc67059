//! Exceptions as values.
//!
//! Never knows tracebacks: what a lesson shows of one is its last line.

use std::fmt;
use std::sync::Arc;

use crate::python::class::Class;
use crate::python::value::Value;

/// A raised exception.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    class: Class,
    args: Vec<Value>,
    cause: Option<Arc<Exception>>,
}

impl Exception {
    /// `class(*args)`; [`Class::bare`] and [`Class::with`] are the short ways.
    pub fn new(class: Class, args: Vec<Value>) -> Arc<Exception> {
        Arc::new(Exception {
            class,
            args,
            cause: None,
        })
    }

    /// What a `return value` becomes at the caller: `StopIteration`, bare when the value is None (PEP 380).
    pub fn stop_iteration(value: Value) -> Arc<Exception> {
        match value {
            Value::None => Class::StopIteration.bare(),
            value => Class::StopIteration.with(value),
        }
    }

    /// `raise … from cause`
    #[must_use]
    pub fn caused_by(mut self: Arc<Self>, cause: Arc<Exception>) -> Arc<Exception> {
        Arc::make_mut(&mut self).cause = Some(cause);
        self
    }

    /// Its class.
    pub fn class(&self) -> Class {
        self.class
    }

    /// `e.args`
    pub fn args(&self) -> &[Value] {
        &self.args
    }

    /// `e.__cause__`
    pub fn cause(&self) -> Option<&Exception> {
        self.cause.as_deref()
    }

    /// Whether `except class:` catches it.
    pub fn is_a(&self, class: Class) -> bool {
        self.class.is_subclass(class)
    }

    /// `e.value` of a `StopIteration`: what the generator returned.
    pub fn value(&self) -> Value {
        self.args.first().cloned().unwrap_or_default()
    }

    /// `str(e)`
    pub fn message(&self) -> String {
        match (self.args.as_slice(), self.class) {
            // Its message is a field of its own, and None at first.
            ([], class) if class.is_subclass(Class::SyntaxError) => Value::None.to_string(),
            ([], _) => String::new(),
            ([key], class) if class.is_subclass(Class::KeyError) => key.repr(),
            ([only], _) => only.to_string(),
            ([message, ..], class) if class.is_subclass(Class::SyntaxError) => message.to_string(),
            ([errno, text], class) if class.is_subclass(Class::OSError) => {
                format!("[Errno {errno}] {text}")
            }
            (several, _) => {
                let several: Vec<_> = several.iter().map(Value::repr).collect();
                format!("({})", several.join(", "))
            }
        }
    }

    /// Whether a `SyntaxError` was made without a message.
    fn has_no_detail(&self) -> bool {
        match self.args.first() {
            None | Some(Value::None) => true,
            Some(Value::Str(text)) => text.is_empty(),
            Some(_) => false,
        }
    }

    /// `repr(e)`
    pub fn repr(&self) -> String {
        let args: Vec<_> = self.args.iter().map(Value::repr).collect();
        format!("{}({})", self.class.name(), args.join(", "))
    }
}

/// The last line of its traceback.
impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = if self.is_a(Class::SyntaxError) && self.has_no_detail() {
            "<no detail available>".to_owned()
        } else {
            self.message()
        };
        write!(f, "{}", self.class)?;
        if message.is_empty() {
            Ok(())
        } else {
            write!(f, ": {message}")
        }
    }
}

impl std::error::Error for Exception {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

/// What is handed to `throw`: hopefully an exception.
#[derive(Debug, Clone, PartialEq)]
pub enum Thrown {
    /// An exception.
    Exception(Arc<Exception>),
    /// Something else, for which Python has a `TypeError` ready.
    Object(Value),
    /// Arguments that don't go together, with the `TypeError` for them.
    Refused(Arc<Exception>),
}

impl From<Arc<Exception>> for Thrown {
    fn from(exception: Arc<Exception>) -> Thrown {
        Thrown::Exception(exception)
    }
}

/// `throw(Class)` makes the exception where it is raised: if that fails, what is raised there is the failure.
impl From<Class> for Thrown {
    fn from(class: Class) -> Thrown {
        Thrown::Exception(class.call(Vec::new()).unwrap_or_else(|failed| failed))
    }
}

impl From<Value> for Thrown {
    fn from(object: Value) -> Thrown {
        Thrown::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_traceback() {
        let line = |e: Arc<Exception>| e.to_string();
        assert_eq!(
            line(Class::RuntimeError.with("generator ignored GeneratorExit")),
            "RuntimeError: generator ignored GeneratorExit"
        );
        assert_eq!(
            line(Exception::stop_iteration(Value::None)),
            "StopIteration"
        );
        assert_eq!(
            line(Exception::stop_iteration(3.into())),
            "StopIteration: 3"
        );
        assert_eq!(line(Class::KeyError.with("a")), "KeyError: 'a'");
        assert_eq!(line(Class::RuntimeError.with("")), "RuntimeError");
        assert_eq!(
            line(Exception::new(
                Class::ValueError,
                vec!["a".into(), 1.into()]
            )),
            "ValueError: ('a', 1)"
        );
        assert_eq!(
            line(Exception::new(
                Class::ChildProcessError,
                vec![10.into(), "No child processes".into()]
            )),
            "ChildProcessError: [Errno 10] No child processes"
        );
        assert_eq!(
            line(Class::CancelledError.bare()),
            "asyncio.exceptions.CancelledError"
        );
    }

    #[test]
    fn except_matches_by_class_and_its_bases() {
        let e = Class::KeyError.with("a");
        assert!(e.is_a(Class::LookupError) && e.is_a(Class::Exception));
        assert!(!e.is_a(Class::IndexError));
    }
}
