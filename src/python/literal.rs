//! Python literals, as a student types them: strings, numbers, True, False, None.
//!
//! Follows "Literals" of the Python Language Reference (2.5). Never knows what the value is for.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use crate::python::value::Value;

/// Deeper parentheses are refused, so that no input can exhaust the stack.
const DEEPEST: usize = 100;

/// Why a text is no literal. `Display` is an English sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LiteralError {
    /// There is nothing.
    #[error("a value is missing: type a literal such as 'text', 42, 1.5, True or None")]
    Empty,
    /// A string without its closing quote.
    #[error("the string is not closed")]
    NotClosed,
    /// More `(` than `)`.
    #[error("a parenthesis is not closed")]
    Parenthesis,
    /// A bare word.
    #[error("{0} is a name, not a literal: to send it as text, quote it")]
    Name(String),
    /// Like `007`.
    #[error("a whole number can't begin with zeros: {0}")]
    LeadingZero(String),
    /// Like `1__0` or `5abc`.
    #[error("{0} is not a number")]
    Number(String),
    /// Python's integers have no bounds, ours have.
    #[error("{0} is too big for this program, whose integers have 64 bits")]
    TooBig(String),
    /// A sign before something that isn't a number.
    #[error("a sign belongs before a number")]
    Sign,
    /// Like `\xZZ`.
    #[error("{0} is not a complete escape in a string")]
    Escape(String),
    /// Like `\ud800`.
    #[error("{0} is half a character (a surrogate), which this program's strings can't hold")]
    Surrogate(String),
    /// Good Python, but more than the program's values can be. Names the kind, in English.
    #[error("this program's values are text, numbers, True, False and None, not {0}")]
    Unsupported(&'static str),
    /// Something follows the literal.
    #[error("after the literal comes something more: {0}")]
    Trailing(String),
}

impl LiteralError {
    /// The key of the sentence in the catalogues; what the sentence names is `{text}` there.
    pub fn key(&self) -> &'static str {
        match self {
            LiteralError::Empty => "literal.empty",
            LiteralError::NotClosed => "literal.not-closed",
            LiteralError::Parenthesis => "literal.parenthesis",
            LiteralError::Name(_) => "literal.name",
            LiteralError::LeadingZero(_) => "literal.leading-zero",
            LiteralError::Number(_) => "literal.number",
            LiteralError::TooBig(_) => "literal.too-big",
            LiteralError::Sign => "literal.sign",
            LiteralError::Escape(_) => "literal.escape",
            LiteralError::Surrogate(_) => "literal.surrogate",
            LiteralError::Unsupported(_) => "literal.unsupported",
            LiteralError::Trailing(_) => "literal.trailing",
        }
    }

    /// What the sentence names; empty when it names nothing.
    pub fn text(&self) -> &str {
        match self {
            LiteralError::Name(text)
            | LiteralError::LeadingZero(text)
            | LiteralError::Number(text)
            | LiteralError::TooBig(text)
            | LiteralError::Escape(text)
            | LiteralError::Surrogate(text)
            | LiteralError::Trailing(text) => text,
            LiteralError::Unsupported(kind) => kind,
            LiteralError::Empty
            | LiteralError::NotClosed
            | LiteralError::Parenthesis
            | LiteralError::Sign => "",
        }
    }
}

/// Reads one literal, with blanks and parentheses around it allowed.
///
/// # Errors
/// The text is anything else.
pub fn parse(text: &str) -> Result<Value, LiteralError> {
    let (value, rest) = leading(&universal_newlines(text.trim()))?;
    match rest.as_str() {
        "" => Ok(value),
        _ => Err(LiteralError::Trailing(rest)),
    }
}

/// Reads the literal at the beginning of the text; what follows it comes along.
pub(super) fn leading(text: &str) -> Result<(Value, String), LiteralError> {
    let mut reader = Reader {
        rest: text.trim_start(),
        depth: 0,
    };
    let value = reader.value(Sign::Absent)?;
    Ok((value, reader.rest.trim_start().to_owned()))
}

/// What stands in parentheses at the beginning of a text.
pub(super) struct Parenthesised {
    pub(super) values: Vec<Value>,
    /// Whether it would be a tuple, were it no call: `(1,)` is one, `(1)` isn't.
    pub(super) tuple: bool,
    /// What follows.
    pub(super) rest: String,
}

/// Reads the values between a `(` and its `)`.
pub(super) fn parenthesised(text: &str) -> Result<Parenthesised, LiteralError> {
    let mut reader = Reader {
        rest: text.strip_prefix('(').unwrap_or(text),
        depth: 1,
    };
    let (mut values, mut comma) = (Vec::new(), false);
    loop {
        reader.blanks();
        if let Some(after) = reader.rest.strip_prefix(')') {
            return Ok(Parenthesised {
                tuple: comma || values.is_empty(),
                values,
                rest: after.trim_start().to_owned(),
            });
        }
        values.push(reader.value(Sign::Absent)?);
        reader.blanks();
        match reader.rest.chars().next() {
            Some(',') => {
                reader.rest = &reader.rest[1..];
                comma = true;
            }
            Some(')') => {}
            Some(_) => return Err(LiteralError::Trailing(reader.rest.to_owned())),
            None => return Err(LiteralError::Parenthesis),
        }
    }
}

