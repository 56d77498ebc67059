//! What things look like: a role in, a style out, for truecolor, 256 colours, 16 and none at all, on dark ground and on light.
//!
//! Where the colours are known (truecolor, the fixed ones of 256), the ground is painted too, and every word has a contrast
//! of 4.5 : 1 at least. What sixteen colours look like is the user's choice, and no hue of them can be read on every ground:
//! there, words keep the terminal's own colour, bold, underlined or reversed where that tells them apart, and only signs
//! (`●`, `─`, `█`) are coloured ([`Theme::finish`]).
//!
//! Colour never speaks alone: each state also has its glyph and its word ([`crate::view::glyphs`]).
//! Never knows what is drawn where.

mod palette;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::ascii;
use crate::background::Background;
use crate::lessons::Model;
use crate::protocol::State;

pub use palette::{fixed, is_sign};

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits; the ground is painted too, so that the contrast is known.
    True,
    /// 256, of which 240 are the same everywhere; the ground is painted too.
    Indexed,
    /// The sixteen names of ANSI, on the terminal's own ground.
    Ansi,
    /// None: `NO_COLOR`, or a terminal that says it has none. Bold, underline and reverse remain.
    None,
}

/// The look of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// How many colours there are.
    pub depth: Depth,
    /// Whether the ground is light.
    pub light: bool,
    /// Whether borders and glyphs are kept to ASCII, for terminals that draw `─│●→` two cells wide.
    pub ascii: bool,
    /// Whether states are said in bold: they are read from the back row.
    pub loud: bool,
}

/// The colours of a sign among sixteen, on dark ground and on light: those that differ from the ground in every common
/// palette (3 : 1, a test holds it).
type Signs = [Color; 2];

const PLAIN: Signs = [Color::Reset, Color::Reset];
const BLUE: Signs = [Color::LightBlue, Color::Blue];
const GREEN: Signs = [Color::Green, Color::Reset];
const CYAN: Signs = [Color::Cyan, Color::Reset];
const MAGENTA: Signs = [Color::LightMagenta, Color::Magenta];
const YELLOW: Signs = [Color::Yellow, Color::Reset];
const RED: Signs = [Color::LightRed, Color::Red];

impl Theme {
    /// No colour at all: what is measured with it is as wide and as high as with any other.
    pub const PLAIN: Theme = Theme {
        depth: Depth::None,
        light: false,
        ascii: false,
        loud: false,
    };

