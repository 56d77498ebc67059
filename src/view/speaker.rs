//! Speaker's notes on their own screen: what the class sees, what is asked and its answer, what to say, what comes next.
//!
//! ```text
//!  notes  fork-tree  step 4 of 4   round 1 · 14 hands      00:12:40  10:27
//! ───────────────────────────────────────────────────────────────────────
//!  They see  …
//!  Asked     …            A 4   B 6   C 8 ✓   D 7
//! ───────────────────────────────────────────────────────────────────────
//!  Say       …                                        scrolls, if it must
//!  Then      Enter closes · V second round
//! ───────────────────────────────────────────────────────────────────────
//!  Plan      2 of 7 · 2 minutes behind · planned 5:00–15:00
//!  Next      zombie-orphan
//!  ↑ ↓ scroll  q leave
//! ```
//! Never knows where the notes come from, nor a clock.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::i18n::{Lang, say, word};
use crate::notes::{Notes, Planned, Question};
use crate::view::ink::{self, span};
use crate::view::theme::Theme;
use crate::view::wrap::wrap;

/// What a speaker's screen is drawn from.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The notes; None: nobody presents.
    pub notes: Option<&'a Notes>,
    /// Why there are none, if something went wrong.
    pub fault: Option<&'a str>,
    /// `00:12:40`: since the presentation began.
    pub since: String,
    /// The seconds since then.
    pub seconds: u64,
    /// `10:27`.
    pub clock: String,
    /// The first row shown of what there is to say.
    pub from: usize,
    /// The language.
    pub lang: Lang,
}

/// The fewest rows of what there is to say.
const LEAST: usize = 3;

/// Draws the screen; answers how many rows of what there is to say lie below its end.
pub fn draw(desk: &Desk<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) -> usize {
    buf.set_style(area, theme.ground());
    let page = Page { desk, theme };
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    if width < 20 || height < 6 {
        return 0;
    }
    page.head(area, buf);
    let Some(notes) = desk.notes else {
        let waits = desk
            .fault
            .map_or_else(|| page.word("waits").to_owned(), str::to_owned);
        let lines = wrap(&[span(waits, theme.bold())], width.saturating_sub(4));
        for (row, line) in lines.into_iter().enumerate() {
            ink::put(area, 2, 2 + row, line, buf);
        }
        page.keys(area, buf);
        return 0;
    };
    let mut above = page.paragraphs("sees", &notes.sees, width);
    above.extend(
        notes
            .asked
            .iter()
            .flat_map(|asked| page.asked(asked, width)),
    );
    let mut below = page.then(notes, width);
    if let Some(plan) = &notes.plan {
        below.extend(page.planned(plan, width));
    }
    if !notes.next.is_empty() {
        if notes.plan.is_none() {
            below.push(Line::default());
        }
        below.extend(page.paragraphs("next", std::slice::from_ref(&notes.next), width));
    }
    let says = [&notes.says[..], &notes.about].concat();
    let says = page.paragraphs("says", &says, width);
    // The head, two rules and the keys; what the class sees gives way to what there is to say.
    let room = height.saturating_sub(4);
    below.truncate(room / 4 + 1);
    above.truncate(room.saturating_sub(below.len() + LEAST));
    let rows = room - above.len() - below.len();
    let from = desk.from.min(says.len().saturating_sub(rows));
    let rule = Line::from(span("─".repeat(width), theme.faint()));
    let mut lines = vec![rule.clone()];
    lines.extend(above);
    let hidden = says.len().saturating_sub(from + rows);
    lines.push(match hidden {
        0 => rule,
        hidden => page.more(hidden, width),
    });
    let mut shown: Vec<Line<'static>> = says.into_iter().skip(from).take(rows).collect();
    shown.resize(rows, Line::default());
    lines.extend(shown);
    lines.extend(below);
    for (row, line) in lines.into_iter().enumerate() {
        ink::put(area, 0, 1 + row, line, buf);
    }
    page.keys(area, buf);
    hidden
}

/// Whether that many seconds lie before a window, in it or after it, and by how many minutes; less than one is in time.
fn in_time(seconds: u64, (from, to): (u32, u32)) -> (&'static str, u64) {
    let early = u64::from(from).saturating_sub(seconds) / 60;
    let late = seconds.saturating_sub(u64::from(to)) / 60;
    match (early, late) {
        (0, 0) => ("in_time", 0),
        (0, late) => ("late", late),
        (early, _) => ("early", early),
    }
}

struct Page<'a> {
    desk: &'a Desk<'a>,
    theme: &'a Theme,
}

