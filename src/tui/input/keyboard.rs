//! A key by its number and by what is held with it: what keyboards send that were told to say everything.
//!
//! Nobody here tells them to, but another program may have, and died. Three ways: kitty's protocol
//! (`CSI number:shifted:base ; held:event ; text u`), xterm's modifyOtherKeys (`CSI 27 ; held ; number ~`, or in kitty's
//! form), and Windows Terminal's win32-input-mode (`CSI key ; scan ; letter ; down ; held ; times _`).
//!
//! What comes out is what the same key sends where nothing was told: Control with a letter is its control character
//! (Control-[ is Esc, Control-I is Tab), Enter with Control is Enter. A key that is let go is none.
//!
//! Never knows how a sequence is found.

use crate::app::{Code, Key};
use crate::tui::input::character::character;
use crate::tui::input::parameters::Parameters;
use crate::tui::input::step::Step;

/// kitty's number for the release of a key, among press (1) and repeat (2).
const RELEASED: u32 = 3;

/// The letters that layouts have where `c` is, for a keyboard that names no base key: Russian, Greek, Hebrew, Arabic,
/// Korean, Thai. Ctrl-C ends programs in all of them.
const ON_THE_KEY_OF_C: [char; 6] = ['с', 'ψ', 'ב', 'ؤ', 'ㅊ', 'แ'];

/// What is held while a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Held {
    shift: bool,
    /// Alt, or one that we have no keys with: Super, Hyper, Meta.
    alt: bool,
    ctrl: bool,
    caps: bool,
}

impl Held {
    /// What the second parameter says; None when the key is let go.
    pub(super) fn of(parameters: Parameters<'_>) -> Option<Self> {
        let held = Self::of_bits(parameters.number(1).unwrap_or(1));
        (parameters.part(1, 1) != Some(RELEASED)).then_some(held)
    }

    /// 1 + (1 Shift, 2 Alt, 4 Control, 8 Super, 16 Hyper, 32 Meta, 64 caps lock, 128 num lock).
    pub(super) fn of_bits(number: u32) -> Self {
        let bits = number.saturating_sub(1);
        Self {
            shift: bits & 1 != 0,
            alt: bits & 0b11_1010 != 0,
            ctrl: bits & 4 != 0,
            caps: bits & 64 != 0,
        }
    }

    /// With Control as well.
    pub(super) fn and_ctrl(self) -> Self {
        Self { ctrl: true, ..self }
    }

    /// With Shift as well.
    pub(super) fn and_shift(self) -> Self {
        Self {
            shift: true,
            ..self
        }
    }

    /// A named key, or a letter as it is, while this is held.
    pub(super) fn with(self, code: Code) -> Key {
        let code = match code {
            Code::Tab if self.shift => Code::BackTab,
            code => code,
        };
        let plain = matches!(code, Code::Enter | Code::Tab | Code::BackTab | Code::Esc);
        Key {
            code,
            ctrl: self.ctrl && !plain,
            alt: self.alt,
        }
    }

    /// A letter's key while this is held, Shift and caps lock being in the letter already.
    fn with_letter(self, letter: char) -> Option<Key> {
        if letter.is_control() {
            return None;
        }
        if !self.ctrl {
            return Some(self.with(Code::Char(letter)));
        }
        let on_c = letter
            .to_lowercase()
            .any(|letter| ON_THE_KEY_OF_C.contains(&letter));
        let letter = if on_c { 'c' } else { letter };
        let key = match u8::try_from(letter.to_ascii_lowercase()) {
            Ok(b'[') => self.with(Code::Esc),
            Ok(letter @ b'a'..=b'z') => match character(&[letter - b'a' + 1]) {
                Step::Key(_, key) => key,
                _ => return None,
            },
            _ => self.with(Code::Char(letter)),
        };
        // As with ESC before it: whoever wants to get away isn't asked what else is held.
        let away = key == Key::ctrl('c') || key == Key::ctrl('z');
        Some(Key {
            alt: self.alt && !away,
            ..key
        })
    }
}

/// kitty's form.
pub(super) fn kitty(parameters: Parameters<'_>) -> Step {
    let Some((held, number)) = Held::of(parameters).zip(parameters.number(0)) else {
        return Step::Unknown(0);
    };
    if !held.ctrl && !held.alt {
        let text = parameters.parts(2).flatten().filter_map(char::from_u32);
        let text: String = text.filter(|letter| !letter.is_control()).collect();
        if !text.is_empty() {
            return Step::Text(0, text);
        }
    }
    let shifted = parameters.part(0, 1).and_then(char::from_u32);
    let base = parameters.part(0, 2).and_then(char::from_u32);
    let key = functional(number).map_or_else(
        || {
            let letter = char::from_u32(number).filter(|&letter| !is_private(letter))?;
            held.with_letter(match (base, shifted) {
                (Some(base), _) if held.ctrl && !letter.is_ascii() => base,
                (_, Some(shifted)) if held.shift && !held.ctrl => shifted,
                _ => capital(letter, held, true),
            })
        },
        |code| Some(held.with(code)),
    );
    key.map_or(Step::Unknown(0), |key| Step::Key(0, key))
}