/// The text as Python's tokenizer reads it: whatever ends a line is a line feed.
pub(super) fn universal_newlines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

/// Whether the text begins a string, with its prefix (`r'…`) or without.
pub(super) fn begins_string(text: &str) -> bool {
    let prefix = text.len()
        - text
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .len();
    prefix <= 2
        && text[prefix..].starts_with(['\'', '"'])
        && text[..prefix].chars().all(|c| "rRuUbBfFtT".contains(c))
}

/// The name at the beginning of the text; empty when it begins otherwise.
pub(super) fn name(text: &str) -> &str {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        &text[..end]
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Absent,
    Plus,
    Minus,
}

/// Reads from the left.
struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// A value, after the sign that stands before it.
    fn value(&mut self, mut sign: Sign) -> Result<Value, LiteralError> {
        self.blanks();
        while let Some(after) = self.rest.strip_prefix(['+', '-']) {
            let minus = self.rest.starts_with('-') != (sign == Sign::Minus);
            sign = if minus { Sign::Minus } else { Sign::Plus };
            self.rest = after;
            self.blanks();
        }
        if self
            .rest
            .starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            return self.number(sign == Sign::Minus);
        }
        if let Some(after) = self.rest.strip_prefix('(') {
            self.rest = after;
            return self.parenthesised(sign);
        }
        let value = self.word()?;
        if sign == Sign::Absent {
            Ok(value)
        } else {
            Err(LiteralError::Sign)
        }
    }

    fn parenthesised(&mut self, sign: Sign) -> Result<Value, LiteralError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(LiteralError::Unsupported("so many parentheses"));
        }
        self.blanks();
        if self.rest.starts_with(')') {
            return Err(LiteralError::Unsupported("tuples"));
        }
        let value = self.value(sign)?;
        self.blanks();
        if self.rest.starts_with(',') {
            return Err(LiteralError::Unsupported("tuples"));
        }
        self.rest = match self.rest.strip_prefix(')') {
            Some(after) => after,
            None if self.rest.is_empty() => return Err(LiteralError::Parenthesis),
            None => return Err(LiteralError::Trailing(self.rest.to_owned())),
        };
        self.depth -= 1;
        Ok(value)
    }

    /// A constant's name, or strings: those that stand side by side are one.
    fn word(&mut self) -> Result<Value, LiteralError> {
        if begins_string(self.rest) {
            let mut text = String::new();
            while begins_string(self.rest) {
                self.string(&mut text)?;
                self.blanks();
            }
            return Ok(text.into());
        }
        let word = name(self.rest);
        let value = match (word, self.rest.chars().next()) {
            ("None", _) => Value::None,
            ("True", _) => true.into(),
            ("False", _) => false.into(),
            ("", None) if self.depth > 0 => return Err(LiteralError::Parenthesis),
            ("", None) => return Err(LiteralError::Empty),
            ("", Some('[')) => return Err(LiteralError::Unsupported("lists")),
            ("", Some('{')) => return Err(LiteralError::Unsupported("dicts or sets")),
            ("", Some(_)) => return Err(LiteralError::Name(self.rest.to_owned())),
            (name, _) => return Err(LiteralError::Name(name.to_owned())),
        };
        self.rest = &self.rest[word.len()..];
        Ok(value)
    }

    fn number(&mut self, minus: bool) -> Result<Value, LiteralError> {
        let text = self.number_text();
        let lower = text.to_ascii_lowercase();
        let bad = || LiteralError::Number(text.to_owned());
        let radix = match lower.get(..2) {
            Some("0x") => 16,
            Some("0o") => 8,
            Some("0b") => 2,
            _ => 10,
        };
        if radix != 10 {
            let digits = lower[2..].strip_prefix('_').unwrap_or(&lower[2..]);
            let digits = digit_group(digits, radix).ok_or_else(bad)?;
            return integer(&digits, radix, minus, text);
        }
        if lower.ends_with('j') {
            return Err(LiteralError::Unsupported("complex numbers"));
        }
        if lower.contains(['.', 'e']) {
            let plain = float_text(&lower).ok_or_else(bad)?;
            let number: f64 = plain.parse().map_err(|_| bad())?;
            return Ok(if minus { -number } else { number }.into());
        }
        let digits = digit_group(&lower, 10).ok_or_else(bad)?;
        if digits.starts_with('0') && digits.contains(|c| c != '0') {
            return Err(LiteralError::LeadingZero(text.to_owned()));
        }
        integer(&digits, 10, minus, text)
    }

    /// All that clings together as a number, good or not: letters too, and a sign after an exponent's `e`.
    fn number_text(&mut self) -> &'a str {
        let hexadecimal = self.rest.starts_with("0x") || self.rest.starts_with("0X");
        let mut before = ' ';
        let end = self.rest.find(|c: char| {
            let goes_on = c.is_alphanumeric()
                || matches!(c, '_' | '.')
                || (matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !hexadecimal);
            before = c;
            !goes_on
        });
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        text
    }

    /// A string with its prefix and quotes, appended to `out`.
    fn string(&mut self, out: &mut String) -> Result<(), LiteralError> {
        let (prefix, quoted) = self.rest.split_at(self.rest.find(['\'', '"']).unwrap_or(0));
        let raw = match prefix.to_ascii_lowercase().as_str() {
            "" | "u" => false,
            "r" => true,
            "b" | "br" | "rb" => return Err(LiteralError::Unsupported("bytes")),
            "f" | "fr" | "rf" | "t" | "tr" | "rt" => {
                return Err(LiteralError::Unsupported("format strings"));
            }
            _ => return Err(LiteralError::Name(prefix.to_owned())),
        };
        let quote = &quoted[..1];
        let triple = quote.repeat(3);
        let (end, body) = match quoted.strip_prefix(&triple) {
            Some(body) => (triple.as_str(), body),
            None => (quote, &quoted[1..]),
        };
        self.rest = body;
        loop {
            if let Some(after) = self.rest.strip_prefix(end) {
                self.rest = after;
                return Ok(());
            }
            match self.take() {
                None => return Err(LiteralError::NotClosed),
                Some('\n' | '\r') if end.len() == 1 => return Err(LiteralError::NotClosed),
                Some('\\') if raw => {
                    out.push('\\');
                    out.push(self.take().ok_or(LiteralError::NotClosed)?);
                }
                Some('\\') => self.escape(out)?,
                Some(c) => out.push(c),
            }
        }
    }

    /// What a backslash begins (2.5.1.1 "Escape sequences").
    fn escape(&mut self, out: &mut String) -> Result<(), LiteralError> {
        if self.rest.starts_with(|c: char| c.is_digit(8)) {
            out.push(self.code("", 1..=3, 8)?);
            return Ok(());
        }
        let plain = match self.take().ok_or(LiteralError::NotClosed)? {
            '\n' => return Ok(()),
            c @ ('\\' | '\'' | '"') => c,
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'x' => self.code("x", 2..=2, 16)?,
            'u' => self.code("u", 4..=4, 16)?,
            'U' => self.code("U", 8..=8, 16)?,
            'N' => return Err(LiteralError::Unsupported(r"characters by name (\N{…})")),
            other => {
                out.push('\\'); // Python keeps an escape that it doesn't know, with a warning
                other
            }
        };
        out.push(plain);
        Ok(())
    }

    /// The character of a numeric escape whose digits come next; `letter` is what introduced them.
    fn code(
        &mut self,
        letter: &str,
        count: RangeInclusive<usize>,
        radix: u32,
    ) -> Result<char, LiteralError> {
        let digits = self
            .rest
            .chars()
            .take(*count.end())
            .take_while(|c| c.is_digit(radix))
            .count();
        let (text, rest) = self.rest.split_at(digits); // digits are ASCII: characters are bytes
        self.rest = rest;
        let spelt = format!("\\{letter}{text}");
        match u32::from_str_radix(text, radix) {
            Ok(code) if count.contains(&digits) => match char::from_u32(code) {
                Some(c) => Ok(c),
                None if code <= 0xdfff => Err(LiteralError::Surrogate(spelt)),
                None => Err(LiteralError::Escape(spelt)),
            },
            _ => Err(LiteralError::Escape(spelt)),
        }
    }

    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let first = chars.next();
        self.rest = chars.as_str();
        first
    }

    /// Blanks end a value at a line's end, unless it is in parentheses.
    fn blanks(&mut self) {
        let inside = self.depth > 0;
        self.rest = self.rest.trim_start_matches(|c| {
            matches!(c, ' ' | '\t' | '\x0c') || (inside && matches!(c, '\n' | '\r'))
        });
    }
}

