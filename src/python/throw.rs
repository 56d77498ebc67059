//! What a student types after `throw`, and the call that it stands for.
//!
//! ```text
//! RuntimeError                     g.throw(RuntimeError)
//! RuntimeError "m"                 g.throw(RuntimeError('m'))          also RuntimeError("m")
//! RuntimeError, "m"                g.throw(RuntimeError, 'm')          the old form, deprecated from 3.12
//! RuntimeError "m" tb              g.throw(RuntimeError, 'm', tb)      also RuntimeError, "m", tb
//! RuntimeError("m").with_traceback(tb)
//! 5                                g.throw(5): Python may say so itself
//! ```
//! `tb` is the traceback of the exception that last came out at the caller. The value of the old form is an argument of the
//! class: none for None, several for a tuple.
//!
//! Never knows the generator that it is thrown into, nor what is in a traceback.

use std::fmt;

use crate::python::class::Class;
use crate::python::exception::{Exception, Thrown};
use crate::python::literal::LiteralError;
use crate::python::value::Value;
use crate::python::version::Version;
use crate::python::{Py, literal};

/// The traceback's name.
const TB: &str = "tb";

/// The arguments of `throw`, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Arguments {
    first: First,
    /// The second argument: a value, or a tuple's.
    value: Option<Values>,
    third: Option<Traceback>,
}

#[derive(Debug, Clone, PartialEq)]
enum First {
    Class(Class),
    /// `Class(…)`, and what `with_traceback` is called with.
    Instance(Class, Vec<Value>, Option<Traceback>),
    Object(Value),
}

#[derive(Debug, Clone, PartialEq)]
struct Values {
    values: Vec<Value>,
    tuple: bool,
}

