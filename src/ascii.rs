//! ASCII in the place of other signs, for terminals that draw `─│●→` two cells wide, and for those that don't read UTF-8.
//!
//! Never touches letters: a text in Chinese stays one. Never knows who asks.

use crate::i18n::charset;

/// Whether the environment asks for ASCII: `CONCURRIUM_ASCII` is set, neither empty nor `0`, or the locale names a
/// character set that isn't UTF-8.
pub fn is_wanted(var: impl Fn(&str) -> Option<String>) -> bool {
    let set = var("CONCURRIUM_ASCII").filter(|value| !value.is_empty());
    set.is_some_and(|value| value != "0") || charset::foreign(var).is_some()
}

/// A text with every sign in ASCII: here they may take more room than one cell.
pub fn text(text: &str) -> String {
    let mut buffer = [0; 4];
    let mut made = String::with_capacity(text.len());
    let mut raised = false;
    for sign in text.chars() {
        if let Some(digit) = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|digit| digit == sign) {
            made.push_str(if raised { "" } else { "^" });
            made += &digit.to_string();
            raised = true;
            continue;
        }
        raised = false;
        let sign = sign.encode_utf8(&mut buffer);
        made.push_str(match &*sign {
            "…" => "...",
            sign => of(sign).unwrap_or(sign),
        });
    }
    made
}

/// The sign of ASCII, one cell wide, that stands for another.
pub fn of(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "─" | "╌" | "╶" => "-",
        "↻" => "@",
        "│" | "▕" | "▏" => "|",
        "┬" | "┴" | "├" | "┤" | "┼" | "╭" | "╮" | "╰" | "╯" | "└" => "+",
        "●" => "*",
        "○" => "o",
        "◌" => ".",
        "◐" => "%",
        "‖" => "=",
        "✓" => "v",
        "✗" | "×" => "x",
        "▶" | "▸" | "›" | "→" => ">",
        "▷" => "}",
        "◀" | "←" => "<",
        "▲" | "↑" => "^",
        "↓" => "v",
        "█" => "#",
        "■" => "T",
        "░" => ":",
        "▒" => "%",
        "·" | "…" => ".",
        "•" => "*",
        "°" => "'",
        "“" | "”" => "\"",
        "‘" | "’" => "'",
        "–" | "—" | "−" => "-",
        "¼" | "½" => "/",
        "µ" => "u",
        "⟨" => "<",
        "⟩" => ">",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, words};

    #[test]
    fn what_is_said_in_english_can_be_said_in_ascii() {
        for (key, words) in words(Lang::En) {
            let made = text(&words.replace("中文", "its own name"));
            assert!(made.is_ascii(), "{key}: {made}");
        }
        assert_eq!(text("2⁵⁰ → 中 …"), "2^50 > 中 ...");
    }

    #[test]
    fn the_environment_may_ask_for_it() {
        let with = |name, value: &str| is_wanted(|asked| (asked == name).then(|| value.to_owned()));
        assert!(with("CONCURRIUM_ASCII", "1"));
        assert!(!with("CONCURRIUM_ASCII", "0"));
        assert!(!with("CONCURRIUM_ASCII", ""));
        assert!(with("LC_ALL", "zh_CN.GB18030"));
        assert!(!with("LC_ALL", "zh_CN.UTF-8"));
    }
}
