//! The terminal's modes: those that we turn on, and those that somebody may have left on.
//!
//! A program that was killed leaves its modes behind: keys then come as sequences nobody asked for, the mouse types, and
//! letters are lines. All of them are put back when the terminal is entered, when it is left, and by `reset-terminal`.
//! Each of them is a word that a terminal without the mode passes over.
//!
//! Main screen and alternate screen each have kitty's keyboard flags of their own: while we run only the alternate one's
//! matter, so only [`RESET`] touches the main one's. (Some terminals print what they don't know of them, and only on the
//! alternate screen is that gone with the screen.)
//!
//! Sources: xterm's control sequences; kitty's keyboard protocol; Windows Terminal's win32-input-mode.
//!
//! Never knows when they are written.

/// How keys and the mouse are reported, back to what every terminal begins with: kitty's flags (`= 0 u`),
/// modifyOtherKeys (`> 4 m`), win32-input-mode (9001), keyboard locked (2) and new line mode (20), cursor keys (1) and
/// keypad (`>`), focus (1004), the theme (2031), the size (2048), pasted text (2004), and the mouse: what is reported
/// (9, 1000 to 1003) and how (1005, 1006, 1015, 1016).
macro_rules! input {
    () => {
        "\x1b[=0u\x1b[>4;0m\x1b[?9001l\x1b[2l\x1b[20l\x1b[?1l\x1b>\x1b[?1004l\x1b[?2031l\x1b[?2048l\x1b[?2004l\
         \x1b[?9l\x1b[?1000l\x1b[?1001l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    };
}

/// How text comes to stand on the screen: insert mode (4), origin (6) and margins (69, `r`), the wrap (7), the letters
/// (ASCII, and back from the line-drawing ones by SI), a picture that is held back (2026), colours.
macro_rules! output {
    () => {
        "\x1b[?2026l\x1b[4l\x1b[?6l\x1b[?69l\x1b[r\x1b[?7h\x1b(B\x0f\x1b[0m"
    };
}

/// Buttons (1000) and drags (1002), as decimal numbers (1006).
macro_rules! mouse_on {
    () => {
        "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
    };
}

/// The alternate screen, cleared, without a cursor, every mode put back; pasted text is marked.
macro_rules! enter {
    () => {
        concat!(
            "\x1b[?1049h\x1b[?25l",
            output!(),
            input!(),
            "\x1b[0m\x1b[?2004h\x1b[2J"
        )
    };
}

/// The opposite. Its first byte also breaks off an escape sequence that was written in part. A terminal without an
/// alternate screen goes on below the picture; one with it restores letters and colours as they were before, good or bad.
macro_rules! leave {
    () => {
        concat!(
            output!(),
            input!(),
            "\x1b[0m\x1b[999;1H\x1b[?25h\x1b[?1049l\x1b(B\x0f\x1b[0m"
        )
    };
}

/// Gives the terminal back.
pub(super) const LEAVE: &[u8] = leave!().as_bytes();

/// Gives back a terminal of which nothing is known: the main screen's keyboard flags too, however many were pushed, a
/// reversed screen (5), and the cursor's form. It goes on at the bottom: where the cursor stood can't be told, and nothing
/// that can be read is written over.
pub(super) const RESET: &[u8] = concat!(
    leave!(),
    "\x1b[<99u\x1b[=0u\x1b[?6l\x1b[?5l\x1b[0 q\x1b[999;1H\r\n"
)
.as_bytes();

/// Takes the terminal, with the mouse or without it.
pub(super) const fn enter(mouse: bool) -> &'static [u8] {
    if mouse {
        concat!(enter!(), mouse_on!()).as_bytes()
    } else {
        enter!().as_bytes()
    }
}

/// Takes the mouse, or gives it back.
pub(super) const fn mouse(on: bool) -> &'static [u8] {
    if on {
        mouse_on!().as_bytes()
    } else {
        b"\x1b[?1006l\x1b[?1002l\x1b[?1000l"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The private modes that are set at the end of `bytes`, of those that are named in it.
    fn modes(bytes: &[u8], into: &mut BTreeMap<u16, bool>) {
        let text = str::from_utf8(bytes).unwrap_or_default();
        for part in text.split("\x1b[?").skip(1) {
            let end = part.find(['h', 'l']).unwrap_or(0);
            if let Ok(mode) = part[..end].parse() {
                into.insert(mode, part[end..].starts_with('h'));
            }
        }
    }

    /// Those that are on where nothing was ever turned on.
    fn begun(mode: u16) -> bool {
        matches!(mode, 7 | 25)
    }

    #[test]
    fn what_is_turned_on_is_turned_off() {
        for with_mouse in [true, false] {
            for end in [LEAVE, RESET] {
                let mut on = BTreeMap::new();
                modes(enter(with_mouse), &mut on);
                modes(mouse(true), &mut on);
                modes(end, &mut on);
                for (mode, on) in on {
                    assert_eq!(on, begun(mode), "{mode}");
                }
            }
        }
    }

    #[test]
    fn the_mouse_alone_is_taken_and_given_back() {
        let mut on = BTreeMap::new();
        modes(enter(true), &mut on);
        let taken = on.clone();
        modes(mouse(false), &mut on);
        let mut without = BTreeMap::new();
        modes(enter(false), &mut without);
        assert_eq!(on, without);
        modes(mouse(true), &mut on);
        assert_eq!(on, taken);
    }
}
