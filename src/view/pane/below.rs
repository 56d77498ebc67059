//! What the lesson says below its stage with these knobs, and how many actors they make.
//!
//! Never knows which lesson it is, nor what its knobs are called.

use crate::app::Open;
use crate::lessons::formula;
use crate::view::cx::Cx;

/// What the lesson says.
pub(super) fn words(cx: &Cx<'_>, open: &Open) -> Option<String> {
    let (lesson, settings) = (&open.play.lesson, &open.play.settings);
    let below = lesson.below(settings)?;
    let words = lesson.text(cx.lang).below.get(&below.name)?;
    Some(formula::filled(words, settings, &lesson.knobs))
}

/// How many actors there will be, and that as a sum: `2³`, 8.
pub(super) fn actors(cx: &Cx<'_>, open: &Open) -> Option<(String, i64)> {
    let (lesson, settings) = (&open.play.lesson, &open.play.settings);
    let actors = lesson.below(settings)?.actors.as_ref()?;
    let all = formula::value(actors, settings).ok()?;
    let sum = formula::written(actors, settings, &lesson.knobs);
    Some((powers(&sum, cx.theme.ascii), all))
}

/// `2^10` as it is written by hand, or by Python.
fn powers(sum: &str, ascii: bool) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if ascii {
        return sum.replace('^', "**");
    }
    let mut raised = false;
    let mut written = String::new();
    for sign in sum.chars() {
        let digit = sign.to_digit(10);
        raised = sign == '^' || raised && digit.is_some();
        match digit {
            Some(digit) if raised => written.push(RAISED[digit as usize]),
            _ if raised => {}
            _ => written.push(sign),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::powers;

    #[test]
    fn powers_are_written_by_hand_or_as_python_has_them() {
        for (sum, by_hand, ascii) in [
            ("2^10", "2¹⁰", "2**10"),
            ("3 + 1", "3 + 1", "3 + 1"),
            ("2^3 - 1", "2³ - 1", "2**3 - 1"),
        ] {
            assert_eq!(
                (powers(sum, false), powers(sum, true)),
                (by_hand.to_owned(), ascii.to_owned())
            );
        }
    }
}
