//! The listing: the Python program or the Rust that runs, with the line at which each actor stands.
//!
//! ```text
//! ─ Python · Rust ─────── 1–16 of 56 ─
//!      1 # … 4 lines: imports       z     what is only scaffolding: one line
//!      6 async def work(n):
//!  t1▶ 7   counter = seen + 1             the one it is about ▶, others ▷
//!      8   print(f"t{n} has been         a long line goes on below itself
//!              at work")
//! ```
//! It stands where somebody stood last, with what belongs to that line: its function, or its paragraph. Nothing is cut of
//! the Python, but what lies behind a line's first 2,000 characters. What is asked about stays in sight while it is asked, and what the lesson is about when it opens; where that
//! is far from where somebody stands, `…` stands for what is between. Of a script of several files it shows the one where
//! somebody stands. Never knows why they stand there.

mod gutter;
mod rows;
mod window;

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::actions;
use crate::app::{Open, Pane, Tab, Target};
use crate::history::FileName;
use crate::i18n::word;
use crate::protocol::{Event, Spot, What};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, shown};
use crate::view::syntax::Language;
use rows::Row;
use window::Window;

/// The key that opens what is folded, as the table of actions has it.
const UNFOLD: &str = "unfold";

/// What stands before a line that has a mark by hand.
const MARK: &str = "●";

/// Draws the listing.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let file = open.file();
    let (language, lines): (_, Vec<&str>) = match open.tab {
        Tab::Python => (Language::Python, open.lines()),
        Tab::Rust => {
            let lines = open.play.other.unwrap_or_default().lines();
            (Language::Rust, lines.collect())
        }
    };
    let parts = open.listing_rows();
    let inner = body(area);
    let rows = usize::from(inner.height);
    let places = gutter::places(cx, open, &file);
    let gutter = gutter::Width::of(inner.width, open.play.is_script());
    let digits = lines.len().to_string().len();
    let from = gutter.cells + gutter.blank + digits + 1;
    let room = usize::from(inner.width).saturating_sub(from);

    let current = open.highlighted();
    let current = current.and_then(|id| open.world.actor(id));
    let current = current.and_then(|actor| gutter::line_of(open, &file, actor));
    let cursor = open.line.filter(|_| open.focus == Pane::Listing);
    let cursor = cursor.map(|line| line as usize);
    let scrolled = open.listing_scroll();
    let sought = cursor.or(current).or_else(|| stood_last(open, &file));
    let read = window::read(parts.len(), scrolled.or(sought).unwrap_or(0));
    let skipped = read.start;
    let all = rows::of(cx, open, language, &lines, &parts[read], room, &places);
    let all = window::airy(all, &lines, rows);
    let window = match scrolled {
        Some(nth) => {
            let nth = nth.saturating_sub(skipped);
            Window::from(window::nth_line(&all, nth), &all, rows)
        }
        None => Window::around(&lines, &all, rows, (sought, wanted(open))),
    };
    title(
        cx,
        open,
        note(cx, &all, &window, lines.len()),
        area,
        buf,
        hits,
    );
    let below = window
        .1
        .map(|rows| std::iter::once(None).chain(all[rows].iter().map(Some)));
    let seen = all[window.0]
        .iter()
        .map(Some)
        .chain(below.into_iter().flatten());

    let key = actions::all().find(|action| action.name == UNFOLD);
    let key = key.map(|action| format!(" {} ", action.label()));
    let opens = format!(" {}", word(cx.lang, "actions.unfold.short"));
    for (row, part) in seen.enumerate() {
        let Some(part) = part else {
            let column = gutter.cells + gutter.blank + digits - 1;
            ink::put(inner, column, row, span("…", cx.theme.dim()), buf);
            continue;
        };
        let line = part.lines.start + 1;
        let here = !part.folded && Some(line) == current;
        if part.begins {
            let number = if here {
                cx.theme.bold()
            } else {
                cx.theme.dim()
            };
            let number = span(format!("{line:>digits$}"), number);
            ink::put(inner, gutter.cells + gutter.blank, row, number, buf);
            let marked =
                u32::try_from(line).is_ok_and(|line| open.marks.has(file.as_deref(), line));
            if marked && !part.folded {
                ink::put(inner, gutter.cells, row, span(MARK, cx.theme.error()), buf);
            }
        }
        ink::put(inner, from + part.indent, row, part.text.clone(), buf);
        if part.folded {
            if let Some(key) = key.as_ref().filter(|_| part.begins) {
                let least = from + part.indent + part.text.width() + 1;
                // A letter by itself says nothing.
                let key = span(key.clone(), cx.theme.key());
                let hint = Line::from(vec![key, span(opens.clone(), cx.theme.dim())]);
                ink::put_right(inner, least, row, hint, buf);
            }
            let whole = cells(inner, 0, row, usize::from(inner.width));
            hits.push(whole, Target::Action(UNFOLD));
        } else if let Some(place) = places.get(&line).filter(|_| part.begins) {
            let mark = place.mark(gutter.cells);
            let style = if here {
                cx.theme.accent(cx.model)
            } else {
                cx.theme.dim()
            };
            let column = gutter.cells.saturating_sub(ink::width(&mark));
            ink::put(inner, column, row, span(mark, style), buf);
            if let Some(actor) = place.first.clone() {
                hits.push(cells(inner, 0, row, from), Target::Actor(actor));
            }
        }
        if cursor.map_or(here, |cursor| cursor == line) {
            let whole = cells(inner, gutter.cells, row, usize::from(inner.width));
            cx.theme.highlight(whole, buf);
        }
    }
}