/// What stands where a traceback belongs.
#[derive(Debug, Clone, PartialEq)]
enum Traceback {
    Tb,
    Other(Value),
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

/// Reads the arguments of `throw`.
///
/// # Errors
/// The class is not known (the nearest is named), or the rest is no literal.
pub fn parse(text: &str) -> Result<Arguments, ThrowError> {
    let text = &*literal::universal_newlines(text.trim());
    if text.is_empty() {
        return Err(ThrowError::Empty);
    }
    let name = literal::name(text);
    if name.is_empty() || matches!(name, "None" | "True" | "False") || literal::begins_string(text)
    {
        let (object, rest) = literal::leading(text)?;
        return after_the_first(First::Object(object), &rest);
    }
    let Some(class) = Class::named(name) else {
        let name = name.to_owned();
        return Err(match Class::nearest(&name) {
            Some(nearest) => ThrowError::Mistyped(name, nearest),
            None => ThrowError::Unknown(name),
        });
    };
    let rest = text[name.len()..].trim_start();
    if rest.starts_with('(') {
        let called = literal::parenthesised(rest)?;
        let args = for_a(class, called.values)?;
        let (traceback, rest) = with_traceback(&called.rest)?;
        return after_the_first(First::Instance(class, args, traceback), &rest);
    }
    if rest.is_empty() || rest.starts_with(',') {
        return after_the_first(First::Class(class), rest);
    }
    if is_tb(rest) {
        return after_the_first(First::Class(class), &format!(", None, {rest}"));
    }
    let (value, rest) = literal::leading(rest)?;
    if rest.is_empty() {
        let args = for_a(class, vec![value])?;
        return Ok(First::Instance(class, args, None).alone());
    }
    let value = Values {
        values: vec![value],
        tuple: false,
    };
    let third = Some(third(rest.strip_prefix(',').unwrap_or(&rest))?);
    Ok(Arguments {
        first: First::Class(class),
        value: Some(value),
        third,
    })
}

/// The same for a script, which may have exception classes of its own: as Python reads it. Which classes there are Python knows.
///
/// # Errors
/// What stands after the class, or instead of it, is no literal.
pub fn for_a_script(text: &str) -> Result<String, ThrowError> {
    match parse(text) {
        Ok(arguments) => Ok(arguments.to_string()),
        Err(ThrowError::Unknown(name) | ThrowError::Mistyped(name, _)) => {
            // What may follow a class is the same for all of them.
            let stand_in = Class::Exception.name();
            let rest = &text.trim()[name.len()..];
            let read = parse(&format!("{stand_in}{rest}"))?.to_string();
            Ok(name + read.strip_prefix(stand_in).unwrap_or(&read))
        }
        Err(wrong) => Err(wrong),
    }
}

/// Reads `, value, third`, if anything follows.
fn after_the_first(first: First, rest: &str) -> Result<Arguments, ThrowError> {
    if rest.is_empty() {
        return Ok(first.alone());
    }
    let Some(rest) = rest.strip_prefix(',') else {
        return Err(LiteralError::Trailing(rest.to_owned()).into());
    };
    let (value, rest) = value(rest.trim_start(), &first)?;
    let third = match rest.strip_prefix(',') {
        None if rest.is_empty() => None,
        None => Some(third(&rest)?),
        Some(after) => Some(third(after)?),
    };
    Ok(Arguments {
        first,
        value: Some(value),
        third,
    })
}

/// The second argument, and what follows it.
fn value(text: &str, first: &First) -> Result<(Values, String), ThrowError> {
    if !text.starts_with('(') {
        let (value, rest) = literal::leading(text)?;
        let values = vec![value];
        return Ok((
            Values {
                values,
                tuple: false,
            },
            rest,
        ));
    }
    let read = literal::parenthesised(text)?;
    let values = match first {
        First::Class(class) => for_a(*class, read.values)?,
        First::Instance(..) | First::Object(_) => read.values,
    };
    let tuple = read.tuple;
    Ok((Values { values, tuple }, read.rest))
}

fn third(text: &str) -> Result<Traceback, ThrowError> {
    let text = text.trim();
    if text == TB {
        return Ok(Traceback::Tb);
    }
    Ok(Traceback::Other(literal::parse(text)?))
}

fn is_tb(text: &str) -> bool {
    literal::name(text) == TB
}

/// `.with_traceback(…)`, if that follows, and what comes after it.
fn with_traceback(rest: &str) -> Result<(Option<Traceback>, String), ThrowError> {
    let Some(call) = rest.strip_prefix(".with_traceback") else {
        return Ok((None, rest.to_owned()));
    };
    let call = call.trim_start();
    let inside = call.strip_prefix('(').unwrap_or(call).trim_start();
    if let Some(after) = inside.strip_prefix(TB)
        && let Some(after) = after.trim_start().strip_prefix(')')
    {
        return Ok((Some(Traceback::Tb), after.trim_start().to_owned()));
    }
    let read = literal::parenthesised(call)?;
    match <[Value; 1]>::try_from(read.values) {
        Ok([value]) => Ok((Some(Traceback::Other(value)), read.rest)),
        Err(_) => {
            Err(LiteralError::Unsupported("calls of with_traceback without a traceback").into())
        }
    }
}

/// The arguments of a class, unless CPython makes more of so many than this program does.
fn for_a(class: Class, args: Vec<Value>) -> Result<Vec<Value>, ThrowError> {
    let unsupported = match args.len() {
        2 if class.is_subclass(Class::SyntaxError) => "a SyntaxError of two values",
        3 if class.is_subclass(Class::OSError) => "an OSError of three values",
        0..=3 => return Ok(args),
        _ => "exceptions of more than three values",
    };
    Err(LiteralError::Unsupported(unsupported).into())
}

impl First {
    fn alone(self) -> Arguments {
        Arguments {
            first: self,
            value: None,
            third: None,
        }
    }
}

impl Arguments {
    /// Whether it is the form with several arguments: 3.12 warns of it.
    pub fn is_old_form(&self) -> bool {
        self.value.is_some()
    }

