//! Formulas over a lesson's knobs: `2^forks - 1`.
//!
//! Never knows what they mean.

use winnow::ascii::{alpha1, digit1, space0};
use winnow::combinator::Infix::{Left, Right};
use winnow::combinator::{Prefix, alt, delimited, dispatch, expression, fail, opt, preceded};
use winnow::prelude::*;
use winnow::token::{any, take_while};

use crate::i18n;
use crate::lessons::{Knob, PYTHON, Settings};
use crate::python::Version;

/// What a formula comes to with these knobs, rounded.
///
/// # Errors
/// It can't be read, names something that is no number among the knobs, or comes to no number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "knobs are small; a value out of range is clamped"
)]
pub fn value(formula: &str, settings: &Settings) -> Result<i64, String> {
    exact(formula, settings).map(|value| value.round() as i64)
}

fn exact(formula: &str, settings: &Settings) -> Result<f64, String> {
    let mut whole = |input: &mut &str| sum(settings, input);
    let value = whole.parse(formula).map_err(|error| {
        let read = &formula[..error.offset()];
        format!("{formula}: behind \"{read}\" there must be a number, a knob that holds one, + - * / ^, ceil, min or brackets")
    })?;
    match value.is_finite() {
        true => Ok(value),
        false => Err(format!("{formula} is no number")),
    }
}

/// Operands and what connects them, from the loosest to the closest; `^` begins at its right.
fn sum(settings: &Settings, input: &mut &str) -> winnow::Result<f64> {
    let operand = |input: &mut &str| operand(settings, input);
    expression(delimited(space0, operand, space0))
        .infix(dispatch! {any;
            '+' => Left(1, |_: &mut _, a: f64, b: f64| Ok(a + b)),
            '-' => Left(1, |_: &mut _, a: f64, b: f64| Ok(a - b)),
            '*' => Left(2, |_: &mut _, a: f64, b: f64| Ok(a * b)),
            '/' => Left(2, |_: &mut _, a: f64, b: f64| Ok(a / b)),
            '^' => Right(4, |_: &mut _, a: f64, b: f64| Ok(a.powf(b))),
            _ => fail,
        })
        .prefix(preceded(
            space0,
            dispatch! {any;
                '-' => Prefix(3, |_: &mut _, a: f64| Ok(-a)),
                _ => fail,
            },
        ))
        .parse_next(input)
}

/// A number, a knob that holds one, or something in brackets.
fn operand(settings: &Settings, input: &mut &str) -> winnow::Result<f64> {
    let inner = |input: &mut &str| sum(settings, input);
    let letter = |sign: char| sign.is_alphanumeric() || sign == '_';
    alt((
        (digit1, opt(('.', digit1))).take().parse_to(),
        delimited('(', inner, ')'),
        delimited("ceil(", inner, ')').map(f64::ceil),
        ("min(", inner, ',', inner, ')').map(|(_, a, _, b, _)| a.min(b)),
        (alpha1, take_while(0.., letter))
            .take()
            .verify_map(|name: &str| settings.get(name).parse().ok()),
    ))
    .parse_next(input)
}

/// A formula with the knobs' values in place of their names: `2^3`.
pub fn written(formula: &str, settings: &Settings, knobs: &[Knob]) -> String {
    let mut written = formula.to_owned();
    for knob in knobs {
        written = written.replace(&knob.name, settings.get(&knob.name));
    }
    written
}

/// A text with knobs in braces filled in, `'{pattern}'`, with their plurals, `{rounds} {rounds:time|times}`, and formulas:
/// `counter = {=threads * rounds}`, with one decimal `{.1=tasks / 10} s`. `{iterator}` is what the lesson's Python calls what
/// goes through a list.
pub fn filled(text: &str, settings: &Settings, knobs: &[Knob]) -> String {
    i18n::fill(text, |name| {
        if let Some(knob) = knobs.iter().find(|knob| knob.name == name) {
            return Some(settings.get(&knob.name).into());
        }
        if name == "iterator" {
            let python: Version = settings.get(PYTHON).parse().ok()?;
            return Some(python.iterator_of_a_constant_list().into());
        }
        let (formula, decimals) = match name.strip_prefix("=") {
            Some(formula) => (formula, 0),
            None => (name.strip_prefix(".1=")?, 1),
        };
        let value = exact(formula, settings);
        let value = value.map_or_else(|why| why, |value| format!("{value:.decimals$}"));
        Some(value.into())
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_read_as_python_reads_it() {
        let settings: Settings = [("tasks", "7"), ("workers", "2")]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let comes_to = |formula: &str| exact(formula, &settings).unwrap();
        for (formula, wanted) in [
            ("1 + 2 * 3 - 4 / 8", 6.5),
            ("2^3^2 - 1", 511.0),
            ("-2^2", -4.0),
            ("3 - -2", 5.0),
            ("10 - 3 - 2", 5.0),
            ("2 * (1.5 + 0.5)", 4.0),
            (
                "ceil(tasks / (workers * 4)) * (1 - ceil(workers / 999))",
                0.0,
            ),
            ("tasks * (tasks + 3) / 2 + tasks + 2", 44.0),
            ("min(tasks, 2 * workers) + min(1,2)", 5.0),
        ] {
            assert_eq!(
                comes_to(formula).to_string(),
                wanted.to_string(),
                "{formula}"
            );
        }
        for wrong in ["", "1 +", "(1", "1 2", "nobody + 1", "1 / 0", "ceil 2"] {
            assert!(exact(wrong, &settings).is_err(), "{wrong}");
        }
    }
}
