//! How CPython spells strings and floats: `unicode_repr` and `float_repr_style` "short".
//!
//! Never knows the values around them.

use crate::printable::{escape, is_printable};

/// The `repr` of a string: single quotes unless it has single and no double ones; what can't be printed is escaped.
pub(super) fn text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\\"),
            '\n' => out.push_str(r"\n"),
            '\r' => out.push_str(r"\r"),
            '\t' => out.push_str(r"\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is_printable(c) => out.push(c),
            c => escape(&mut out, u32::from(c)),
        }
    }
    out.push(quote);
    out
}

/// The `repr` of a float: the shortest digits that read back, an exponent below 1e-4 and from 1e16 on.
pub(super) fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".into(); // Python shows no sign for it
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.into();
    }
    // Rust's shortest digits may end in the upper of two equally near ones, where CPython takes the even one: only their
    // count is used, and the digits are rounded anew.
    let shortest = format!("{number:e}");
    let count = shortest
        .bytes()
        .take_while(|b| *b != b'e')
        .filter(u8::is_ascii_digit)
        .count();
    let scientific = format!("{number:.*e}", count - 1);
    let exponent = scientific
        .split_once('e')
        .and_then(|(digits, e)| Some((digits, e.parse::<i32>().ok()?)));
    match exponent {
        Some((digits, exponent)) if !(-4..16).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        exponent => {
            let decimals = exponent
                .and_then(|(_, exponent)| (count - 1).checked_add_signed(-(exponent as isize)))
                .unwrap_or(0);
            let plain = format!("{number:.decimals$}");
            if plain.contains('.') {
                plain
            } else {
                plain + ".0"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_choose_their_quotes_as_cpython_does() {
        assert_eq!(text("plain"), "'plain'");
        assert_eq!(text("it's"), r#""it's""#);
        assert_eq!(text(r#"it's "so""#), r#"'it\'s "so"'"#);
        assert_eq!(text(r#"say "so""#), r#"'say "so"'"#);
    }

    #[test]
    fn only_what_cannot_be_printed_is_escaped() {
        assert_eq!(text("协程 é 😀"), "'协程 é 😀'");
        assert_eq!(text("\0\x1b\x7f\\\t\r\n"), r"'\x00\x1b\x7f\\\t\r\n'");
        assert_eq!(
            text("\u{a0}\u{ad}\u{200b}\u{2028}\u{e000}\u{10ffff}"),
            r"'\xa0\xad\u200b\u2028\ue000\U0010ffff'"
        );
        assert_eq!(
            text("\u{301}e\u{301}"),
            "'\u{301}e\u{301}'",
            "combining marks are printable"
        );
    }

    #[test]
    fn floats_take_an_exponent_where_cpython_does() {
        for (number, spelt) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (9999999999999998.0, "9999999999999998.0"),
            (5_817_478_396_834_701.0 / 4.0, "1454369599208675.2"),
            (1e16, "1e+16"),
            (1.25e100, "1.25e+100"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(float(number), spelt);
        }
    }
}
