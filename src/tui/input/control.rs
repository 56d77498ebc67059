//! Control sequences: what follows `ESC [` (CSI) and `ESC O` (SS3).
//!
//! Keys, the mouse, the beginning of a paste; and answers, which are passed over: what the terminal is (DA), where its
//! cursor stands (CPR), which modes are on (DECRPM, kitty's flags), how large it is, whether it has the focus.
//!
//! Never knows what stands before or after.

use crate::app::{Code, Key};
use crate::tui::input::keyboard::{self, Held};
use crate::tui::input::mouse;
use crate::tui::input::parameters::Parameters;
use crate::tui::input::step::{LONGEST, Step};
use crate::tui::input::swallowed::Swallowed;

/// Bytes that stand between `ESC O` and its final byte at most: modifiers.
const LONGEST_SS3: usize = 8;

/// What follows `ESC [`: parameters 0x30–0x3f, intermediates 0x20–0x2f, one final byte 0x40–0x7e (ECMA-48 5.4). None if
/// nothing of it does.
pub(super) fn csi(rest: &[u8]) -> Option<Step> {
    match rest {
        // The Linux console's F1 to F5: ESC [ [ A.
        [b'['] => return Some(Step::Incomplete),
        [b'[', last @ b'A'..=b'E', ..] => {
            return Some(Step::Key(2, Key::plain(Code::F(last - b'A' + 1))));
        }
        [b'M', coordinates @ ..] => {
            let step = match mouse::legacy(coordinates) {
                None => Step::Incomplete,
                Some((length, None)) => Step::Unknown(length),
                Some((length, Some(mouse))) => Step::Mouse(length, mouse),
            };
            return Some(step.after(1));
        }
        _ => {}
    }
    let seen = &rest[..rest.len().min(LONGEST)];
    let Some(length) = seen.iter().position(|byte| !(0x20..0x40).contains(byte)) else {
        return Some(match seen.len() {
            LONGEST => Step::Swallow(LONGEST, Swallowed::Sequence),
            _ => Step::Incomplete,
        });
    };
    let count = length + 1;
    let last = rest[length];
    if !(0x40..0x7f).contains(&last) {
        // Broken off: this byte begins something else.
        return (length > 0).then_some(Step::Unknown(length));
    }
    let parameters = str::from_utf8(&rest[..length]).unwrap_or_default();
    Some(whole(parameters, last).after(count))
}

/// A control sequence that is complete; takes no bytes more.
fn whole(parameters: &str, last: u8) -> Step {
    if let Some(report) = parameters.strip_prefix('<') {
        return mouse::report(report, last).map_or(Step::Unknown(0), |mouse| Step::Mouse(0, mouse));
    }
    if let (b'~', "200") = (last, parameters) {
        return Step::PasteBegins(0);
    }
    if last == b'M' {
        return mouse::urxvt(parameters).map_or(Step::Unknown(0), |mouse| Step::Mouse(0, mouse));
    }
    // xterm's modifyCursorKeys can put a > before a key's parameters; everything else that is private is an answer.
    let keys = match parameters.strip_prefix('>') {
        Some(keys) if matches!(last, b'A'..=b'H' | b'P'..=b'S' | b'~') => keys,
        _ => parameters,
    };
    if !keys
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'))
    {
        return Step::Unknown(0);
    }
    let parameters = Parameters(keys);
    let key = match last {
        b'u' => return keyboard::kitty(parameters),
        b'~' if parameters.number(0) == Some(27) => keyboard::modify_other_keys(parameters),
        b'_' => keyboard::win32(parameters),
        _ => key(parameters, last),
    };
    key.map_or(Step::Unknown(0), |key| Step::Key(0, key))
}

/// A key that is named by its final byte, or by its number before `~`; modifiers stand second.
fn key(parameters: Parameters<'_>, last: u8) -> Option<Key> {
    let held = Held::of(parameters)?;
    let number = parameters.number(0);
    Some(match last {
        b'~' => held.with(numbered(number?)?),
        // rxvt: with Control, and with Shift as well.
        b'^' | b'@' => held.and_ctrl().with(numbered(number?)?),
        // rxvt: with Shift. (With parameters, `c` is an answer.)
        b'a'..=b'd' if number.is_none() => held.with(named(last.to_ascii_uppercase())?),
        // With parameters, `R` says where the cursor stands.
        b'R' if number.is_some() => return None,
        b'Z' => held.and_shift().with(Code::Tab),
        _ => held.with(named(last)?),
    })
}

/// What follows `ESC O`: the keypad's keys too, in application mode. None if nothing of it does.
pub(super) fn ss3(rest: &[u8]) -> Option<Step> {
    let seen = &rest[..rest.len().min(LONGEST_SS3)];
    let Some(length) = seen
        .iter()
        .position(|byte| !matches!(byte, b'0'..=b'9' | b';'))
    else {
        return (seen.len() < LONGEST_SS3).then_some(Step::Incomplete);
    };
    let last = rest[length];
    if !(0x20..0x7f).contains(&last) {
        return (length > 0).then_some(Step::Unknown(length));
    }
    let parameters = str::from_utf8(&rest[..length]).unwrap_or_default();
    // Some write the modifiers alone: ESC O 5 A.
    let modifiers = parameters.rsplit(';').next().unwrap_or_default();
    let held = Held::of_bits(modifiers.parse().unwrap_or(1));
    let code = match last {
        b'M' => Some(Code::Enter),
        b'I' | b'Z' => Some(Code::Tab),
        b'X' => Some(Code::Char('=')),
        b' ' => Some(Code::Char(' ')),
        // `j` to `o` are * + , - . / and `p` to `y` the digits: as in ASCII.
        b'j'..=b'y' => Some(Code::Char((last - b'j' + b'*').into())),
        b'a'..=b'd' => named(last.to_ascii_uppercase()),
        _ => named(last),
    };
    let held = match last {
        // rxvt.
        b'a'..=b'd' => held.and_ctrl(),
        b'Z' => held.and_shift(),
        _ => held,
    };
    let key = code.map(|code| held.with(code));
    let count = length + 1;
    Some(key.map_or(Step::Unknown(count), |key| Step::Key(count, key)))
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
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return None,
    })
}

/// Keys that are named by a number before `~`.
fn numbered(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        4 | 8 => Code::End,
        3 => Code::Delete,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => keyboard::function(number - 10),
        17..=21 => keyboard::function(number - 11),
        23 | 24 => keyboard::function(number - 12),
        _ => return None,
    })
}
