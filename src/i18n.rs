//! The screen's languages: which one, and its words.
//!
//! The words are data in `assets/ui/`, a file a language, whose nested tables give dotted keys (`model.process`). They are
//! read when the program is built (`build.rs`), so that its start costs nothing; a test holds their keys against each other. Never knows the screen itself.

pub mod charset;
pub mod environment;
mod sentence;

use std::borrow::Cow;
use std::cmp::Ordering;

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

pub use sentence::{Filled, Part, Sentence};

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/pages");

/// Makes the table of languages: to add one, its line here, its `assets/ui/CODE.toml`, and a `CODE.md` wherever a lesson
/// or a page is to speak it. What it hasn't got it says in English.
macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident $code:literal,)*) => {
        /// A language of the screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Lang {
            $($(#[$doc])* $name,)*
        }

        impl Lang {
            /// All of them, in the order in which a key goes round.
            pub const ALL: [Lang; [$($code),*].len()] = [$(Lang::$name),*];

            /// Its name, as files and the command line write it: `en`, `zh`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Lang::$name => $code,)*
                }
            }

            /// All its words, by dotted key.
            fn own_words(self) -> &'static Words {
                match self {
                    $(Lang::$name => {
                        static WORDS: &Words = &include!(concat!(env!("OUT_DIR"), "/", $code, ".rs"));
                        WORDS
                    })*
                }
            }
        }
    };
}

languages! {
    /// English: each text exists in it.
    #[default]
    En "en",
    /// Chinese.
    Zh "zh",
}

impl Lang {
    /// The language of the environment: the first set of `LC_ALL`, `LC_MESSAGES` and `LANG` decides; English when in doubt,
    /// and where another couldn't be read because the locale's character set isn't UTF-8.
    pub fn of_environment(var: impl Fn(&str) -> Option<String>) -> Lang {
        if charset::foreign(&var).is_some() {
            return Lang::En;
        }
        // POSIX: an empty variable counts as unset (Base Definitions, 8.2).
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| var(name).filter(|value| !value.is_empty()))
            .unwrap_or_default();
        let language = locale
            .split(['_', '.', '@', '-'])
            .next()
            .unwrap_or_default();
        Lang::of_code(&language.to_ascii_lowercase()).unwrap_or_default()
    }

    /// The language of this name, as files and the command line write it.
    pub fn of_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The next one; after the last, the first.
    pub fn next(self) -> Lang {
        Lang::ALL[(self as usize + 1) % Lang::ALL.len()]
    }
}

/// The words behind `key` in `lang`, with every `{name}` replaced by its value, and every `{name:one|several}` by the form
/// that goes with it. A key that doesn't exist comes back as itself in `⟨⟩`; a test makes sure that none is used.
pub fn say(lang: Lang, key: &str, with: &[(&str, &str)]) -> String {
    let value = |name: &str| {
        let found = with.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| Cow::Borrowed(*value))
    };
    match found(lang, key) {
        Some(words) => fill(words, value),
        None => format!("⟨{key}⟩"),
    }
}

impl charset::Foreign {
    /// Says so, and what to do about it.
    pub fn sentence(&self, lang: Lang) -> String {
        say(lang, "app.foreign_charset", &self.names())
    }
}

/// The words behind a key that takes no values; `⟨?⟩` for a key that doesn't exist.
pub fn word(lang: Lang, key: &str) -> &'static str {
    found(lang, key).unwrap_or("⟨?⟩")
}

/// Whether there are words behind a key.
pub fn knows(key: &str) -> bool {
    found(Lang::default(), key).is_some()
}

/// All words of a language by their dotted keys, as `build.rs` writes them.
struct Words {
    /// Key, words, key, words …, sorted by the keys, with nothing in between.
    text: &'static str,
    /// Behind which byte of the text each of them ends.
    ends: &'static [u32],
}

impl Words {
    /// How many keys there are.
    fn len(&self) -> usize {
        self.ends.len() / 2
    }

    /// The piece of this number: the keys are the even ones.
    fn piece(&self, at: usize) -> &'static str {
        let before = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[before as usize..self.ends[at] as usize]
    }

    fn of(&self, key: &str) -> Option<&'static str> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.piece(2 * middle).cmp(key) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(self.piece(2 * middle + 1)),
                Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// All words of a language, each behind its dotted key, sorted by the keys.
pub fn words(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    let words = lang.own_words();
    (0..words.len()).map(|at| (words.piece(2 * at), words.piece(2 * at + 1)))
}

/// A page of text, `assets/pages/NAME/CODE.md`; in English, where this language has none. Empty for a page that doesn't exist.
pub fn page(lang: Lang, name: &str) -> &'static str {
    let of = |lang: Lang| PAGES.get_file(format!("{name}/{}.md", lang.code()));
    let file = of(lang).or_else(|| of(Lang::default()));
    file.and_then(include_dir::File::contents_utf8)
        .unwrap_or_default()
}

fn found(lang: Lang, key: &str) -> Option<&'static str> {
    let of = |lang: Lang| lang.own_words().of(key);
    of(lang).or_else(|| of(Lang::default()))
}

