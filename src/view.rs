//! The screen: [`draw`] paints the explorer's state on cells and says what the mouse would point at.
//!
//! ```text
//!  ┌ header   where one is · LIVE or PAST, step, speed, language ┐
//!  │ stage: tree, pool or frame   │ listing: Python · Rust       │
//!  │ timeline: a lane an actor, a cursor; or a question          │
//!  │ why: what happened at the cursor, and the reason │ output   │
//!  │ prompt: who moves next, a line to type, what failed         │
//!  └ footer   the keys that do something now ────────────────────┘
//! ```
//! The home screen has the lessons' list and a page on the chosen one; overlays (help, about, knobs) lie over either.
//! Which pane gets which cells depends on the screen and on what each has to say ([`layout`]).
//!
//! Drawing changes nothing. Never knows crossterm, link, stage, sys.

mod asks;
pub mod cx;
pub mod glyphs;
pub mod hits;
pub mod ink;
pub mod layout;
pub mod markdown;
pub mod pane;
pub mod speaker;
mod spread;
pub mod syntax;
pub mod theme;
pub mod wrap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use hits::Hits;
pub use theme::Theme;

use crate::app::{App, Open, Overlay, Pane, Roles, Screen, Slide, Target, Touring};
use crate::printable;
use crate::view::cx::Cx;

/// Draws the screen into `area` and says what the mouse would point at.
pub fn draw(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) -> Hits {
    let area = area.intersection(buf.area);
    let mut hits = Hits::default();
    if area.is_empty() {
        return hits;
    }
    buf.set_style(area, theme.ground());
    let roles = Roles::of(app);
    let theme = &Theme {
        loud: app.presenting.is_some(),
        ..*theme
    };
    let cx = Cx::of(app, theme, &roles);
    if layout::too_small(area) {
        ask_for_room(&cx, area, buf);
    } else {
        match &app.screen {
            Screen::Home => home(&cx, area, buf, &mut hits),
            Screen::Slide(text) => slide(&cx, text, area, buf, &mut hits),
            Screen::Lesson(open) => lesson(&cx, open, area, buf, &mut hits),
        }
        overlay(&cx, area, buf, &mut hits);
        if app.debug {
            pane::debug::draw(&cx, area, buf, &mut hits);
        }
    }
    theme.finish(buf);
    if theme.ascii {
        glyphs::to_ascii(buf);
    }
    hold_back(buf);
    hits
}

/// Lets nothing through that a terminal would obey: words have been made printable before, so that they are seen; a sign
/// that came another way is replaced here, where everything passes.
fn hold_back(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if !cell.symbol().chars().all(printable::is_harmless) {
            cell.set_symbol("\u{fffd}");
        }
    }
}

/// The cell where the terminal's cursor belongs: in a line that is being typed.
pub fn cursor(app: &App, area: Rect) -> Option<(u16, u16)> {
    if layout::too_small(area) {
        return None;
    }
    match app.overlays.last()? {
        Overlay::Prompt(prompt) => {
            let row = layout::prompt(area);
            let column = pane::prompt::cursor(prompt, app.lang, usize::from(row.width));
            Some((row.x + u16::try_from(column).ok()?, row.y))
        }
        // A tour shows no cursor: nobody types.
        Overlay::Knobs(form) if app.tour.is_none() => pane::knobs::cursor(app, form, area),
        _ => None,
    }
}

fn ask_for_room(cx: &Cx<'_>, area: Rect, buf: &mut Buffer) {
    let (width, height) = (area.width.to_string(), area.height.to_string());
    let least = (layout::LEAST.0.to_string(), layout::LEAST.1.to_string());
    let with = [
        ("width", width.as_str()),
        ("height", &height),
        ("least_width", &least.0),
        ("least_height", &least.1),
    ];
    let long = cx.say("too_small", &with);
    let text = if ink::width(&long) <= usize::from(area.width) {
        long
    } else {
        format!("{}×{}", least.0, least.1)
    };
    let row = usize::from(area.height / 2);
    let column = usize::from(area.width).saturating_sub(ink::width(&text)) / 2;
    ink::put(area, column, row, ink::span(text, cx.theme.bold()), buf);
}

fn home(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let parts = layout::home(area, pane::prompt::speaks(cx));
    pane::header::draw(cx, parts.header, buf, hits);
    pane::home::draw(cx, area, buf, hits);
    pane::prompt::draw(cx, parts.prompt, buf, hits);
    pane::footer::draw(cx, parts.footer, buf, hits);
}

fn slide(cx: &Cx<'_>, slide: &Slide, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let (parts, body) = layout::slide(area);
    pane::header::draw(cx, parts.header, buf, hits);
    let below = pane::slide::draw(cx, slide, body, buf);
    if below > 0 && cx.app.notice.is_none() {
        let more = cx.say("notes.more", &[("n", &below.to_string())]);
        let more = format!("↓ {more} ");
        ink::put_right(parts.prompt, 0, 0, ink::span(more, cx.theme.dim()), buf);
    }
    pane::prompt::draw(cx, parts.prompt, buf, hits);
    pane::footer::draw(cx, parts.footer, buf, hits);
}

