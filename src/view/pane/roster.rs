//! A numbered row an actor: who can be let go, what it is called, how it is, and what a scene says of it.
//!
//! ```text
//! 1  main      ● running  thread.join()
//! 2▷ worker 1  ○ ready    t4  task = tasks.get()
//! 3  worker 2  ◐ changed.acquire() ← worker 1
//! ```
//! What is said is never cut while there is anything else to give way: first it is no longer below the others, then the
//! state's word goes, where what is said tells it, too; then something shorter is said. A script's line alone may be cut: it
//! stands in the listing, and its row stays below the others.
//!
//! Never knows what a scene is about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::{How, Kind, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{first_row, shown};
use crate::world::Actor;

/// From this width on there is room for what can wait: a thread's id, a second clause.
pub(in crate::view::pane) const ROOMY: usize = 60;

/// So much of what may be cut tells something still.
const LEAST: usize = 10;

/// What a scene says of an actor.
#[derive(Debug, Clone)]
pub(in crate::view::pane) struct Row {
    /// What stands before the name: `├─`.
    pub(in crate::view::pane) branches: String,
    pub(in crate::view::pane) name: Span<'static>,
    /// What the kernel calls it, dim.
    pub(in crate::view::pane) ids: String,
    pub(in crate::view::pane) state: State,
    /// Whether it is a thread that an exception has ended, or a process that a signal has.
    pub(in crate::view::pane) raised: bool,
    /// The word of its state.
    pub(in crate::view::pane) word: String,
    /// What else there is to say, from the whole sentence to its core.
    pub(in crate::view::pane) says: Vec<Line<'static>>,
    /// Whether that tells the state, too.
    pub(in crate::view::pane) tells_state: bool,
    /// Whether it may be cut, so that it stays below the others: a line of the listing is whole there.
    pub(in crate::view::pane) may_be_cut: bool,
}

impl Row {
    /// What most scenes say of an actor: its name, and its state.
    pub(in crate::view::pane) fn of(cx: &Cx<'_>, actor: &Actor) -> Row {
        let style = match actor.parent {
            Some(_) => cx.theme.accent(cx.model),
            None => cx.theme.bold(),
        };
        Row {
            branches: String::new(),
            name: span(cx.label(actor), style),
            ids: String::new(),
            state: actor.state,
            raised: match actor.how() {
                Some(How::Raise(_)) => actor.kind == Kind::Thread,
                Some(How::Signal(_)) => actor.is_gone(),
                _ => false,
            },
            word: state_word(actor.state, cx.lang).to_owned(),
            says: Vec::new(),
            tells_state: false,
            may_be_cut: false,
        }
    }
}

/// The line that an actor is at: the whole of it, or its number. A line cut to pieces tells nothing; it stands in the listing.
pub(in crate::view::pane) fn place(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Vec<Line<'static>> {
    let Some(place) = &actor.at else {
        return Vec::new();
    };
    let number = cx.say("at_line", &[("line", &place.line.to_string())]);
    [code(open, actor).to_owned(), number]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| Line::from(span(text, cx.theme.dim())))
        .collect()
}

/// The Python line that an actor is at.
pub(in crate::view::pane) fn code<'a>(open: &'a Open, actor: &Actor) -> &'a str {
    let at = actor.at.as_ref();
    let line = at.and_then(|place| open.line_of(&place.file, place.line));
    line.unwrap_or_default().trim()
}

/// Which rows were drawn.
#[derive(Debug, Clone, Copy)]
pub(in crate::view::pane) struct Seen {
    pub(in crate::view::pane) first: usize,
    pub(in crate::view::pane) rows: usize,
    pub(in crate::view::pane) total: usize,
}

impl Seen {
    /// `5–14 of 33`, when not all are seen.
    pub(in crate::view::pane) fn note(self, cx: &Cx<'_>) -> Option<String> {
        shown(cx, self.first, self.rows, self.total)
    }
}

