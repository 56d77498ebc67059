//! What things look like: a role in, a style out, for truecolor, 16 colours and none at all, on dark ground and on light.
//!
//! Colour never speaks alone: each state also has its glyph and its word ([`super::glyphs`]).
//! Never knows what is drawn where.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::lessons::Model;
use crate::protocol::State;

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits; the ground is painted too, so that the contrast is known.
    True,
    /// The sixteen names of ANSI, on the terminal's own ground.
    Ansi,
    /// None: `NO_COLOR`, or a terminal that says it has none. Bold, dim, underline and reverse remain.
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
}

impl Theme {
    /// The theme that the environment asks for.
    ///
    /// `NO_COLOR` (set and not empty, no-color.org), `COLORTERM` (`truecolor`, `24bit`), `TERM` (`dumb`, `…-mono`, `…-direct`),
    /// `COLORFGBG` (its last number is the ground's colour: 7 and 9 to 15 are light), `CONCURRIUM_ASCII` (set and neither empty nor `0`).
    pub fn of_environment(var: impl Fn(&str) -> Option<String>) -> Theme {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let true_color = matches!(set("COLORTERM").as_deref(), Some("truecolor" | "24bit"))
            || term.ends_with("-direct");
        let depth = if set("NO_COLOR").is_some() || term == "dumb" || term.ends_with("-mono") {
            Depth::None
        } else if true_color {
            Depth::True
        } else {
            Depth::Ansi
        };
        let ground = set("COLORFGBG").and_then(|both| both.rsplit(';').next()?.parse::<u8>().ok());
        Theme {
            depth,
            light: matches!(ground, Some(7 | 9..=15)),
            ascii: set("CONCURRIUM_ASCII").is_some_and(|value| value != "0"),
        }
    }

    /// One role's style: its truecolor on dark and on light, its ANSI name, and what stands for it without colours.
    fn role(self, dark: u32, light: u32, ansi: Color, none: Modifier) -> Style {
        match self.depth {
            Depth::True => Style::new().fg(rgb(if self.light { light } else { dark })),
            Depth::Ansi => Style::new().fg(ansi),
            Depth::None => Style::new().add_modifier(none),
        }
    }

    /// The whole screen, under everything.
    pub fn ground(self) -> Style {
        match (self.depth, self.light) {
            (Depth::True, false) => Style::new().fg(rgb(0xc9d1d9)).bg(rgb(0x0d1117)),
            (Depth::True, true) => Style::new().fg(rgb(0x24292f)).bg(rgb(0xffffff)),
            _ => Style::new(),
        }
    }

    /// What matters.
    pub fn bold(self) -> Style {
        let style = self.role(0xf0f6fc, 0x000000, Color::Reset, Modifier::BOLD);
        style.add_modifier(Modifier::BOLD)
    }

    /// What can wait.
    pub fn dim(self) -> Style {
        self.role(0x7d8590, 0x656d76, Color::DarkGray, Modifier::DIM)
    }

    /// Lines of the layout, and dust.
    pub fn faint(self) -> Style {
        self.role(0x484f58, 0xafb8c1, Color::DarkGray, Modifier::DIM)
    }

    /// A model's own colour; None: all three side by side.
    pub fn accent(self, model: Option<Model>) -> Style {
        match model {
            Some(Model::Process) => self.role(0x6cb6ff, 0x0969da, Color::Blue, Modifier::BOLD),
            Some(Model::Thread) => self.role(0x8ddb8c, 0x116329, Color::Green, Modifier::BOLD),
            Some(Model::Coroutine) => self.role(0xf69d50, 0xbc4c00, Color::Magenta, Modifier::BOLD),
            Some(Model::All) | None => self.role(0xdcbdfb, 0x8250df, Color::Cyan, Modifier::BOLD),
        }
    }