fn lesson(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let parts = parts(cx, open, area);
    let mut panes = parts.panes;
    if let Some(tour) = &cx.app.tour {
        panes[Pane::Why as usize] = Rect::default();
        if !is_covered(cx) {
            pane::caption::draw(cx, open, tour, parts.pane(Pane::Why), buf);
        }
    }
    if let Some(left) = pane::predict::left(cx.app) {
        let place = std::mem::take(&mut panes[Pane::Why as usize]);
        pane::countdown::draw(cx, left, place, buf);
    }
    if let Some(asked) = asks::question(cx, open) {
        pane::predict::draw(cx, open, asked, parts.question, buf);
    }
    for &pane in &Pane::ALL {
        let rect = panes[pane as usize];
        hits.push(rect, Target::Pane(pane));
        if !rect.is_empty() {
            paned(cx, open, pane, rect, buf, hits);
        }
    }
    between(cx, parts.pane(Pane::Stage), parts.pane(Pane::Listing), buf);
    between(cx, parts.pane(Pane::Why), parts.pane(Pane::Output), buf);
    pane::header::draw(cx, parts.header, buf, hits);
    pane::prompt::draw(cx, parts.prompt, buf, hits);
    match &cx.app.presenting {
        // The class sees what is pressed, not what could be.
        Some(presenting) if cx.app.overlays.is_empty() => {
            pane::pressed::draw(cx, presenting, parts.footer, buf);
        }
        _ => pane::footer::draw(cx, parts.footer, buf, hits),
    }
}

/// Draws a pane; before a class, the actors of a stage that has room stand apart.
fn paned(cx: &Cx<'_>, open: &Open, pane: Pane, rect: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let draw = pane::of(pane, open);
    let apart = cx.app.presenting.is_some() && pane == Pane::Stage;
    let rows = || (pane::scene::of(open).rows)(cx, open, rect.width);
    let room = apart
        .then(|| spread::room(rows(), rect.height - 1))
        .flatten();
    let Some(rows) = room else {
        return draw(cx, rect, buf, hits);
    };
    let drawn = Rect {
        height: 1 + rows,
        ..rect
    };
    draw(cx, drawn, buf, hits);
    spread::spread(pane::edge::body(drawn), buf, hits);
}

/// Where the parts of a lesson's screen are.
pub fn parts(cx: &Cx<'_>, open: &Open, area: Rect) -> layout::Parts {
    if cx.app.presenting.is_some() {
        let asks = asks::asks(cx, open, layout::presenter_widths(area));
        layout::presenter(area, &asks, open.focus)
    } else {
        let mut widths = layout::widths(area, pane::scene::of(open).columns);
        if pane::output::is_traceback(open) {
            widths = widths.for_a_traceback();
        }
        layout::lesson(area, &asks::asks(cx, open, widths), widths, open.focus)
    }
}

/// Where a tour speaks: in the place of why; where something lies over the screen, below that.
fn caption(cx: &Cx<'_>, open: &Open, tour: &Touring, area: Rect) -> Rect {
    match is_covered(cx) {
        false => parts(cx, open, area).pane(Pane::Why),
        true => {
            let parts = parts(cx, open, area);
            let rows = ink::side(pane::caption::rows(cx, open, tour, area.width));
            let height = (rows + 1).min(area.height / 2);
            Rect {
                y: parts.prompt.y - height,
                height,
                ..area
            }
        }
    }
}

/// Where a tour speaks on a screen of this size, if one does.
pub fn speaks_in(app: &App, theme: &Theme, area: Rect) -> Option<Rect> {
    let roles = Roles::of(app);
    let cx = Cx::of(app, theme, &roles);
    let (open, tour) = cx.open.zip(app.tour.as_ref())?;
    (!layout::too_small(area)).then(|| caption(&cx, open, tour, area))
}

fn is_covered(cx: &Cx<'_>) -> bool {
    cx.app.overlays.last().and_then(pane::over).is_some()
}

/// The line between two panes that lie side by side, joined to the rules above and below.
fn between(cx: &Cx<'_>, left: Rect, right: Rect, buf: &mut Buffer) {
    if left.is_empty() || right.is_empty() || left.y != right.y {
        return;
    }
    for y in left.top()..=left.bottom() {
        let Some(cell) = buf.cell_mut((left.right(), y)) else {
            continue;
        };
        let crosses = matches!(cell.symbol(), "─" | "┬" | "┴");
        let symbol = if y == left.top() {
            "┬"
        } else if y < left.bottom() {
            "│"
        } else if crosses {
            "┴"
        } else {
            continue;
        };
        cell.set_symbol(symbol).set_style(cx.theme.faint());
    }
}

/// Draws the topmost overlay: what lies below it can't be used anyway.
fn overlay(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(draw) = cx.app.overlays.last().and_then(pane::over) else {
        return;
    };
    // A tour speaks about what lies on top: it isn't covered.
    let speaks = cx.open.zip(cx.app.tour.as_ref());
    let below = match speaks.map(|(open, tour)| caption(cx, open, tour, area)) {
        Some(place) => area.bottom() - place.y,
        None => 1,
    };
    let covered = Rect {
        y: area.y + 1,
        height: area.height - 1 - below,
        ..area
    };
    cx.theme.recede(covered, buf);
    let left = Rect {
        height: covered.height + 2,
        ..area
    };
    draw(cx, left, buf, hits);
    if let Some((open, tour)) = speaks {
        let place = caption(cx, open, tour, area);
        for row in 0..usize::from(place.height) {
            ink::put(place, 0, row, " ".repeat(usize::from(place.width)), buf);
        }
        pane::caption::draw(cx, open, tour, place, buf);
    }
}
