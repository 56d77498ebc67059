//! What a student types after `throw`: `RuntimeError "message"`, `RuntimeError('message')`, `RuntimeError, "message"`,
//! `ValueError`, and things that can't be thrown, so that Python may say so itself.
//!
//! Never knows the generator that it is thrown into.

use super::literal::{self, LiteralError};
use super::{Class, Thrown, Value};

/// The argument of `throw`, read.
#[derive(Debug, Clone, PartialEq)]
pub enum ThrowArgument {
    /// A class, and the value that it is called with.
    Raise(Class, Option<Value>),
    /// A value: Python answers with a `TypeError`.
    Object(Value),
}

/// Why a text can't follow `throw`. `Display` is an English sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThrowError {
    /// There is nothing.
    #[error("an exception is missing: type one such as RuntimeError \"message\" or GeneratorExit")]
    Empty,
    /// No built-in exception has this name, and none is near it.
    #[error("{0} is not a built-in exception of Python")]
    Unknown(String),
    /// No built-in exception has this name; the second is the nearest that exists.
    #[error("{0} is not a built-in exception of Python: did you mean {1}?")]
    Mistyped(String, &'static str),
    /// What stands after the class, or instead of it, is no literal.
    #[error(transparent)]
    Literal(#[from] LiteralError),
}

impl ThrowError {
    /// The key of the sentence in the catalogues; what the sentence names is `{text}` there, and the nearest name `{nearest}`.
    pub fn key(&self) -> &'static str {
        match self {
            ThrowError::Empty => "throw.empty",
            ThrowError::Unknown(_) => "throw.unknown",
            ThrowError::Mistyped(..) => "throw.mistyped",
            ThrowError::Literal(e) => e.key(),
        }
    }

    /// What the sentence names; empty when it names nothing.
    pub fn text(&self) -> &str {
        match self {
            ThrowError::Empty => "",
            ThrowError::Unknown(name) | ThrowError::Mistyped(name, _) => name,
            ThrowError::Literal(e) => e.text(),
        }
    }

    /// The name that was perhaps meant; empty when none is near.
    pub fn nearest(&self) -> &'static str {
        match self {
            ThrowError::Mistyped(_, nearest) => nearest,
            _ => "",
        }
    }
}

/// Reads the argument of `throw`.
///
/// # Errors
/// The class is not known (the nearest is named), or the rest is no literal.
pub fn parse(text: &str) -> Result<ThrowArgument, ThrowError> {
    let text = text.trim();
    let name = literal::name(text);
    if text.is_empty() {
        return Err(ThrowError::Empty);
    }
    if name.is_empty() || matches!(name, "None" | "True" | "False") || literal::begins_string(text)
    {
        return Ok(ThrowArgument::Object(literal::parse(text)?));
    }
    let Some(class) = Class::named(name) else {
        let name = name.to_owned();
        return Err(match Class::nearest(&name) {
            Some(nearest) => ThrowError::Mistyped(name, nearest),
            None => ThrowError::Unknown(name),
        });
    };
    let rest = text[name.len()..].trim_start();
    if rest.is_empty() || without_arguments(rest) {
        return Ok(ThrowArgument::Raise(class, None));
    }
    let value = literal::parse(rest.strip_prefix(',').unwrap_or(rest))?;
    // `throw(Class, None)` calls `Class()`; `throw(Class(None))` has been called already.
    let called = rest.starts_with('(') || value != Value::None;
    Ok(ThrowArgument::Raise(class, called.then_some(value)))
}

/// Whether it is `()`.
fn without_arguments(rest: &str) -> bool {
    rest.strip_prefix('(')
        .is_some_and(|inside| inside.trim_start() == ")")
}

/// Calls the class, as `throw` does first of all.
impl From<ThrowArgument> for Thrown {
    fn from(argument: ThrowArgument) -> Thrown {
        match argument {
            ThrowArgument::Raise(class, value) => Thrown::Exception(class.call(value)),
            ThrowArgument::Object(object) => Thrown::Object(object),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_with_a_message_in_every_spelling() {
        let hosed = Ok(ThrowArgument::Raise(
            Class::RuntimeError,
            Some("You're hosed".into()),
        ));
        for typed in [
            r#"RuntimeError "You're hosed""#,
            r#"RuntimeError("You're hosed")"#,
            r#"RuntimeError, "You're hosed""#,
            r#"  RuntimeError ( "You're hosed" )  "#,
            r#"RuntimeError"You're hosed""#,
        ] {
            assert_eq!(parse(typed), hosed, "{typed}");
        }
        for typed in [
            "ValueError",
            "ValueError()",
            "ValueError ( )",
            "ValueError, None",
        ] {
            assert_eq!(
                parse(typed),
                Ok(ThrowArgument::Raise(Class::ValueError, None)),
                "{typed}"
            );
        }
        assert_eq!(
            parse("ValueError(None)"),
            Ok(ThrowArgument::Raise(Class::ValueError, Some(Value::None)))
        );
        assert_eq!(
            parse("StopIteration 3"),
            Ok(ThrowArgument::Raise(Class::StopIteration, Some(3.into())))
        );
    }

    #[test]
    fn what_is_no_exception_reaches_pythons_own_type_error() {
        assert_eq!(parse("5"), Ok(ThrowArgument::Object(5.into())));
        assert_eq!(parse("'text'"), Ok(ThrowArgument::Object("text".into())));
        assert_eq!(parse("None"), Ok(ThrowArgument::Object(Value::None)));
    }

    #[test]
    fn says_what_is_wrong() {
        let wrong = |typed: &str| parse(typed).map_err(|e| e.to_string());
        assert_eq!(
            wrong("RuntimeEror 'x'"),
            Err(
                "RuntimeEror is not a built-in exception of Python: did you mean RuntimeError?"
                    .into()
            )
        );
        assert_eq!(
            wrong("banana"),
            Err("banana is not a built-in exception of Python".into())
        );
        assert_eq!(parse(""), Err(ThrowError::Empty));
        assert_eq!(
            parse("RuntimeError 'open"),
            Err(LiteralError::NotClosed.into())
        );
        assert_eq!(
            parse("RuntimeError message"),
            Err(LiteralError::Name("message".into()).into())
        );
        assert_eq!(parse("RuntimeError,"), Err(LiteralError::Empty.into()));
    }

    #[test]
    fn a_class_that_needs_more_arguments_raises_its_type_error() {
        let Thrown::Exception(e) = ThrowArgument::Raise(Class::UnicodeDecodeError, None).into()
        else {
            panic!("a class makes an exception")
        };
        assert_eq!(
            e.to_string(),
            "TypeError: function takes exactly 5 arguments (0 given)"
        );
    }
}
