//! A line as bash has it, cut into words as a shell cuts it.
//!
//! bash itself cuts at `=` and `:` besides, and leaves the quotes on: nothing to tell `--set "switches=any step"` by.
//! Never expands a variable.

/// The words of a line that ends at the cursor. The last is the one at the cursor: empty behind a blank. Quotes may be open there.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut between = true;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let word = words.last_mut();
        match (quote, c) {
            (None, ' ' | '\t' | '\n') => {
                if !between {
                    words.push(String::new());
                }
                between = true;
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '\\') => {
                if let (Some(word), Some(next)) = (word, chars.next()) {
                    word.push(next);
                }
            }
            (_, c) => {
                if let Some(word) = word {
                    word.push(c);
                }
            }
        }
        between = false;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_line_is_cut_as_a_shell_cuts_it() {
        for (line, cut) in [
            ("", &[""][..]),
            ("concurrium ", &["concurrium", ""]),
            ("concurrium  open  lo", &["concurrium", "open", "lo"]),
            (
                "c --set switches=from\\ 3",
                &["c", "--set", "switches=from 3"],
            ),
            (
                "c --set \"switches=from 3",
                &["c", "--set", "switches=from 3"],
            ),
            ("c --do 'send \"x", &["c", "--do", "send \"x"]),
            ("c --do \"send 'x y'\" ", &["c", "--do", "send 'x y'", ""]),
            ("c '' ", &["c", "", ""]),
            ("c a\\", &["c", "a"]),
        ] {
            assert_eq!(words(line), cut, "{line:?}");
        }
    }
}