/// Draws as many rows as there is room for, around the actor that is looked at.
pub(in crate::view::pane) fn draw(
    cx: &Cx<'_>,
    open: &Open,
    actors: &[&Actor],
    area: Rect,
    (buf, hits): (&mut Buffer, &mut Hits),
    row: impl Fn(&Actor) -> Row,
) -> Seen {
    let rows = usize::from(area.height);
    let followed = open.highlighted();
    let follow = followed.and_then(|id| actors.iter().position(|actor| actor.id == *id));
    let scrolled = open.scroll[Pane::Stage as usize];
    let first = first_row(scrolled, follow.unwrap_or(0), actors.len(), rows);
    let seen: Vec<(&Actor, Row)> = actors
        .iter()
        .skip(first)
        .take(rows)
        .map(|actor| (*actor, row(actor)))
        .collect();
    let widest = |width: &dyn Fn(&Row) -> usize| {
        let widths = seen.iter().map(|(_, row)| width(row));
        widths.max().unwrap_or(0)
    };
    // By these numbers they are chosen, whoever of them a scene shows.
    let numbers = open.rows();
    let number_of = |actor: &Actor| 1 + numbers.iter().position(|id| *id == actor.id).unwrap_or(0);
    let columns = Columns {
        digits: numbers.len().to_string().len(),
        names: widest(&|row| ink::width(&row.branches) + row.name.width()),
        ids: widest(&|row| ink::width(&row.ids)),
        words: widest(&|row| {
            if row.says.is_empty() {
                0
            } else {
                ink::width(&row.word)
            }
        }),
        wide: usize::from(area.width),
    };
    for (y, (actor, row)) in seen.iter().enumerate() {
        let style = if actor.standing && open.past.is_none() {
            cx.theme.bold()
        } else {
            cx.theme.dim()
        };
        let line = columns.line(cx, row, number_of(actor), actor.standing, style);
        ink::put(area, 0, y, line, buf);
        let whole = cells(area, 0, y, columns.wide);
        hits.push(whole, Target::Actor(actor.id.clone()));
        if open.selected.as_ref() == Some(&actor.id) {
            cx.theme.highlight(whole, buf);
        }
    }
    Seen {
        first,
        rows: seen.len(),
        total: actors.len(),
    }
}

/// How wide the columns of the rows seen are.
struct Columns {
    digits: usize,
    names: usize,
    ids: usize,
    words: usize,
    wide: usize,
}

impl Columns {
    fn line(
        &self,
        cx: &Cx<'_>,
        row: &Row,
        number: usize,
        stands: bool,
        style: Style,
    ) -> Line<'static> {
        let theme = cx.theme;
        let names = self.names - ink::width(&row.branches);
        let left = |names: usize| -> Vec<Span<'static>> {
            let mut left = vec![
                span(format!("{number:>digits$}", digits = self.digits), style),
                span(if stands { "▷ " } else { "  " }, style),
                span(row.branches.clone(), theme.faint()),
                span(ink::pad(&row.name.content, names), row.name.style),
            ];
            if self.ids > 0 {
                let ids = format!(" {}", ink::pad(&row.ids, self.ids));
                left.push(span(ids, theme.dim()));
            }
            left
        };
        let (sign, state) = match row.raised {
            true => ("✗", theme.error()),
            false => (sign(row.state), theme.state(row.state)),
        };
        let with = |names: usize, word: &str| -> Vec<Span<'static>> {
            let sign = span(format!("  {sign} {word}"), state);
            [left(names), vec![sign]].concat()
        };
        let short = format!("{}  ", row.word);
        let mut tries = vec![
            (names, ink::pad(&row.word, self.words) + "  "),
            (names, short.clone()),
        ];
        if row.tells_state {
            tries.push((names, String::new()));
        }
        tries.push((0, short));
        if row.tells_state {
            tries.push((0, String::new()));
        }
        if let Some(says) = row.says.first().filter(|_| row.may_be_cut) {
            let (names, word) = &tries[0];
            let mut line = Line::from(with(*names, word));
            let room = self.wide.saturating_sub(line.width());
            if room >= LEAST || says.width() <= room {
                line.spans.extend(ink::clip(says, room).spans);
                return line;
            }
        }
        let mut all = row.says.iter().peekable();
        while let Some(says) = all.next() {
            let last = all.peek().is_none();
            for (at, (names, word)) in tries.iter().enumerate() {
                let line = Line::from([with(*names, word), says.spans.clone()].concat());
                if line.width() <= self.wide {
                    return line;
                }
                if last && at + 1 == tries.len() {
                    return ink::clip(&line, self.wide);
                }
            }
        }
        Line::from(with(names, &row.word))
    }
}
