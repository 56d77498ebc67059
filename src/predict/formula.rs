//! Formulas over a lesson's knobs: `2^forks - 1`.
//!
//! Never knows what they mean.

use crate::lessons::{Knob, Settings};

/// What a formula comes to with these knobs, rounded.
///
/// # Errors
/// It can't be read, names something that is no number among the knobs, or comes to no number.
pub fn value(formula: &str, settings: &Settings) -> Result<i64, String> {
    use exmex::Express;
    let parsed = exmex::parse::<f64>(formula).map_err(|error| format!("{formula}: {error}"))?;
    let values: Option<Vec<f64>> = parsed
        .var_names()
        .iter()
        .map(|name| settings.get(name).parse().ok())
        .collect();
    let values = values
        .ok_or_else(|| format!("{formula}: not every name is a knob's that holds a number"))?;
    let value = parsed
        .eval(&values)
        .map_err(|error| format!("{formula}: {error}"))?;
    match value.is_finite() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "knobs are small; a formula out of range is clamped"
        )]
        true => Ok(value.round() as i64),
        false => Err(format!("{formula} is no number")),
    }
}

/// A text with knobs in braces filled in, `'{pattern}'`, and formulas, `counter = {=threads * rounds}`.
pub fn filled(text: &str, settings: &Settings, knobs: &[Knob]) -> String {
    let mut filled = text.to_owned();
    for knob in knobs {
        filled = filled.replace(&format!("{{{}}}", knob.name), settings.get(&knob.name));
    }
    while let Some((before, rest)) = filled.split_once("{=") {
        let Some((formula, after)) = rest.split_once('}') else {
            break;
        };
        let value = value(formula, settings).map_or_else(|why| why, |value| value.to_string());
        filled = format!("{before}{value}{after}");
    }
    filled
}