    /// The theme that the environment asks for.
    ///
    /// `NO_COLOR` (set and not empty, no-color.org), `COLORTERM` (`truecolor`, `24bit`), `TERM` (`dumb`, `…-mono`, `…-direct`,
    /// `…-256color`), `COLORFGBG` ([`Background::of_environment`]), `CONCURRIUM_ASCII` and the locale ([`ascii::is_wanted`]).
    pub fn of_environment(var: impl Fn(&str) -> Option<String>) -> Theme {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let true_color = matches!(set("COLORTERM").as_deref(), Some("truecolor" | "24bit"))
            || term.ends_with("-direct");
        let depth = if set("NO_COLOR").is_some() || term == "dumb" || term.ends_with("-mono") {
            Depth::None
        } else if true_color {
            Depth::True
        } else if term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Ansi
        };
        Theme {
            depth,
            light: Background::of_environment(&var) == Some(Background::Light),
            ascii: ascii::is_wanted(var),
            loud: false,
        }
    }

    /// The same look on this ground.
    pub fn on(self, background: Background) -> Theme {
        let light = background == Background::Light;
        Theme { light, ..self }
    }

    /// One role's style: its colours on dark and on light, its signs' among sixteen, and what tells its words apart where
    /// they have no colour.
    fn role(self, dark: u32, light: u32, signs: Signs, words: Modifier) -> Style {
        match self.depth {
            Depth::True | Depth::Indexed => Style::new().fg(self.either(dark, light)),
            Depth::Ansi => {
                let style = Style::new().fg(signs[usize::from(self.light)]);
                style.add_modifier(words)
            }
            Depth::None => Style::new().add_modifier(words),
        }
    }

    /// A colour on dark, and the one that stands for it on light.
    fn either(self, dark: u32, light: u32) -> Color {
        let hex = if self.light { light } else { dark };
        match self.depth {
            Depth::Indexed => palette::nearest(hex),
            _ => Color::from_u32(hex),
        }
    }

    /// Whether the ground is painted.
    fn paints(self) -> bool {
        matches!(self.depth, Depth::True | Depth::Indexed)
    }

    /// The whole screen, under everything.
    pub fn ground(self) -> Style {
        match self.paints() {
            true => Style::new()
                .fg(self.either(0xc9d1d9, 0x24292f))
                .bg(self.either(0x0d1117, 0xffffff)),
            false => Style::new(),
        }
    }

    /// What matters.
    pub fn bold(self) -> Style {
        let style = self.role(0xf0f6fc, 0x000000, PLAIN, Modifier::BOLD);
        style.add_modifier(Modifier::BOLD)
    }

    /// What can wait.
    pub fn dim(self) -> Style {
        self.role(0x8b949e, 0x57606a, PLAIN, Modifier::empty())
    }

    /// Lines of the layout, and dust. No word is written with it.
    pub fn faint(self) -> Style {
        self.role(0x484f58, 0xafb8c1, PLAIN, Modifier::DIM)
    }

    /// A model's own colour; None: all three side by side.
    pub fn accent(self, model: Option<Model>) -> Style {
        let bold = Modifier::BOLD;
        match model {
            Some(Model::Process) => self.role(0x6cb6ff, 0x0757b8, BLUE, bold),
            Some(Model::Thread) => self.role(0x8ddb8c, 0x116329, GREEN, bold),
            Some(Model::Coroutine) => self.role(0xf69d50, 0x953800, MAGENTA, bold),
            Some(Model::All) | None => self.role(0xdcbdfb, 0x6639ba, CYAN, bold),
        }
    }

    /// The title of the pane that has the keys.
    pub fn focus(self, model: Option<Model>) -> Style {
        let style = self.bold().patch(self.accent(model));
        match self.paints() {
            true => style,
            // All titles are bold.
            false => style.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// A model's name as a badge.
    pub fn badge(self, model: Option<Model>) -> Style {
        let bold = Modifier::BOLD;
        match self.accent(model).fg.filter(|_| self.paints()) {
            Some(accent) => {
                let ink = self.either(0x0d1117, 0xffffff);
                Style::new().fg(ink).bg(accent).add_modifier(bold)
            }
            None => Style::new().add_modifier(bold | Modifier::REVERSED),
        }
    }

    /// A key as one finds it on the keyboard.
    pub fn key(self) -> Style {
        match self.paints() {
            true => Style::new()
                .fg(self.either(0xf0f6fc, 0x24292f))
                .bg(self.either(0x30363d, 0xd8dee4)),
            false => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// What runs, lives, or went well.
    pub fn good(self) -> Style {
        let style = self.role(0x56d364, 0x116329, GREEN, Modifier::BOLD);
        style.add_modifier(Modifier::BOLD)
    }

    /// What waits.
    pub fn waiting(self) -> Style {
        self.role(0xe3c05e, 0x7d4e00, YELLOW, Modifier::empty())
    }

    /// The past: what is shown is not what is.
    pub fn past(self) -> Style {
        let style = self.waiting().add_modifier(Modifier::BOLD);
        match self.paints() {
            true => style,
            false => style.add_modifier(Modifier::REVERSED),
        }
    }

    /// What failed.
    pub fn error(self) -> Style {
        let words = Modifier::BOLD.union(Modifier::UNDERLINED);
        self.role(0xff7b72, 0xb01a26, RED, words)
    }

    /// A zombie.
    pub fn zombie(self) -> Style {
        self.role(0xd2a8ff, 0x6639ba, MAGENTA, Modifier::UNDERLINED)
    }

    /// A string or a value of Python.
    pub fn string(self) -> Style {
        self.role(0xe3c05e, 0x7d4e00, YELLOW, Modifier::empty())
    }

    /// A number of Python.
    pub fn number(self) -> Style {
        self.role(0x79c0ff, 0x0550ae, BLUE, Modifier::empty())
    }

    /// *Emphasis.*
    pub fn emphasis(self) -> Style {
        Style::new().add_modifier(Modifier::ITALIC)
    }

    /// A state's word and glyph.
    pub fn state(self, state: State) -> Style {
        let style = match state {
            State::Running => self.good(),
            State::Ready => self.bold(),
            State::Blocked | State::Suspended => self.waiting(),
            State::Stopped => self.error(),
            State::Zombie => self.zombie(),
            State::Created | State::Ended => self.dim(),
        };
        match self.loud {
            true => style.add_modifier(Modifier::BOLD),
            false => style,
        }
    }

    /// Lets what has been drawn step back behind what will lie over it: its words can still be read.
    pub fn recede(self, area: Rect, buf: &mut Buffer) {
        let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
        let plain = plain.remove_modifier(Modifier::all());
        let (words, signs) = (
            plain.patch(self.ground()).patch(self.dim()),
            plain.patch(self.ground()).patch(self.faint()),
        );
        for position in area.intersection(buf.area).positions() {
            let cell = &mut buf[position];
            let style = if is_sign(cell.symbol()) { signs } else { words };
            cell.set_style(style);
        }
    }

    /// Lays the light of "here" over cells that have been drawn: the current line, the chosen row.
    /// With few colours what was coloured there becomes plain, since it could not be read.
    pub fn highlight(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let here = match self.depth {
            Depth::True => self.either(0x1a2c48, 0xcfe4ff),
            // The nearest of 256 would be greys.
            Depth::Indexed => Color::Indexed(if self.light { 195 } else { 17 }),
            Depth::Ansi | Depth::None => {
                let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
                let plain = plain.remove_modifier(Modifier::DIM | Modifier::UNDERLINED);
                buf.set_style(area, plain.add_modifier(Modifier::REVERSED));
                return;
            }
        };
        buf.set_style(area, Style::new().bg(here));
    }

    /// The last thing done to a picture: where colours are the user's choice, words take the terminal's own.
    pub fn finish(self, buf: &mut Buffer) {
        if self.paints() {
            return;
        }
        for cell in buf
            .content
            .iter_mut()
            .filter(|cell| !is_sign(cell.symbol()))
        {
            cell.fg = Color::Reset;
            cell.bg = Color::Reset;
            cell.modifier.remove(Modifier::DIM);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Theme {
        Theme::of_environment(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_decides() {
        assert_eq!(of(&[("TERM", "xterm-256color")]).depth, Depth::Indexed);
        assert_eq!(of(&[("TERM", "xterm")]).depth, Depth::Ansi);
        assert_eq!(of(&[("COLORTERM", "truecolor")]).depth, Depth::True);
        assert_eq!(
            of(&[("COLORTERM", "24bit"), ("NO_COLOR", "1")]).depth,
            Depth::None
        );
        assert_eq!(
            of(&[("NO_COLOR", ""), ("COLORTERM", "24bit")]).depth,
            Depth::True
        );
        assert_eq!(of(&[("TERM", "dumb")]).depth, Depth::None);
        assert!(of(&[("COLORFGBG", "0;15")]).light);
        assert!(!of(&[("COLORFGBG", "15;default;0")]).light);
        assert!(of(&[("CONCURRIUM_ASCII", "1")]).ascii);
    }

    #[test]
    fn no_color_has_no_colour() {
        let theme = of(&[("NO_COLOR", "1")]);
        for style in [
            theme.ground(),
            theme.dim(),
            theme.key(),
            theme.past(),
            theme.error(),
        ] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert_ne!(theme.past(), theme.good());
    }
}