/// Whether a sign is a Chinese character: no blank is between two of them, though there is one beside a Latin name.
fn is_chinese(sign: Option<char>) -> bool {
    sign.is_some_and(|sign| matches!(sign, '\u{3400}'..='\u{9fff}'))
}

/// Replaces every `{name}` that `value` knows, in one pass: a brace within a value stays a brace. `{name:round|rounds}` is
/// the first form when the value is one, otherwise the second; a language that needs no forms writes none.
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let filled = |inside: &str| match inside.split_once(':') {
        Some((name, forms)) => Some(form(&value(name)?, forms)?.to_owned().into()),
        None => value(inside),
    };
    let mut text_so_far = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from_brace) = rest.split_at(open);
        text_so_far.push_str(before);
        let found = from_brace
            .find('}')
            .and_then(|close| Some((filled(&from_brace[1..close])?, close)));
        if let Some((value, close)) = found {
            if text_so_far.ends_with(' ') && is_chinese(text_so_far.trim_end().chars().next_back())
            {
                let first = value.chars().find(|&sign| sign != '*');
                text_so_far
                    .truncate(text_so_far.trim_end().len() + usize::from(!is_chinese(first)));
            }
            text_so_far.push_str(&value);
            rest = &from_brace[close + 1..];
            let last = value.chars().rfind(|&sign| sign != '*');
            if let Some(more) = rest.strip_prefix(' ')
                && is_chinese(last)
                && is_chinese(more.chars().next())
            {
                rest = more;
            }
        } else {
            text_so_far.push('{');
            rest = &from_brace[1..];
        }
    }
    text_so_far.push_str(rest);
    text_so_far
}

/// The one of two forms, `round|rounds`, that goes with a count, which may have words before it: `at least 1`.
fn form<'f>(count: &str, forms: &'f str) -> Option<&'f str> {
    let (one, several) = forms.split_once('|')?;
    let number = count.rsplit(' ').next();
    Some(if number == Some("1") { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Lang {
        Lang::of_environment(|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_first_set_variable_decides_the_language() {
        assert_eq!(of(&[]), Lang::En);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Lang::En);
        assert_eq!(
            of(&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "zh_TW")]),
            Lang::Zh
        );
        assert_eq!(of(&[("LC_ALL", ""), ("LANG", "zh")]), Lang::Zh);
        assert_eq!(of(&[("LANG", "zhx")]), Lang::En);
        assert_eq!(of(&[("LC_ALL", "zh_CN.GB18030")]), Lang::En);
    }

    #[test]
    fn words_are_filled_in_once_and_unknown_keys_are_seen() {
        let said = say(
            Lang::En,
            "lessons.not_a_choice",
            &[("knob", "{value}"), ("choices", "a, b"), ("value", "c")],
        );
        assert_eq!(said, "{value} must be one of a, b, not c");
        assert_eq!(say(Lang::Zh, "no.such", &[]), "⟨no.such⟩");
        assert_eq!(word(Lang::Zh, "no.such"), "⟨?⟩");
        assert_eq!(word(Lang::Zh, "model.coroutine"), "协程");
    }

    #[test]
    fn a_chinese_name_in_a_chinese_sentence_has_no_blanks_around_it() {
        assert_eq!(with_a("由 {a} 取出", "main"), "由 main 取出");
        assert_eq!(with_a("由 {a} 取出", "**子进程 7**"), "由**子进程 7** 取出");
        assert_eq!(with_a("由 {a} 取出", "**一号**"), "由**一号**取出");
        assert_eq!(with_a("by {a} and", "一号"), "by 一号 and");
    }

    fn with_a(text: &str, a: &'static str) -> String {
        fill(text, |name| (name == "a").then_some(a.into()))
    }

    #[test]
    fn the_sentence_on_a_foreign_charset_says_what_to_do() {
        let foreign =
            charset::foreign(|name| (name == "LC_ALL").then(|| "zh_CN.GB18030".to_owned()));
        for lang in Lang::ALL {
            let said = foreign.as_ref().map(|foreign| foreign.sentence(lang));
            let said = said.unwrap_or_default();
            assert!(said.contains("GB18030"), "{said}");
            assert!(said.contains("LC_ALL=zh_CN.UTF-8"), "{said}");
        }
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        assert_eq!(with_a("{a} {b {a} }", "1"), "1 {b 1 }");
        assert_eq!(
            with_a("{a:no forms} {'a': 1}", "1"),
            "{a:no forms} {'a': 1}"
        );
    }

    #[test]
    fn the_form_goes_with_the_count() {
        for (count, said) in [
            ("1", "1 round ends"),
            ("0", "0 rounds end"),
            ("2", "2 rounds end"),
            ("11", "11 rounds end"),
            ("at least 1", "at least 1 round ends"),
            ("at least 21", "at least 21 rounds end"),
        ] {
            assert_eq!(with_a("{a} {a:round|rounds} {a:ends|end}", count), said);
        }
    }
}
