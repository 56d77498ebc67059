//! One key or one sequence at the beginning of some bytes.
//!
//! Never knows what came before it.

use super::mouse::{self, Mouse};
use crate::app::{Code, Key};

/// Bytes that a sequence may have; what is longer is none.
pub(super) const LONGEST: usize = 64;

const ESC: u8 = 0x1b;

/// What the bytes begin with, and how many bytes that takes.
pub(super) enum Step {
    Key(usize, Key),
    Mouse(usize, Mouse),
    PasteBegins(usize),
    /// To be passed over.
    Unknown(usize),
    /// Nothing that is complete.
    Incomplete,
}

/// A key without modifiers.
pub(super) fn plain(code: Code) -> Key {
    Key {
        code,
        ctrl: false,
        alt: false,
    }
}

/// Takes the first step through `bytes`.
pub(super) fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] | [ESC] => Step::Incomplete,
        [ESC, b'[', rest @ ..] => csi(rest),
        [ESC, b'O', rest @ ..] => match rest {
            [] => Step::Incomplete,
            [last, ..] => named(*last).map_or(Step::Unknown(3), |code| Step::Key(3, plain(code))),
        },
        [ESC, ESC, ..] => Step::Key(1, plain(Code::Esc)),
        [ESC, rest @ ..] => match character(rest) {
            Step::Key(count, key) => Step::Key(count + 1, Key { alt: true, ..key }),
            Step::Unknown(count) => Step::Unknown(count + 1),
            other => other,
        },
        _ => character(bytes),
    }
}

/// A character, or the control character that stands for a key.
fn character(bytes: &[u8]) -> Step {
    let key = match bytes[0] {
        b'\r' | b'\n' => plain(Code::Enter),
        b'\t' => plain(Code::Tab),
        0x08 | 0x7f => plain(Code::Backspace),
        control @ 0x01..=0x1a => Key {
            ctrl: true,
            ..plain(Code::Char((control - 1 + b'a').into()))
        },
        0x00..0x20 => return Step::Unknown(1),
        _ => return utf8(bytes),
    };
    Step::Key(1, key)
}

fn utf8(bytes: &[u8]) -> Step {
    let length = match bytes[0] {
        0x00..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Step::Unknown(1),
    };
    let Some(encoded) = bytes.get(..length) else {
        let begun = bytes[1..].iter().all(|byte| byte & 0xc0 == 0x80);
        return if begun {
            Step::Incomplete
        } else {
            Step::Unknown(1)
        };
    };
    match str::from_utf8(encoded)
        .ok()
        .and_then(|text| text.chars().next())
    {
        Some(character) if !character.is_control() => {
            Step::Key(length, plain(Code::Char(character)))
        }
        Some(_) => Step::Unknown(length),
        None => Step::Unknown(1),
    }
}

/// What follows `ESC [`: parameters 0x30–0x3f, intermediates 0x20–0x2f, one final byte 0x40–0x7e (ECMA-48 5.4).
fn csi(rest: &[u8]) -> Step {
    if let [b'[', ..] = rest {
        // The Linux console's F1 to F5: ESC [ [ A.
        return match rest.get(1) {
            None => Step::Incomplete,
            Some(&last @ b'A'..=b'E') => Step::Key(4, plain(Code::F(last - b'A' + 1))),
            Some(_) => Step::Unknown(3),
        };
    }
    let Some(length) = rest.iter().position(|byte| !(0x20..0x40).contains(byte)) else {
        return if rest.len() + 2 < LONGEST {
            Step::Incomplete
        } else {
            Step::Unknown(rest.len() + 2)
        };
    };
    let count = length + 3;
    let last = rest[length];
    if !(0x40..0x7f).contains(&last) {
        // Broken off: this byte begins something else.
        return Step::Unknown(count - 1);
    }
    let parameters = str::from_utf8(&rest[..length]).unwrap_or_default();
    if let Some(report) = parameters.strip_prefix('<') {
        return mouse::report(report, last)
            .map_or(Step::Unknown(count), |mouse| Step::Mouse(count, mouse));
    }
    let mut numbers = parameters
        .split(';')
        .map(|number| number.parse::<u8>().unwrap_or(0));
    let first = numbers.next().unwrap_or(0);
    // xterm: 1 + (1 Shift, 2 Alt, 4 Control).
    let modifiers = numbers.next().unwrap_or(1).saturating_sub(1);
    let code = match last {
        b'~' if first == 200 => return Step::PasteBegins(count),
        b'~' => numbered(first),
        _ => named(last),
    };
    code.map_or(Step::Unknown(count), |code| {
        Step::Key(
            count,
            Key {
                code,
                alt: modifiers & 2 != 0,
                ctrl: modifiers & 4 != 0,
            },
        )
    })
}

/// Keys that are named by the final byte, after `ESC [` and `ESC O` alike.
fn named(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'Z' => Code::BackTab,
        b'M' => Code::Enter,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return None,
    })
}

/// Keys that are named by a number before `~`.
fn numbered(number: u8) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        4 | 8 => Code::End,
        3 => Code::Delete,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number - 10),
        17..=21 => Code::F(number - 11),
        23 | 24 => Code::F(number - 12),
        _ => return None,
    })
}
