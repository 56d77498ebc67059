//! Calling an exception class, as Python does: what comes of the arguments.
//!
//! Never knows who raises what is made.

use std::sync::Arc;

use crate::python::Py;
use crate::python::class::Class;
use crate::python::exception::Exception;
use crate::python::value::Value;

impl Class {
    /// `Class()`
    pub fn bare(self) -> Arc<Exception> {
        Exception::new(self, Vec::new())
    }

    /// `Class(value)`
    pub fn with(self, value: impl Into<Value>) -> Arc<Exception> {
        Exception::new(self, vec![value.into()])
    }

    /// Calls the class as Python does.
    ///
    /// # Errors
    /// The `TypeError` or `ValueError` of the few classes that can't be made of these arguments. More than are refused here
    /// are refused by CPython: a `SyntaxError` of two looks into the second.
    pub fn call(self, args: Vec<Value>) -> Py<Arc<Exception>> {
        let given = args.len();
        let wrong = match self {
            Class::UnicodeDecodeError | Class::UnicodeEncodeError => {
                format!("function takes exactly 5 arguments ({given} given)")
            }
            Class::UnicodeTranslateError => {
                format!("function takes exactly 4 arguments ({given} given)")
            }
            Class::BaseExceptionGroup | Class::ExceptionGroup => match args.as_slice() {
                [Value::Str(_), Value::Str(text)] if text.is_empty() => {
                    let empty = "second argument (exceptions) must be a non-empty sequence";
                    return Err(Class::ValueError.with(empty));
                }
                [Value::Str(_), Value::Str(_)] => {
                    let item = "Item 0 of second argument (exceptions) is not an exception";
                    return Err(Class::ValueError.with(item));
                }
                [Value::Str(_), _] => "second argument (exceptions) must be a sequence".to_owned(),
                [other, _] => format!(
                    "BaseExceptionGroup.__new__() argument 1 must be str, not {}",
                    match other {
                        Value::None => "None",
                        other => other.type_name(),
                    }
                ),
                _ => format!(
                    "BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)"
                ),
            },
            Class::OSError => {
                return Ok(Exception::new(Class::of_errno(&args), args));
            }
            _ => return Ok(Exception::new(self, args)),
        };
        Err(Class::TypeError.with(wrong))
    }

    /// What `OSError(errno, text)` makes: a class of its own for the well-known numbers, those of Linux.
    fn of_errno(args: &[Value]) -> Class {
        let errno = match args {
            [Value::Int(errno), _] => *errno,
            [Value::Bool(truth), _] => *truth as i64,
            _ => return Class::OSError,
        };
        match errno {
            1 | 13 => Class::PermissionError,
            2 => Class::FileNotFoundError,
            3 => Class::ProcessLookupError,
            4 => Class::InterruptedError,
            10 => Class::ChildProcessError,
            11 | 114 | 115 => Class::BlockingIOError,
            17 => Class::FileExistsError,
            20 => Class::NotADirectoryError,
            21 => Class::IsADirectoryError,
            32 | 108 => Class::BrokenPipeError,
            103 => Class::ConnectionAbortedError,
            104 => Class::ConnectionResetError,
            110 => Class::TimeoutError,
            111 => Class::ConnectionRefusedError,
            _ => Class::OSError,
        }
    }
}