/// The digits without their underscores, of which each must stand between two digits.
fn digit_group(text: &str, radix: u32) -> Option<String> {
    let parts: Vec<&str> = text.split('_').collect();
    let good = parts
        .iter()
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_digit(radix)));
    good.then(|| parts.concat())
}

fn integer(digits: &str, radix: u32, minus: bool, text: &str) -> Result<Value, LiteralError> {
    let too_big = || LiteralError::TooBig(text.to_owned());
    let magnitude = i128::from_str_radix(digits, radix).map_err(|_| too_big())?;
    let number = if minus { -magnitude } else { magnitude };
    i64::try_from(number).map(Value::Int).map_err(|_| too_big())
}

/// A float in lower case as Rust reads it; nothing when Python wouldn't take it.
fn float_text(lower: &str) -> Option<String> {
    let (mantissa, exponent) = match lower.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (lower, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let group = |text: &str| {
        if text.is_empty() {
            Some(String::new())
        } else {
            digit_group(text, 10)
        }
    };
    let mut plain = format!("{}.{}", group(whole)?, group(fraction)?);
    if plain == "." {
        return None;
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        plain.push_str(if exponent.starts_with('-') { "e-" } else { "e" });
        plain.push_str(&digit_group(digits, 10)?);
    }
    Some(plain)
}

#[cfg(test)]
#[path = "literal_tests.rs"]
mod tests;
