//! One key or one sequence at the beginning of some bytes.
//!
//! Whatever follows, a step that was taken stays the same: otherwise the place where a read happens to cut would count.
//!
//! Never knows what came before it.

use crate::app::{Code, Key};
use crate::tui::input::control;
use crate::tui::input::mouse::Mouse;
use crate::tui::input::swallowed::Swallowed;

/// Bytes that a control sequence may have to be looked at as a whole: the longest is text that an input method typed.
pub(super) const LONGEST: usize = 1024;

const ESC: u8 = 0x1b;

/// What the bytes begin with, and how many bytes that takes.
#[derive(Debug)]
pub(super) enum Step {
    Key(usize, Key),
    /// Letters that one sequence holds.
    Text(usize, String),
    Mouse(usize, Mouse),
    PasteBegins(usize),
    /// More is to be passed over than can be kept.
    Swallow(usize, Swallowed),
    /// To be passed over.
    Unknown(usize),
    /// Nothing that is complete.
    Incomplete,
}

impl Step {
    /// The same step, after so many bytes before it.
    pub(super) fn after(self, before: usize) -> Self {
        match self {
            Step::Key(count, key) => Step::Key(count + before, key),
            Step::Text(count, text) => Step::Text(count + before, text),
            Step::Mouse(count, mouse) => Step::Mouse(count + before, mouse),
            Step::PasteBegins(count) => Step::PasteBegins(count + before),
            Step::Swallow(count, what) => Step::Swallow(count + before, what),
            Step::Unknown(count) => Step::Unknown(count + before),
            Step::Incomplete => Step::Incomplete,
        }
    }
}

/// Takes the first step through `bytes`.
pub(super) fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] => Step::Incomplete,
        [ESC, rest @ ..] => escaped(rest).after(1),
        // C1, as a byte (which begins no character), and as the character of that number.
        [c1 @ 0x80..=0x9f, rest @ ..] => introduced(*c1, rest).after(1),
        [0xc2, c1 @ 0x80..=0x9f, rest @ ..] => introduced(*c1, rest).after(2),
        _ => character(bytes),
    }
}

/// What is left when nothing follows for a moment: the keys whose bytes also begin sequences.
pub(super) fn alone(bytes: &[u8]) -> Vec<Key> {
    let esc = Key::plain(Code::Esc);
    match bytes {
        [ESC] => vec![esc],
        [ESC, ESC] => vec![esc, esc],
        [ESC, letter @ b'!'..=b'~'] => vec![alt(*letter)],
        [ESC, ESC, letter @ b'!'..=b'~'] => vec![esc, alt(*letter)],
        _ => Vec::new(),
    }
}

fn alt(letter: u8) -> Key {
    Key {
        alt: true,
        ..Key::char(letter.into())
    }
}

/// What follows ESC.
fn escaped(rest: &[u8]) -> Step {
    match rest {
        [] => Step::Incomplete,
        [ESC, more @ ..] => twice_escaped(more),
        [letter @ (b'[' | b'O'), more @ ..] => {
            let sequence = match letter {
                b'[' => control::csi(more),
                _ => control::ss3(more),
            };
            sequence.map_or(Step::Key(1, alt(*letter)), |step| step.after(1))
        }
        // OSC, DCS, APC, PM, SOS; or, if nothing follows, a key with Alt.
        [b']' | b'P' | b'_' | b'^' | b'X'] => Step::Incomplete,
        [b']' | b'P' | b'_' | b'^' | b'X', ..] => Step::Swallow(1, Swallowed::String),
        [0x80..=0x9f, ..] | [0xc2, 0x80..=0x9f, ..] => Step::Key(0, Key::plain(Code::Esc)),
        // Esc, and at once Ctrl-C or Ctrl-Z, is what one presses who wants to get away.
        [0x03 | 0x1a, ..] => character(rest),
        _ => match character(rest) {
            Step::Key(count, key) => Step::Key(count, Key { alt: true, ..key }),
            other => other,
        },
    }
}

/// What follows ESC ESC: a key's sequence with Alt, as rxvt and PuTTY send it; else the Esc key, and another sequence.
fn twice_escaped(more: &[u8]) -> Step {
    match more {
        [] => Step::Incomplete,
        [b'[' | b'O', ..] => match escaped(more) {
            Step::Incomplete => Step::Incomplete,
            Step::Key(count, key) if count > 1 => {
                let alt = key != Key::ctrl('c') && key != Key::ctrl('z');
                Step::Key(count + 1, Key { alt, ..key })
            }
            _ => Step::Key(0, Key::plain(Code::Esc)),
        },
        _ => Step::Key(0, Key::plain(Code::Esc)),
    }
}

/// What follows a C1 control character.
fn introduced(c1: u8, rest: &[u8]) -> Step {
    match c1 {
        0x9b => control::csi(rest).unwrap_or(Step::Unknown(0)),
        0x8f => control::ss3(rest).unwrap_or(Step::Unknown(0)),
        0x90 | 0x98 | 0x9d..=0x9f => Step::Swallow(0, Swallowed::String),
        _ => Step::Unknown(0),
    }
}

/// A character, or the control character that stands for a key.
pub(super) fn character(bytes: &[u8]) -> Step {
    let key = match bytes[0] {
        b'\r' | b'\n' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x08 | 0x7f => Key::plain(Code::Backspace),
        control @ 0x01..=0x1a => Key::ctrl((control - 1 + b'a').into()),
        0x00..0x20 => return Step::Unknown(1),
        _ => {
            return match utf8(bytes) {
                None => Step::Incomplete,
                Some((length, Some(letter))) if !letter.is_control() => {
                    Step::Key(length, Key::char(letter))
                }
                Some((length, _)) => Step::Unknown(length),
            };
        }
    };
    Step::Key(1, key)
}

/// The character that the bytes begin with, and its length; a byte that is none has the length 1. None: it isn't whole.
pub(super) fn utf8(bytes: &[u8]) -> Option<(usize, Option<char>)> {
    let length = match bytes.first()? {
        0x00..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Some((1, None)),
    };
    let begun = &bytes[..length.min(bytes.len())];
    match str::from_utf8(begun) {
        Ok(text) => Some((length, text.chars().next())),
        Err(error) if error.error_len().is_none() => None,
        Err(_) => Some((1, None)),
    }
}
