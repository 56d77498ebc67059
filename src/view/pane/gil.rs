//! The stage of the GIL lesson: a lane a worker, who has the lock and who waits for it; below them what was measured, the
//! model beside the machine's own python3.
//!
//! Never knows how a lane comes about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::protocol::keys::{
    CORES, Key, LOST, MISSING, PYTHON3_BUILD, PYTHON3_GIL, PYTHON3_LOST, SWITCHES, WALL, figure,
};
use crate::protocol::{ActorId, Kind, PYTHON3, Reason, State};
use crate::refusal;
use crate::view::cx::Cx;
use crate::view::glyphs::state_word;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::machine;
use crate::view::pane::roster::{self, Row};
use crate::world::{Actor, World};

/// How a python3 was built that needs no GIL.
const FREE_THREADED: &str = "free-threaded";

/// The narrowest lane that says anything.
const LANE: usize = 8;

/// Draws lanes, legend and figures.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    let height = usize::from(inner.height);
    let mut figures = figures(cx, open, usize::from(inner.width));
    if height < open.world.actors().len() + 1 + figures.len() {
        figures.pop(); // the switches, which can wait
    }
    // Where there is little room, the lanes come first, then the figures, then the legend.
    let below = figures.len().min(height.saturating_sub(2));
    let legend = usize::from(height > below + 2);
    let rows = height.saturating_sub(below + legend);
    let tree = open.world.tree();
    let actors: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let total = actors.len();
    let lanes = ink::rows(inner, 0, rows);
    let row = |actor: &Actor| row(cx, open, actor, usize::from(inner.width));
    let seen = roster::draw(cx, open, &actors, lanes, (buf, hits), row);
    let note = seen
        .note(cx)
        .unwrap_or_else(|| cx.word("gil.model").to_owned());
    rule(cx, Pane::Stage, "stage", Some(note), area, buf);
    // The figures follow the lanes directly where there is room.
    let airy = usize::from(height > total + below + legend);
    let at = total.min(rows);
    if legend > 0 {
        ink::put(inner, 0, at, self::legend(cx), buf);
    }
    for (n, line) in figures.into_iter().take(below).enumerate() {
        ink::put(inner, 0, at + legend + airy + n, line, buf);
    }
}

/// How many rows it asks for: one a worker, what the signs mean, and the figures.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    open.history.lanes().len() + 1 + figures(cx, open, usize::from(width)).len()
}

/// How a letter of a lane looks.
fn look(cx: &Cx<'_>, letter: char) -> (&'static str, Style) {
    let theme = cx.theme;
    match letter {
        'h' => ("█", theme.accent(cx.model)),
        'k' => ("▒", theme.dim()),
        'w' => ("░", theme.waiting()),
        'b' => ("─", theme.dim()),
        _ => (" ", Style::new()),
    }
}

