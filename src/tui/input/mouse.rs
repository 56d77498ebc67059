//! The mouse: xterm's reports → what was pointed at. Decimal ones (mode 1006) are asked for; a terminal that doesn't know
//! them sends three bytes (1000, 1005), and urxvt has numbers of its own (1015).
//!
//! Never knows what lies where: the last picture's [`Hits`] say so.

use ratatui::layout::Rect;

use crate::app::Input;
use crate::tui::input::utf8::utf8;
use crate::tui::program::Hits;

/// Lines that one notch of the wheel turns.
const NOTCH: i32 = 3;

/// What the mouse did, at (column, row) counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) struct Mouse {
    did: Did,
    column: u16,
    row: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Did {
    Press,
    Drag,
    Wheel(i32),
}

/// What is added to each number that is sent as a byte.
const PRINTABLE: u16 = 32;

/// Reads what stands between `ESC [ <` and the final byte: button, column and row, from 1. None for what we don't use.
pub(super) fn report(parameters: &str, last: u8) -> Option<Mouse> {
    let [button, column, row] = three(parameters)?;
    (last == b'M').then(|| did(button, column, row)).flatten()
}

/// Reads what stands between `ESC [` and `M` (mode 1015): the same, the button as in three bytes.
pub(super) fn urxvt(parameters: &str) -> Option<Mouse> {
    let [button, column, row] = three(parameters)?;
    did(button.checked_sub(PRINTABLE)?, column, row)
}

fn three(parameters: &str) -> Option<[u16; 3]> {
    let mut numbers = parameters.split(';').map(str::parse::<u16>);
    let three = [
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    ];
    numbers.next().is_none().then_some(three)
}

/// Reads what follows `ESC [ M`: three numbers, each a byte, or a character where it looks like one (mode 1005: only
/// terminals with more than 95 rows could send bytes that do). Says how many bytes that took; None: it isn't whole.
pub(super) fn legacy(bytes: &[u8]) -> Option<(usize, Option<Mouse>)> {
    let mut numbers = [0; 3];
    let mut at = 0;
    for number in &mut numbers {
        let (length, value) = match &bytes[at..] {
            // Broken off: no number is as small, but for NUL, which stands for one that is too large.
            [0x01..0x20, ..] => return Some((at, None)),
            rest => match utf8(rest) {
                None => return None,
                Some((length @ 1..=2, Some(letter))) => {
                    (length, u16::try_from(u32::from(letter)).unwrap_or(u16::MAX))
                }
                Some(_) => (1, rest[0].into()),
            },
        };
        at += length;
        *number = value;
    }
    let [button, column, row] = numbers.map(|number| number.saturating_sub(PRINTABLE));
    Some((at, did(button, column, row)))
}

fn did(button: u16, column: u16, row: u16) -> Option<Mouse> {
    // 4 Shift, 8 Alt and 16 Control make no difference.
    let did = match button & !0b1_1100 {
        0 => Did::Press,
        32 => Did::Drag,
        64 => Did::Wheel(-NOTCH),
        65 => Did::Wheel(NOTCH),
        _ => return None,
    };
    Some(Mouse {
        did,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
    })
}

/// What the mouse did, with what it pointed at in the last picture; positions outside count as its edge.
pub(in crate::tui) fn to_input(mouse: Mouse, area: Rect, hits: &impl Hits) -> Option<Input> {
    let column = mouse.column.min(area.width.saturating_sub(1));
    let row = mouse.row.min(area.height.saturating_sub(1));
    let target = hits.at(column, row);
    match mouse.did {
        Did::Press => target.map(Input::Click),
        Did::Drag => target.map(Input::Drag),
        Did::Wheel(lines) => Some(Input::Wheel(target, lines)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Target;
    use crate::tui::input::{Decoder, Typed};

    /// Everything is the position of its column; nothing is in row 0.
    struct Columns;

    impl Hits for Columns {
        fn at(&self, column: u16, row: u16) -> Option<Target> {
            (row > 0).then(|| Target::Position(column.into()))
        }
    }

    fn inputs(bytes: &[u8]) -> Vec<Input> {
        Decoder::default()
            .feed(bytes)
            .into_iter()
            .filter_map(|typed| match typed {
                Typed::Mouse(mouse) => to_input(mouse, Rect::new(0, 0, 80, 24), &Columns),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn points_at_what_was_drawn() {
        assert_eq!(
            inputs(b"\x1b[<0;3;2M\x1b[<32;4;2M\x1b[<0;4;2m"),
            [
                Input::Click(Target::Position(2)),
                Input::Drag(Target::Position(3))
            ],
            "press, drag; the release says nothing",
        );
        assert_eq!(
            inputs(b"\x1b[<64;1;1M\x1b[<65;1;2M"),
            [
                Input::Wheel(None, -3),
                Input::Wheel(Some(Target::Position(0)), 3)
            ],
        );
        assert_eq!(
            inputs(b"\x1b[<2;3;2M\x1b[<35;3;2M"),
            [],
            "other buttons, or none"
        );
        assert_eq!(inputs(b"\x1b[<0;3;1M"), [], "nothing there");
    }

    #[test]
    fn a_position_outside_is_the_edge() {
        assert_eq!(
            inputs(b"\x1b[<0;60000;60000M\x1b[<0;0;5M\x1b[<0;99999;5M"),
            [
                Input::Click(Target::Position(79)),
                Input::Click(Target::Position(0))
            ],
        );
    }
}
