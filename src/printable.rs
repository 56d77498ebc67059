//! Makes foreign text fit to be shown: what a terminal would obey, or what nobody would see, is written as an escape.
//!
//! A text is foreign if it comes from a file, an argument, the environment, a socket or a running program. It may hold
//! control characters (C0, DEL and C1, with which a terminal can be told anything), signs that turn the direction of
//! writing round, or signs without width. Here each becomes what Python's `repr` shows for it: `\x1b`, `\u202e`.
//!
//! Everything that leaves the program goes through here: standard output and standard error through [`Printable`], the
//! screen's words through [`line`]; nobody else opens either stream. Never knows what a text says.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Stderr, StdoutLock, Write};

use crate::ascii;

/// Python's `str.isprintable` for one character: not a control, format, private or unassigned one, no space but `' '`.
///
/// The standard library keeps just this table, for `{:?}`. It is asked about the *second* character of a string because
/// a leading combining mark is escaped for another reason.
pub fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        '\0'..='\u{a0}' => false,
        // Frames, and most of Chinese: a screen is full of them, and the table is searched from its beginning.
        '─'..='▟' | '一'..='\u{9fff}' => true,
        c => in_the_table(c),
    }
}

fn in_the_table(c: char) -> bool {
    let mut pair = [b'a', 0, 0, 0, 0];
    let length = c.encode_utf8(&mut pair[1..]).len();
    let pair = str::from_utf8(&pair[..=length]).unwrap_or_default();
    pair.escape_debug().nth(1) == Some(c)
}

/// Whether a character may be shown as it is: the printable ones, and spaces of any width.
pub fn is_harmless(c: char) -> bool {
    const LINE_ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];
    is_printable(c) || (c > '\x7f' && c.is_whitespace() && !LINE_ENDS.contains(&c))
}

/// The shortest numeric escape of a character in Python.
pub fn escape(out: &mut String, code: u32) {
    // Writing to a String can't fail.
    let _ = match code {
        0..=0xff => write!(out, r"\x{code:02x}"),
        0x100..=0xffff => write!(out, r"\u{code:04x}"),
        _ => write!(out, r"\U{code:08x}"),
    };
}

/// A text that is to be one line: ends of lines and tabs are escaped, too.
pub fn line(text: &str) -> Cow<'_, str> {
    made(text, is_harmless, python)
}

/// A printed text without what says in which colours a terminal is to show it (SGR): Python's tracebacks are full of that from 3.13 on.
pub fn colourless(text: &str) -> Cow<'_, str> {
    const BEGINS: &str = "\x1b[";
    let mut pieces = text.split(BEGINS);
    let Some(first) = pieces.next().filter(|first| first.len() < text.len()) else {
        return Cow::Borrowed(text);
    };
    let mut made = first.to_owned();
    for piece in pieces {
        let behind = piece.trim_start_matches(|c: char| c.is_ascii_digit() || ";:".contains(c));
        match behind.strip_prefix('m') {
            Some(shown) => made.push_str(shown),
            None => made.extend([BEGINS, piece]),
        }
    }
    Cow::Owned(made)
}

/// A text that may have several lines. Tabs are escaped: how wide they are is the terminal's choice.
pub fn lines(text: &str) -> Cow<'_, str> {
    made(text, |c| c == '\n' || is_harmless(c), python)
}

/// JSON of one line or several: the same characters, escaped as JSON does, which means the same.
pub fn json(text: &str) -> Cow<'_, str> {
    made(
        text,
        |c| c == '\n' || is_harmless(c),
        |out, c| {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, r"\u{unit:04x}");
            }
        },
    )
}

fn made(
    text: &str,
    stays: impl Fn(char) -> bool,
    escaped: impl Fn(&mut String, char),
) -> Cow<'_, str> {
    if text.chars().all(&stays) {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match stays(c) {
            true => made.push(c),
            false => escaped(&mut made, c),
        }
    }
    Cow::Owned(made)
}

fn python(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str(r"\n"),
        '\r' => out.push_str(r"\r"),
        '\t' => out.push_str(r"\t"),
        c => escape(out, c.into()),
    }
}

/// How what leaves the program is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Text, as [`lines`] makes it; with `ascii`, signs beyond ASCII become the nearest within it ([`ascii::of`]).
    Text {
        /// Whether only ASCII is safe.
        ascii: bool,
    },
    /// JSON, as [`json`] makes it.
    Json,
}

impl Script {
    /// Text as the environment wants it.
    pub fn of_environment() -> Self {
        let ascii = ascii::is_wanted(|name| std::env::var(name).ok());
        Self::Text { ascii }
    }
}