/// xterm's form, which has the letter that Shift makes.
pub(super) fn modify_other_keys(parameters: Parameters<'_>) -> Option<Key> {
    let (held, number) = (Held::of(parameters)?, parameters.number(2)?);
    match functional(number) {
        Some(code) => Some(held.with(code)),
        None => held.with_letter(capital(char::from_u32(number)?, held, false)),
    }
}

/// Windows' form: a virtual key, and the letter it makes.
pub(super) fn win32(parameters: Parameters<'_>) -> Option<Key> {
    let [key, letter, down, state] = [0, 2, 3, 4].map(|at| parameters.number(at).unwrap_or(0));
    if down != 1 {
        return None;
    }
    let (alt, ctrl) = (state & 0b11 != 0, state & 0b1100 != 0);
    // AltGr, which makes letters, is the right Alt and the left Control.
    let makes_letters = letter >= 0x20 && state & 0b1001 == 0b1001;
    let held = Held {
        shift: state & 0x10 != 0,
        alt: alt && !makes_letters,
        ctrl: ctrl && !makes_letters,
        caps: false,
    };
    let code = match key {
        0x08 => Code::Backspace,
        0x09 => Code::Tab,
        0x0d => Code::Enter,
        0x1b => Code::Esc,
        0x21 => Code::PageUp,
        0x22 => Code::PageDown,
        0x23 => Code::End,
        0x24 => Code::Home,
        0x25 => Code::Left,
        0x26 => Code::Up,
        0x27 => Code::Right,
        0x28 => Code::Down,
        0x2e => Code::Delete,
        0x70..=0x7b => function(key - 0x6f),
        // With Control the letter is a control character, or none: the key of a Latin letter has that letter's number.
        0x41..=0x5a if held.ctrl => return held.with_letter(char::from_u32(key)?),
        _ => return held.with_letter(char::from_u32(letter)?),
    };
    Some(held.with(code))
}

/// F1 to F12 by their number.
pub(super) fn function(number: u32) -> Code {
    Code::F(u8::try_from(number).unwrap_or(u8::MAX))
}

/// Keys that aren't letters: control characters, and kitty's numbers in Unicode's private use area.
fn functional(number: u32) -> Option<Code> {
    Some(match number {
        9 | 57346 => Code::Tab,
        10 | 13 | 57345 | 57414 => Code::Enter,
        27 | 57344 => Code::Esc,
        8 | 127 | 57347 => Code::Backspace,
        57349 | 57426 => Code::Delete,
        57350 | 57417 => Code::Left,
        57351 | 57418 => Code::Right,
        57352 | 57419 => Code::Up,
        57353 | 57420 => Code::Down,
        57354 | 57421 => Code::PageUp,
        57355 | 57422 => Code::PageDown,
        57356 | 57423 => Code::Home,
        57357 | 57424 => Code::End,
        57364..=57375 => function(number - 57363),
        // The keypad: 0 to 9 . / * - + (Enter) = ,
        57399..=57413 => Code::Char(char::from(b"0123456789./*-+"[(number - 57399) as usize])),
        57415 => Code::Char('='),
        57416 => Code::Char(','),
        _ => return None,
    })
}

/// Where kitty numbers keys that have no letter, those we don't know included: a lone Shift, a louder button.
fn is_private(letter: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&letter)
}

/// What Shift and caps lock make of a letter. `of_the_key` says that the letter is the key's own, as kitty's is: then other
/// signs than letters are guessed, as they are on an American keyboard.
fn capital(letter: char, held: Held, of_the_key: bool) -> char {
    if letter.is_alphabetic() {
        let mut capital = letter.to_uppercase();
        return match (held.shift != held.caps, capital.next()) {
            (true, Some(one)) if capital.next().is_none() => one,
            _ => letter,
        };
    }
    let plain = "`1234567890-=[]\\;',./";
    let shifted = "~!@#$%^&*()_+{}|:\"<>?";
    let guess = plain.chars().zip(shifted.chars());
    let mut guess = guess.filter(|&(plain, _)| plain == letter && held.shift && of_the_key);
    guess.next().map_or(letter, |(_, shifted)| shifted)
}
