//! One key or one sequence at the beginning of some bytes.
//!
//! Whatever follows, a step that was taken stays the same: otherwise the place where a read happens to cut would count.
//!
//! Never knows what came before it.

use crate::app::{Code, Key};
use crate::tui::input::character::character;
use crate::tui::input::control;
use crate::tui::input::step::Step;
use crate::tui::input::swallowed::Swallowed;

const ESC: u8 = 0x1b;

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