    /// Whether the traceback of an earlier exception goes along.
    pub fn carries_traceback(&self) -> bool {
        let of_instance = match &self.first {
            First::Instance(_, _, traceback) => traceback.as_ref(),
            First::Class(_) | First::Object(_) => None,
        };
        let given = self.third.as_ref().or(of_instance);
        given == Some(&Traceback::Tb)
    }

    /// Evaluates the arguments, and gives what `throw` then makes of them; `tb` says whether there is a traceback yet.
    ///
    /// # Errors
    /// What goes wrong before `throw` is called at all: a name that isn't defined, a class that can't be called like this.
    /// The generator stays as it is.
    pub fn evaluate(&self, version: Version, tb: bool) -> Py<Thrown> {
        let thrown = match &self.first {
            First::Object(object) => Thrown::Object(object.clone()),
            First::Class(class) => {
                defined(*class, version)?;
                let args = match &self.value {
                    Some(Values { values, tuple }) if *tuple || *values != [Value::None] => {
                        values.clone()
                    }
                    _ => Vec::new(),
                };
                let made = if *class == Class::OSError && version.old_throw_keeps_oserror() {
                    Exception::new(*class, args)
                } else {
                    // The class is called within: what goes wrong with that is thrown instead.
                    class.call(args).unwrap_or_else(|failed| failed)
                };
                Thrown::Exception(made)
            }
            First::Instance(class, args, traceback) => {
                defined(*class, version)?;
                let exception = class.call(args.clone())?;
                check_with_traceback(traceback.as_ref(), tb)?;
                Thrown::Exception(exception)
            }
        };
        if self.third == Some(Traceback::Tb) && !tb {
            return Err(no_tb());
        }
        let wrong = match (&self.third, &self.first, &self.value) {
            (Some(Traceback::Other(other)), ..) if *other != Value::None => {
                "throw() third argument must be a traceback object"
            }
            (_, First::Instance(..), Some(Values { values, tuple }))
                if *tuple || *values != [Value::None] =>
            {
                "instance exception may not have a separate value"
            }
            _ => return Ok(thrown),
        };
        Ok(Thrown::Refused(Class::TypeError.with(wrong)))
    }
}

fn defined(class: Class, version: Version) -> Py<()> {
    if class.is_in(version) {
        return Ok(());
    }
    Err(Class::NameError.with(format!("name '{}' is not defined", class.name())))
}

fn no_tb() -> std::sync::Arc<Exception> {
    Class::NameError.with(format!("name '{TB}' is not defined"))
}

fn check_with_traceback(traceback: Option<&Traceback>, tb: bool) -> Py<()> {
    match traceback {
        Some(Traceback::Tb) if !tb => Err(no_tb()),
        Some(Traceback::Other(other)) if *other != Value::None => {
            Err(Class::TypeError.with("__traceback__ must be a traceback or None"))
        }
        _ => Ok(()),
    }
}

/// As Python would write them.
impl fmt::Display for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.first {
            First::Class(class) => f.write_str(class.name())?,
            First::Instance(class, args, traceback) => {
                let args: Vec<_> = args.iter().map(Value::literal).collect();
                write!(f, "{}({})", class.name(), args.join(", "))?;
                if let Some(traceback) = traceback {
                    write!(f, ".with_traceback({traceback})")?;
                }
            }
            First::Object(object) => f.write_str(&object.literal())?,
        }
        if let Some(Values { values, tuple }) = &self.value {
            let each: Vec<_> = values.iter().map(Value::literal).collect();
            match (tuple, values.len()) {
                (false, _) => write!(f, ", {}", each.concat())?,
                (true, 1) => write!(f, ", ({},)", each.concat())?,
                (true, _) => write!(f, ", ({})", each.join(", "))?,
            }
        }
        match &self.third {
            Some(traceback) => write!(f, ", {traceback}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Traceback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Traceback::Tb => f.write_str(TB),
            Traceback::Other(value) => f.write_str(&value.literal()),
        }
    }
}

#[cfg(test)]
#[path = "throw_tests.rs"]
mod tests;