fn legend(cx: &Cx<'_>) -> Line<'static> {
    let signs = [
        ('h', "gil.holds"),
        ('w', "gil.waits"),
        ('b', "gil.without"),
        ('k', "gil.preempted"),
    ];
    let mut line = Vec::new();
    for (letter, word) in signs {
        let (sign, style) = look(cx, letter);
        line.push(span(sign, style));
        line.push(span(format!(" {}  ", cx.word(word)), cx.theme.dim()));
    }
    Line::from(line)
}

/// A worker: its lane, once it was measured, otherwise what it waits for, or the line that it is at.
fn row(cx: &Cx<'_>, open: &Open, actor: &Actor, width: usize) -> Row {
    let mut row = Row {
        word: word(cx, &open.world, actor).to_owned(),
        ..Row::of(cx, actor)
    };
    match letters(&open.world, &actor.id) {
        // A lane is as wide as there is room for; there are few enough to be drawn until one fits.
        Some(letters) => {
            let rooms = (LANE..=width).rev().take(width);
            row.says = rooms.map(|room| lane(cx, letters, room)).collect();
        }
        None => {
            row.says = doing(cx, open, actor);
            row.tells_state = actor.blocked_on.is_some();
        }
    }
    row
}

/// Who has the GIL, as far as it was told: whom the last one to wait for it waits for.
fn holder(world: &World) -> Option<&Actor> {
    let waiters = world
        .actors()
        .filter(|actor| actor.reason() == Some(Reason::Gil));
    let last = waiters.max_by_key(|actor| actor.touched)?;
    let holder = world.actor(last.owner.as_ref()?)?;
    (holder.state == State::Running).then_some(holder)
}

/// `has the GIL`; once that isn't told of each hand-over any more, `takes turns`; otherwise the state's word.
fn word(cx: &Cx<'_>, world: &World, actor: &Actor) -> &'static str {
    let runs = |actor: &&Actor| actor.kind == Kind::Thread && actor.state == State::Running;
    match holder(world) {
        Some(holder) if holder.id == actor.id => cx.word("gil.has"),
        // Only one of them can be running at any moment.
        _ if runs(&actor) && world.actors().filter(runs).count() > 1 => cx.word("gil.turns"),
        _ => state_word(actor.state, cx.lang),
    }
}

/// What is said when the script is over: how it stands with python3.
pub fn prompt(cx: &Cx<'_>, open: &Open) -> Span<'static> {
    let theme = cx.theme;
    if let Some(why) = no_python3(cx, open) {
        span(why, theme.error())
    } else if let Some(what) = free_threaded(cx, open) {
        span(what, theme.waiting())
    } else {
        let ran = main(&open.world).is_some_and(|main| main.fact(PYTHON3).is_some());
        let key = if ran { "gil.has_run" } else { "gil.at_prompt" };
        span(cx.word(key), theme.accent(cx.model))
    }
}

/// Why there are no figures of python3, once they were asked for.
fn no_python3(cx: &Cx<'_>, open: &Open) -> Option<String> {
    let version = main(&open.world)?.fact(PYTHON3);
    let refusal = open.world.last_refusal.as_ref();
    match (version, refusal.filter(|refusal| refusal.what == PYTHON3)) {
        (Some(MISSING), _) => Some(cx.word("gil.missing").to_owned()),
        (None, Some(refused)) => {
            let why = refusal::why(&refused.why, refused.said.as_ref(), cx.lang);
            Some(cx.say("gil.refused", &[("why", &why)]))
        }
        _ => None,
    }
}

/// What else holds of a python3 that is a free-threaded build, once it has run.
fn free_threaded(cx: &Cx<'_>, open: &Open) -> Option<&'static str> {
    let main = main(&open.world)?;
    let off = main.fact(PYTHON3_GIL) == Some("off");
    (main.fact(PYTHON3_BUILD) == Some(FREE_THREADED))
        .then(|| cx.word(if off { "gil.gil_off" } else { "gil.gil_on" }))
}

/// What it waits for, or the line it stands before.
fn doing(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Vec<Line<'static>> {
    let Some(on) = &actor.blocked_on else {
        return match actor.standing {
            true => roster::place(cx, open, actor),
            false => Vec::new(),
        };
    };
    let words = match holder(&open.world).filter(|_| Reason::of(on) == Reason::Gil) {
        Some(holder) => cx.say("gil.has_it", &[("owner", &cx.label(holder))]),
        None if Reason::of(on) == Reason::Prompt => cx.word("prompt").to_owned(),
        None => on.to_string(),
    };
    vec![Line::from(span(words, cx.theme.waiting()))]
}

/// The lane of a worker, once it was measured: a letter a slice of time.
fn letters<'w>(world: &'w World, id: &ActorId) -> Option<&'w str> {
    main(world)?.fact(&Key::lane(id).to_string())
}

fn lane(cx: &Cx<'_>, letters: &str, room: usize) -> Line<'static> {
    let letters: Vec<char> = letters.chars().collect();
    let cells = room.min(letters.len());
    let cells = (0..cells).map(|cell| {
        // The middle of the slices that this cell stands for.
        let letter = letters[(2 * cell + 1) * letters.len() / (2 * cells)];
        let (sign, style) = look(cx, letter);
        span(sign, style)
    });
    Line::from(cells.collect::<Vec<Span<'static>>>())
}

fn main(world: &World) -> Option<&Actor> {
    world.actors().find(|actor| actor.kind == Kind::Process)
}

/// The row of what was lost, in the table.
const LOST_ROW: usize = 3;

/// The table: seconds and cores of threads and processes, `c`, and the switches; the model's beside python3's.
fn figures(cx: &Cx<'_>, open: &Open, width: usize) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let Some(main) = main(&open.world) else {
        return Vec::new();
    };
    let fact = |key: &str| main.fact(key).unwrap_or("–").to_owned();
    let pair = |of: &str, mark: &str| match main.fact(&figure(of, WALL)) {
        Some(wall) => format!("{wall}{mark} {:>4}{mark}", fact(&figure(of, CORES))),
        // Nothing was asked of it yet.
        None if of.starts_with(PYTHON3) && main.fact(PYTHON3).is_none() => String::new(),
        None => "–".to_owned(),
    };
    let lost = match main.fact(PYTHON3) {
        Some(_) => fact(PYTHON3_LOST),
        None => String::new(),
    };
    let python = match main.fact(PYTHON3) {
        Some(MISSING) => cx.word("gil.no_python3").to_owned(),
        Some(version) if main.fact(PYTHON3_BUILD) == Some(FREE_THREADED) => {
            let with = [
                ("version", version),
                ("gil", main.fact(PYTHON3_GIL).unwrap_or("–")),
            ];
            cx.say("gil.free_threaded", &with)
        }
        Some(version) => format!("python3 {version}"),
        // Beside figures of its own, not before there are any.
        None if main.fact(&figure("processes", WALL)).is_some() => {
            cx.word("gil.ask_python3").to_owned()
        }
        None => String::new(),
    };
    let rows = [
        (
            cx.word("gil.seconds_cores"),
            cx.word("gil.here").to_owned(),
            python,
        ),
        (
            cx.word("gil.threads"),
            pair("threads", "°"),
            pair("python3 threads", ""),
        ),
        (
            cx.word("gil.processes"),
            pair("processes", "°"),
            pair("python3 processes", ""),
        ),
        (cx.word("gil.lost"), fact(LOST), lost),
        (cx.word("gil.switches"), fact(SWITCHES), String::new()),
    ];
    let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(ink::width).max().unwrap_or(0);
    let labels = widest(&mut rows.iter().map(|row| row.0)) + 2;
    let ours = widest(&mut rows.iter().map(|row| row.1.as_str())) + 2;
    let roomy = width >= labels + ours + widest(&mut rows.iter().map(|row| row.2.as_str()));
    let beside = machine::words(cx, &open.world);
    let beside = beside.map(|words| Line::from(span(words, theme.dim())));
    let lines = rows.iter().enumerate().map(|(n, (label, here, python))| {
        let style = |text: &str| match n {
            0 => theme.dim(),
            LOST_ROW if !matches!(text, "0" | "–") => theme.error(),
            _ => theme.bold(),
        };
        let mut line = vec![
            span(ink::pad(label, labels), theme.dim()),
            span(ink::pad(here, ours), style(here)),
        ];
        if roomy {
            line.push(span(python.clone(), style(python)));
        }
        Line::from(line)
    });
    let mut lines: Vec<Line<'static>> = lines.collect();
    // The switches are the last: they go first where there is little room.
    let switches = lines.pop();
    lines.extend(beside);
    lines.extend(switches);
    lines
}