impl Page<'_> {
    fn word(&self, key: &str) -> &'static str {
        word(self.desk.lang, &format!("view.notes.{key}"))
    }

    /// Where the class is, what is asked of it, since when, and how late it is.
    fn head(&self, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let mut left = vec![
            Span::raw(" "),
            span(format!(" {} ", self.word("title")), theme.key()),
            Span::raw(" "),
        ];
        if let Some(notes) = self.desk.notes {
            if !notes.lesson.is_empty() {
                left.push(span(format!(" {} ", notes.lesson), theme.badge(None)));
                left.push(span(format!(" {}  ", notes.step), theme.ground()));
            }
            left.push(span(notes.status.clone(), theme.waiting()));
        }
        let right = vec![
            span(self.desk.since.clone(), theme.bold()),
            span(format!("  {} ", self.desk.clock), theme.dim()),
        ];
        let wide: usize = right.iter().map(Span::width).sum();
        let room = Rect {
            width: area.width.saturating_sub(ink::side(wide + 1)),
            ..area
        };
        ink::put(room, 0, 0, left, buf);
        ink::put_right(area, 0, 0, right, buf);
    }

    /// How wide what stands before a text is.
    fn label(&self) -> usize {
        let names = ["sees", "asked", "says", "keys", "plan", "next"];
        let widths = names.map(|name| ink::width(self.word(name)));
        widths.into_iter().max().unwrap_or(0) + 4
    }

    /// A title, and behind it paragraphs, with an empty line between and below.
    fn paragraphs(&self, title: &str, paragraphs: &[String], width: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for paragraph in paragraphs.iter().filter(|text| !text.trim().is_empty()) {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            for text in paragraph.lines() {
                lines.extend(self.text(text, self.theme.ground(), width));
            }
        }
        self.titled(title, lines)
    }

    fn text(&self, text: &str, style: Style, width: usize) -> Vec<Line<'static>> {
        let label = self.label();
        wrap(&[span(text, style)], width.saturating_sub(label + 1))
    }

    fn titled(&self, title: &str, lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
        let label = self.label();
        let titled = lines.into_iter().enumerate().map(|(row, line)| {
            let before = match row {
                0 => ink::pad(&format!("  {}", self.word(title)), label),
                _ => " ".repeat(label),
            };
            let before = span(before, self.theme.bold());
            Line::from([vec![before], line.spans].concat())
        });
        titled.collect()
    }

    /// The question, and its choices with their hands: the answer in green, with its sign.
    fn asked(&self, asked: &Question, width: usize) -> Vec<Line<'static>> {
        let mut lines = self.text(&asked.question, self.theme.ground(), width);
        for (at, (letter, choice)) in ('A'..).zip(&asked.choices).enumerate() {
            let style = match choice.right {
                true => self.theme.bold().patch(self.theme.good()),
                false => self.theme.ground(),
            };
            let sign = if choice.right { "✓" } else { " " };
            let hands = asked.rounds.iter().filter_map(|round| round.get(at));
            let hands: Vec<String> = hands.map(|hands| format!("{hands:>3}")).collect();
            let hands = hands.join(" →");
            let room = width.saturating_sub(self.label() + 6 + ink::width(&hands));
            let name = ink::clip_text(&choice.name, room);
            lines.push(Line::from(vec![
                span(format!("{letter} {sign} {name}  "), style),
                span(hands, self.theme.waiting()),
            ]));
        }
        self.titled("asked", lines)
    }

    /// The keys that go on.
    fn then(&self, notes: &Notes, width: usize) -> Vec<Line<'static>> {
        let mut line = Vec::new();
        for (key, does) in &notes.then {
            line.push(span(format!(" {key} "), self.theme.key()));
            line.push(span(format!(" {does}   "), self.theme.dim()));
        }
        let line = ink::clip(&Line::from(line), width.saturating_sub(self.label()));
        self.titled("keys", vec![line])
    }

    /// Where in the plan one is, and whether that is in time.
    fn planned(&self, plan: &Planned, width: usize) -> Vec<Line<'static>> {
        let mut line = vec![span(plan.place.clone(), self.theme.ground())];
        if let Some((from, to)) = plan.window {
            let minutes = |seconds: u32| format!("{}:{:02}", seconds / 60, seconds % 60);
            let with = [("from", &*minutes(from)), ("to", &*minutes(to))];
            let window = say(self.desk.lang, "view.plan.window", &with);
            let (key, by) = in_time(self.desk.seconds, (from, to));
            let style = match key {
                "late" => self.theme.waiting(),
                _ => self.theme.good(),
            };
            let said = say(
                self.desk.lang,
                &format!("view.plan.{key}"),
                &[("n", &by.to_string())],
            );
            line.push(span(" · ", self.theme.dim()));
            line.push(span(said, style));
            line.push(span(format!(" · {window}"), self.theme.dim()));
        }
        let line = ink::clip(&Line::from(line), width.saturating_sub(self.label()));
        self.titled("plan", vec![line])
    }

    fn more(&self, hidden: usize, width: usize) -> Line<'static> {
        let more = say(
            self.desk.lang,
            "view.notes.more",
            &[("n", &hidden.to_string())],
        );
        let wide = width.saturating_sub(ink::width(&more) + 3);
        Line::from(vec![
            span("─".repeat(wide), self.theme.faint()),
            span(format!(" {more} "), self.theme.waiting()),
            span("─", self.theme.faint()),
        ])
    }

    fn keys(&self, area: Rect, buf: &mut Buffer) {
        let mut line = vec![Span::raw(" ")];
        for (key, does) in [("↑ ↓", "scroll"), ("q", "leave")] {
            line.push(span(format!(" {key} "), self.theme.key()));
            let does = self.word(does);
            line.push(span(format!(" {does}   "), self.theme.dim()));
        }
        let last = usize::from(area.height.saturating_sub(1));
        ink::put(area, 0, last, " ".repeat(usize::from(area.width)), buf);
        ink::put(area, 0, last, line, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_in_time() {
        let window = (300, 900);
        for (seconds, said) in [
            (0, ("early", 5)),
            (240, ("early", 1)),
            (241, ("in_time", 0)),
            (600, ("in_time", 0)),
            (959, ("in_time", 0)),
            (960, ("late", 1)),
            (1500, ("late", 10)),
        ] {
            assert_eq!(in_time(seconds, window), said, "{seconds}");
        }
    }
}
