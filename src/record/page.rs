//! Steps to one HTML file that needs nothing else: a slider over them, and all of them one below the other where no script
//! runs. Both themes are in it; the reader's system chooses.
//!
//! A picture is a grid of text, not SVG as for [`super::picture`]: it can be selected, searched and printed, and takes a
//! fifth of the room. How cells look is said once, in a class for each look.
//!
//! Never knows what the steps are of.

use std::borrow::Cow;
use std::fmt::Write;

use indexmap::IndexSet;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use crate::i18n::{self, Lang, say, word};
use crate::record::picture::{Ground, Look, escaped};

const TEMPLATE: &str = include_str!("../../assets/html/page.html");
const CSS: &str = include_str!("../../assets/html/page.css");
const JS: &str = include_str!("../../assets/html/page.js");

/// One step: the screen on either ground, and what is said of it.
pub(super) struct Step {
    /// On a dark ground, then on a light one: equally large.
    pub(super) screens: [Buffer; 2],
    /// Sentences, without markup.
    pub(super) said: Vec<String>,
}

/// Writes the page.
pub(super) fn html(title: &str, steps: &[Step], grounds: [Style; 2], lang: Lang) -> String {
    let mut looks = Looks {
        grounds: grounds.map(Ground::of),
        known: IndexSet::new(),
    };
    let of = steps.len().to_string();
    let mut sections = String::new();
    for (at, step) in (1..).zip(steps) {
        let heading = say(lang, "page.step", &[("at", &at.to_string()), ("of", &of)]);
        let said: Vec<String> = step.said.iter().map(|said| escaped(said)).collect();
        let _ = write!(
            sections,
            "<section id=\"step-{at}\">\n<h2>{heading}</h2>\n<pre role=\"img\" aria-label=\"{heading}: {}\">{}</pre>\n",
            said.join(" "),
            looks.grid(step),
        );
        for said in said {
            let _ = writeln!(sections, "<p>{said}</p>");
        }
        sections += "</section>\n";
    }
    let (title, css) = (escaped(title), format!("{CSS}{}", looks.css()));
    i18n::fill(TEMPLATE, |name| {
        Some(Cow::from(match name {
            "code" => lang.code(),
            "title" => &title,
            "css" => &css,
            "js" => JS,
            "of" => &of,
            "sections" => &sections,
            words => word(lang, words),
        }))
    })
}

/// How cells look on both grounds; each pair once.
struct Looks {
    /// The dark one, the light one.
    grounds: [Ground; 2],
    known: IndexSet<[Look; 2]>,
}

impl Looks {
    /// The screen, a line a row.
    fn grid(&mut self, step: &Step) -> String {
        let [dark, light] = &step.screens;
        let width = usize::from(dark.area.width.max(1));
        let rows = dark.content.chunks(width).zip(light.content.chunks(width));
        let rows: Vec<String> = rows.map(|(dark, light)| self.row(dark, light)).collect();
        rows.join("\n")
    }

    fn row(&mut self, dark: &[Cell], light: &[Cell]) -> String {
        let [on_dark, on_light] = &self.grounds;
        let ground = [on_dark.look(), on_light.look()];
        let (mut row, mut text) = (String::new(), String::new());
        let mut last = ground.clone();
        let mut column = 0;
        while let Some((dark, light)) = dark.get(column).zip(light.get(column)) {
            let look = [Look::of(dark, on_dark), Look::of(light, on_light)];
            if look != last {
                row += &close(&mut self.known, &last, &ground, &mut text);
                last = look;
            }
            let symbol = dark.symbol();
            let cells = symbol.width().max(1);
            text += &match cells {
                1 => escaped(symbol),
                _ => format!("<i>{}</i>", escaped(symbol)),
            };
            column += cells;
        }
        row += &close(&mut self.known, &last, &ground, &mut text);
        row.truncate(row.trim_end_matches(' ').len());
        row
    }

    /// The rules for all looks, and for the page itself.
    fn css(&self) -> String {
        let of = |theme: usize| {
            let ground = &self.grounds[theme];
            let mut rules = format!(
                "body, nav {{ color: {}; background: {}; }}\n",
                ground.fg, ground.bg
            );
            for (class, looks) in self.known.iter().enumerate() {
                let look = &looks[theme];
                let _ = write!(rules, ".c{class} {{ color: {};", look.fg);
                if look.bg != ground.bg {
                    let _ = write!(rules, " background: {};", look.bg);
                }
                rules += " }\n";
            }
            rules
        };
        let [dark, light] = [of(0), of(1)];
        format!(
            "{dark}pre {{ border: 1px solid #8884; }}\n\
             @media (prefers-color-scheme: light) {{\n{light}}}\n@media print {{\n{light}}}\n"
        )
    }
}

/// What was gathered, in a span of its look; what looks as the ground needs none.
fn close(
    known: &mut IndexSet<[Look; 2]>,
    look: &[Look; 2],
    ground: &[Look; 2],
    text: &mut String,
) -> String {
    let text = std::mem::take(text);
    if text.is_empty() || look == ground {
        return text;
    }
    let (class, _) = known.insert_full(look.clone());
    let mut classes = format!("c{class}");
    for (modifier, name) in [
        (Modifier::BOLD, " b"),
        (Modifier::DIM, " d"),
        (Modifier::ITALIC, " s"),
        (Modifier::UNDERLINED, " u"),
    ] {
        if look[0].modifier.contains(modifier) {
            classes += name;
        }
    }
    format!("<span class=\"{classes}\">{text}</span>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Color;

    const GROUNDS: [Style; 2] = [
        Style::new().fg(Color::Rgb(9, 9, 9)).bg(Color::Rgb(0, 0, 0)),
        Style::new().fg(Color::Rgb(1, 1, 1)).bg(Color::Rgb(8, 8, 8)),
    ];

    fn step(text: &str, said: &str) -> Step {
        let screen = |red| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 2));
            buffer.set_string(0, 0, text, Style::new().fg(Color::Rgb(red, 0, 0)));
            buffer.set_string(0, 1, "plain", Style::new());
            buffer
        };
        Step {
            screens: [screen(200), screen(100)],
            said: vec![said.to_owned()],
        }
    }

    #[test]
    fn a_look_is_said_once_for_each_theme_and_wide_signs_have_two_columns() {
        let steps = [step("a<进", "One < two."), step("b", "Then.")];
        let page = html("T & U", &steps, GROUNDS, Lang::En);
        assert!(
            page.contains("<span class=\"c0\">a&lt;<i>进</i></span>\nplain</pre>"),
            "{page}"
        );
        assert!(
            page.contains("<span class=\"c0\">b</span>\nplain</pre>"),
            "{page}"
        );
        assert_eq!(page.matches(".c0 { color: #c80000; }").count(), 1, "dark");
        assert_eq!(
            page.matches(".c0 { color: #640000; }").count(),
            2,
            "light, and paper"
        );
        assert!(page.contains("<title>T &amp; U</title>"));
        assert!(page.contains("<p>One &lt; two.</p>"));
        assert_eq!(page.matches("<section ").count(), 2);
    }

    #[test]
    fn nothing_leaves_the_page() {
        let page = html("T", &[step("a", "b")], GROUNDS, Lang::Zh);
        assert!(page.contains("default-src 'none'"));
        for outside in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
