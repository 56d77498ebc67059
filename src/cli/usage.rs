//! What the values of arguments look like: a language, a whole number; and the language before anything else is read.
//!
//! Never knows what they are for.

use std::ffi::OsString;

use crate::i18n::{Lang, Sentence};

/// Reads what `--lang` is given.
pub(super) fn language(text: &str) -> Result<Lang, Sentence> {
    Lang::of_code(text).ok_or_else(|| {
        let codes = Lang::ALL.map(|lang| lang.code().to_owned()).to_vec();
        Sentence::new("cli.wrong.languages").with("codes", codes)
    })
}

/// The language that `--lang` names, wherever it stands: help and mistakes are to be told in it, too. None: it isn't there, or
/// names none.
pub(super) fn asked(arguments: &[OsString]) -> Option<Lang> {
    let mut rest = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = rest.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => rest.next()?,
            Some(value) => value.strip_prefix('=').unwrap_or_default(),
            None if argument == "--" => return None,
            None => continue,
        };
        if let Some(lang) = Lang::of_code(value) {
            return Some(lang);
        }
    }
    None
}

/// Reads a whole number between two others.
pub(super) fn whole<T: TryFrom<u64>>(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<T, Sentence> + Clone {
    move |text| {
        let number = text.parse().ok();
        let number = number.filter(|number| (least..=most).contains(number));
        let number = number.and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| {
            let sentence = match (least, most) {
                (0, u64::MAX) => Sentence::new("cli.wrong.any_whole_number"),
                _ => Sentence::new("cli.wrong.whole_number"),
            };
            sentence
                .with("least", &least)
                .with("most", &most)
                .with("value", format!("{text:?}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_before_anything_is_read() {
        for (arguments, lang) in [
            (&["run", "--lang", "zh"][..], Some(Lang::Zh)),
            (&["--lang=en", "--nonsense"], Some(Lang::En)),
            (&["--lang", "fr", "--lang=zh"], Some(Lang::Zh)),
            (&["--lang"], None),
            (&["--language", "zh"], None),
            (&["run", "--", "--lang", "zh"], None),
        ] {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            assert_eq!(asked(&arguments), lang, "{arguments:?}");
        }
    }

    #[test]
    fn a_whole_number_lies_between_two_others() {
        let read = whole::<u16>(1, 1000);
        assert_eq!(read("1000"), Ok(1000));
        for text in ["0", "1001", "-1", "1e3", "", "99999999999999999999"] {
            let said = read(text).map_err(|wrong| wrong.to_string());
            let said = said.expect_err(text);
            assert!(said.contains("from 1 to 1000"), "{said}");
        }
    }
}
