//! Formulas over a lesson's knobs: `2^forks - 1`.
//!
//! Never knows what they mean.

use exmex::Express;

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
    let parsed = exmex::parse::<f64>(formula).map_err(|error| format!("{formula}: {error}"))?;
    let values: Option<Vec<f64>> = parsed
        .var_names()
        .iter()
        .map(|name| settings.get(name).parse().ok())
        .collect();
    let values = values
        .ok_or_else(|| format!("{formula}: not every name is a knob's that holds a number"))?;
    let value = parsed.eval(&values);
    let value = value.map_err(|error| format!("{formula}: {error}"))?;
    match value.is_finite() {
        true => Ok(value),
        false => Err(format!("{formula} is no number")),
    }
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
