//! Keys, and how they are written.
//!
//! Never knows what a key does.

/// A key as it was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which.
    pub code: Code,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

impl Key {
    /// A key by itself.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// A character's key.
    pub const fn char(letter: char) -> Self {
        Self::plain(Code::Char(letter))
    }

    /// A letter's key with Control held.
    pub const fn ctrl(letter: char) -> Self {
        Self {
            code: Code::Char(letter),
            ctrl: true,
            alt: false,
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(letter) if self.ctrl => write!(f, "{}", letter.to_ascii_uppercase()),
            Code::Char(letter) => write!(f, "{letter}"),
            Code::F(number) => write!(f, "F{number}"),
            Code::Up => f.write_str("↑"),
            Code::Down => f.write_str("↓"),
            Code::Left => f.write_str("←"),
            Code::Right => f.write_str("→"),
            Code::BackTab => f.write_str("Shift-Tab"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            named => write!(f, "{named:?}"),
        }
    }
}

/// Reads keys as the help writes them, between blanks; a text in quotes is typed.
///
/// # Errors
/// The name of no key.
pub fn keys(script: &str) -> Result<Vec<Key>, String> {
    let mut keys = Vec::new();
    let mut rest = script.trim();
    while !rest.is_empty() {
        if let Some(text) = rest.strip_prefix('"') {
            let (typed, after) = text.split_once('"').ok_or("a text has no end")?;
            keys.extend(typed.chars().map(Key::char));
            rest = after.trim_start();
            continue;
        }
        let (name, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        keys.push(key(name)?);
        rest = after.trim_start();
    }
    Ok(keys)
}

fn key(name: &str) -> Result<Key, String> {
    let mut letters = name.chars();
    let code = match name {
        "←" => Code::Left,
        "→" => Code::Right,
        "↑" => Code::Up,
        "↓" => Code::Down,
        "Home" => Code::Home,
        "End" => Code::End,
        "Space" => Code::Char(' '),
        "Enter" => Code::Enter,
        "Esc" => Code::Esc,
        "Tab" => Code::Tab,
        "PgUp" => Code::PageUp,
        "PgDn" => Code::PageDown,
        _ => match (letters.next(), letters.next()) {
            (Some(letter), None) => Code::Char(letter),
            _ => return Err(format!("{name}: no such key")),
        },
    };
    Ok(Key::plain(code))
}