/// `5–14 of 33`, in lines of the program, when not all of it is in sight, and that in one piece.
fn note(cx: &Cx<'_>, all: &[Row], window: &Window, lines: usize) -> Option<String> {
    let Window(piece, None) = window else {
        return None;
    };
    let seen = &all[piece.clone()];
    let (first, last) = (seen.first()?, seen.last()?);
    let before = first.lines.start;
    (seen.len() < all.len())
        .then(|| shown(cx, before, last.lines.end - before, lines))
        .flatten()
}

/// The lines of the program that are to stay in sight, from 0: what is asked about; when a lesson opens, what it is about.
fn wanted(open: &Open) -> Option<Range<usize>> {
    let lesson = open.play.lesson;
    let asked = open.predictions.open().filter(|_| open.is_at_the_front());
    let passage = match asked {
        Some(asked) => lesson.asked_about(asked.question),
        None => lesson.about.clone().filter(|_| opens(open)),
    };
    let python = open.tab == Tab::Python;
    passage?.lines(&open.play.listing).filter(|_| python)
}

/// Whether nobody has taken a step yet.
fn opens(open: &Open) -> bool {
    /// By then somebody has, in every lesson.
    const BEGINNING: usize = 1_000;
    let past = open.position().min(open.history.len());
    let stood = |event: &&Event| matches!(event.what, What::Line(_));
    let events = open.history.events().get(..past);
    past < BEGINNING && events.is_some_and(|events| events.iter().filter(stood).take(2).count() < 2)
}

/// Where somebody stood last in this file; before anybody does, the first line at which somebody will.
fn stood_last(open: &Open, shown: &FileName) -> Option<usize> {
    let rust = open.tab == Tab::Rust;
    let at = |line: u32, rust_line: u32| if rust { rust_line } else { line } as usize;
    let about = open.highlighted().and_then(|id| open.world.actor(id));
    let about = about.and_then(|actor| actor.at.as_ref());
    let about = about.filter(|place| place.file == *shown);
    let about = about.map(|place| at(place.line, place.rust));
    let before = || {
        let lately = open.lately().iter().rev();
        lately
            .filter_map(|event| match &event.what {
                What::Line(Spot {
                    line, rust, file, ..
                }) if file == shown => Some(at(*line, *rust)),
                _ => None,
            })
            .next()
    };
    let marked = || {
        let lines = &open.play.listing.lines;
        let marked = lines.iter().position(|line| line.cue.is_some())?;
        (!rust).then_some(marked + 1)
    };
    about.or_else(before).or_else(marked)
}

/// The rule with the two tabs; a script has the name of the file there.
fn title(
    cx: &Cx<'_>,
    open: &Open,
    note: Option<String>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut Hits,
) {
    let style = |tab: Tab| {
        if open.tab == tab {
            cx.title(Pane::Listing)
        } else {
            cx.theme.dim()
        }
    };
    let title = [
        span("Python", style(Tab::Python)),
        span(" · ", cx.theme.dim()),
        span("Rust", style(Tab::Rust)),
    ];
    let note = legend(cx, open).or(note);
    let note = note.map(|note| span(note, cx.theme.dim()));
    if open.play.is_script() {
        let script = &open.play.lesson.text(cx.lang).title;
        let name = open
            .file()
            .map_or_else(|| script.clone(), |file| file.to_string());
        let title = [span(name, cx.title(Pane::Listing))];
        ink::rule(area, &title, note, cx.theme.faint(), buf);
        return;
    }
    if open.play.other.is_none() {
        ink::rule(area, &title[..1], note, cx.theme.faint(), buf);
        return;
    }
    ink::rule(area, &title, note, cx.theme.faint(), buf);
    hits.push(cells(area, 2, 0, 6), Target::Tab(Tab::Python));
    hits.push(cells(area, 11, 0, 4), Target::Tab(Tab::Rust));
}

/// What `2▷` before a line means, as long as several are there and nobody turns the listing.
fn legend(cx: &Cx<'_>, open: &Open) -> Option<String> {
    let several = open.world.actors().nth(1).is_some();
    let turned = open.focus == Pane::Listing || open.listing_scroll().is_some();
    let script = open.play.is_script();
    (several && !turned && !script).then(|| cx.word("listing.stands").to_owned())
}