    /// A model's name as a badge.
    pub fn badge(self, model: Option<Model>) -> Style {
        let bold = Modifier::BOLD;
        match (self.depth, self.accent(model).fg) {
            (Depth::True, Some(accent)) => {
                let ink = rgb(if self.light { 0xffffff } else { 0x0d1117 });
                Style::new().fg(ink).bg(accent).add_modifier(bold)
            }
            (Depth::Ansi, Some(accent)) => {
                Style::new().fg(Color::Black).bg(accent).add_modifier(bold)
            }
            _ => Style::new().add_modifier(bold | Modifier::REVERSED),
        }
    }

    /// A key as one finds it on the keyboard.
    pub fn key(self) -> Style {
        match (self.depth, self.light) {
            (Depth::True, false) => Style::new().fg(rgb(0xf0f6fc)).bg(rgb(0x30363d)),
            (Depth::True, true) => Style::new().fg(rgb(0x24292f)).bg(rgb(0xd8dee4)),
            _ => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// What runs, lives, or went well.
    pub fn good(self) -> Style {
        let style = self.role(0x56d364, 0x1a7f37, Color::Green, Modifier::BOLD);
        style.add_modifier(Modifier::BOLD)
    }

    /// What waits.
    pub fn waiting(self) -> Style {
        self.role(0xe3c05e, 0x9a6700, Color::Yellow, Modifier::empty())
    }

    /// The past: what is shown is not what is.
    pub fn past(self) -> Style {
        let style = self.waiting();
        match self.depth {
            Depth::None => style.add_modifier(Modifier::REVERSED | Modifier::BOLD),
            _ => style.add_modifier(Modifier::BOLD),
        }
    }

    /// What failed.
    pub fn error(self) -> Style {
        self.role(
            0xff7b72,
            0xcf222e,
            Color::Red,
            Modifier::BOLD.union(Modifier::UNDERLINED),
        )
    }

    /// A zombie.
    pub fn zombie(self) -> Style {
        self.role(0xd2a8ff, 0x8250df, Color::Magenta, Modifier::UNDERLINED)
    }

    /// A string or a value of Python.
    pub fn string(self) -> Style {
        self.role(0xe3c05e, 0x9a6700, Color::Yellow, Modifier::empty())
    }

    /// A number of Python.
    pub fn number(self) -> Style {
        self.role(0x79c0ff, 0x0550ae, Color::Cyan, Modifier::empty())
    }

    /// *Emphasis.*
    pub fn emphasis(self) -> Style {
        Style::new().add_modifier(Modifier::ITALIC)
    }

    /// A state's word and glyph.
    pub fn state(self, state: State) -> Style {
        match state {
            State::Running => self.good(),
            State::Ready => self.bold(),
            State::Blocked | State::Suspended => self.waiting(),
            State::Stopped => self.error(),
            State::Zombie => self.zombie(),
            State::Created | State::Ended => self.dim(),
        }
    }

    /// Lets what has been drawn step back behind what will lie over it.
    pub fn recede(self, area: Rect, buf: &mut Buffer) {
        let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
        let plain = plain.remove_modifier(Modifier::all());
        let faint = plain.patch(self.ground()).patch(self.faint());
        buf.set_style(area.intersection(buf.area), faint);
    }

    /// Lays the light of "here" over cells that have been drawn: the current line, the chosen row.
    /// With few colours what was coloured there becomes plain, since it could not be read.
    pub fn highlight(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        match self.depth {
            Depth::True => {
                let here = if self.light { 0xcfe4ff } else { 0x1f3454 };
                buf.set_style(area, Style::new().bg(rgb(here)));
            }
            Depth::Ansi | Depth::None => {
                let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
                let plain = plain.remove_modifier(Modifier::DIM | Modifier::UNDERLINED);
                buf.set_style(area, plain.add_modifier(Modifier::REVERSED));
            }
        }
    }
}

fn rgb(hex: u32) -> Color {
    Color::from_u32(hex)
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
        assert_eq!(of(&[("TERM", "xterm-256color")]).depth, Depth::Ansi);
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
        assert!(!of(&[("CONCURRIUM_ASCII", "0")]).ascii);
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