/// What is written through this can be shown. Bytes that aren't UTF-8 are escaped one by one.
#[derive(Debug)]
pub struct Printable<W> {
    out: W,
    script: Script,
    /// The beginning of a character whose rest hasn't been written yet.
    begun: Vec<u8>,
}

impl<W: Write> Printable<W> {
    /// Writes to `out` from here on.
    pub fn new(out: W, script: Script) -> Self {
        Self {
            out,
            script,
            begun: Vec::new(),
        }
    }

    /// Writes a control sequence of our own.
    ///
    /// # Errors
    /// It can't be written.
    pub fn control(&mut self, sequence: &'static str) -> io::Result<()> {
        self.out.write_all(sequence.as_bytes())
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        let text = match self.script {
            Script::Json => json(text),
            Script::Text { ascii: false } => lines(text),
            Script::Text { ascii: true } => Cow::Owned(ascii::text(&lines(text))),
        };
        self.out.write_all(text.as_bytes())
    }
}

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.put(chunk.valid())?;
            let rest = chunk.invalid();
            let may_go_on = chunks.peek().is_none()
                && str::from_utf8(rest).is_err_and(|error| error.error_len().is_none());
            if may_go_on {
                self.begun = rest.to_vec();
                break;
            }
            let mut escaped = String::new();
            for &byte in rest {
                escape(&mut escaped, byte.into());
            }
            self.put(&escaped)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Standard output, held until it is dropped.
pub fn stdout(script: Script) -> Printable<StdoutLock<'static>> {
    Printable::new(io::stdout().lock(), script)
}

/// Standard error.
pub fn stderr() -> Printable<Stderr> {
    Printable::new(io::stderr(), Script::of_environment())
}

/// A sentence to standard error, which may be closed: then there's nobody to complain to.
pub fn complain(sentence: &str) {
    let _ = writeln!(stderr(), "{sentence}");
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One of each kind that must not come through.
    const HOSTILE: &str =
        "a\x1b]0;pwn\x07\r\x7f\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}b";

    #[test]
    fn what_a_terminal_would_obey_is_seen_instead() {
        let seen = r"a\x1b]0;pwn\x07\r\x7f\x9b31m\u202e\u2066\u200b\ufeff\u2028\U000e0041b";
        assert_eq!(line(HOSTILE), seen);
        assert_eq!(lines(HOSTILE), seen);
        assert_eq!(line("a\n\tb"), r"a\n\tb");
        assert_eq!(lines("a\n\tb"), "a\n\\tb");
    }

    #[test]
    fn colours_are_dropped_and_nothing_else() {
        assert_eq!(colourless("a \x1b[1;31m~~~\x1b[0m \x1b[m^"), "a ~~~ ^");
        for text in ["a [1m", "\x1b[2J", "\x1b[1", "\x1b[", "\x1b]0;m"] {
            assert_eq!(colourless(text), text, "{text:?}");
        }
    }

    #[test]
    fn what_is_known_without_the_table_is_what_it_says() {
        for c in '\0'..='\u{9fff}' {
            // The table leaves quotes to its caller, and a backslash.
            let quoted = matches!(c, '"' | '\'' | '\\');
            assert_eq!(is_printable(c), quoted || in_the_table(c), "{c:?}");
        }
    }

    #[test]
    fn words_stay_as_they_are() {
        for text in [
            "fork → 4711",
            "进程，线程。\u{3000}完",
            "e\u{301}",
            "naïve\u{a0}x",
            "●─│🐍",
        ] {
            assert!(matches!(line(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn json_means_the_same() {
        let value = serde_json::Value::from(HOSTILE);
        let made = json(&value.to_string()).into_owned();
        assert!(made.chars().all(is_harmless), "{made}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&made).unwrap(),
            value
        );
    }

    proptest! {
        #![proptest_config(crate::random_tests())]

        /// However it is cut, and whether it is UTF-8 or not: the same comes out, and nothing in it is obeyed.
        #[test]
        fn any_bytes_come_out_printable(bytes in prop::collection::vec(
            prop_oneof![any::<u8>(), prop::sample::select(HOSTILE.as_bytes().to_vec())], 0..60), cut in 0usize..60) {
            let written = |pieces: &[&[u8]]| {
                let mut out = Vec::new();
                let mut printable = Printable::new(&mut out, Script::Text { ascii: false });
                for piece in pieces {
                    printable.write_all(piece).unwrap();
                }
                printable.write_all(b".").unwrap();
                String::from_utf8(out).unwrap()
            };
            let (before, after) = bytes.split_at(cut.min(bytes.len()));
            let whole = written(&[&bytes]);
            prop_assert_eq!(&whole, &written(&[before, after]));
            prop_assert!(whole.chars().all(|c| c == '\n' || is_harmless(c)), "{:?}", whole);
        }
    }
}
