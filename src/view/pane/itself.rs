//! The stage of the daemon lesson: a column a process, and in it what the kernel says of that process; what the last step
//! changed is marked.
//!
//! ```text
//!               4711 first     4712 child     4713 child
//!               ✗ exit 0       ● running      ▷ ready
//!  ppid         4700           17 *           4712
//!  sid          4650           4712 leader *  4712
//!  log          1 I have no terminal *            what a process wrote there, across all columns
//! ```
//! Never knows what a step was.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::{Open, Pane, Target};
use crate::protocol::{How, Kind, State, What};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule, shown};
use crate::world::Actor;

/// The rows: the facts in each, and its words on the screen.
const ROWS: [(&[&str], &str); 9] = [
    (&["ppid"], "itself.ppid"),
    (&["pgid"], "itself.pgid"),
    (&["sid"], "itself.sid"),
    (&["tty"], "itself.tty"),
    (&["cwd"], "itself.cwd"),
    (&["umask"], "itself.umask"),
    (&["fd0"], "itself.fd0"),
    (&["fd1"], "itself.fd1"),
    (&["fd2"], "itself.fd2"),
];

/// The same where there are few: session and group share one, since they are the same number in all that happens here.
const FEW: [(&[&str], &str); 8] = [
    ROWS[0],
    (&["sid", "pgid"], "itself.sid_pgid"),
    ROWS[3],
    ROWS[4],
    ROWS[5],
    ROWS[6],
    ROWS[7],
    ROWS[8],
];

/// The same where a row more is needed, for what a process wrote into its log: the descriptors share one.
const FEWER: [(&[&str], &str); 6] = [
    ROWS[0],
    FEW[1],
    ROWS[3],
    ROWS[4],
    ROWS[5],
    (&["fd0", "fd1", "fd2"], "itself.fds"),
];

/// The last line of a process's log.
const LOG: &str = "log";

/// The rows below the table, where there is room: an empty one, who adopts, and what the signs mean.
const BELOW: usize = 3;

/// The narrowest a process's column may be.
const NARROWEST: usize = 11;

/// Draws the table.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let processes: Vec<&Actor> = open
        .world
        .actors()
        .filter(|actor| actor.kind == Kind::Process)
        .collect();
    let height = usize::from(inner.height);
    let logged = processes
        .iter()
        .rev()
        .find(|actor| actor.fact(LOG).is_some());
    let table: &[(&[&str], &str)] = match (
        height < ROWS.len() + 2 + usize::from(logged.is_some()),
        logged,
    ) {
        (false, _) => &ROWS,
        (true, None) => &FEW,
        (true, Some(_)) => &FEWER,
    };
    let labels = table.iter().map(|(_, words)| ink::width(cx.word(words)));
    let margin = labels.max().unwrap_or(0) + 2;
    let room = usize::from(inner.width).saturating_sub(margin);
    let columns = (room / NARROWEST).clamp(1, processes.len().max(1));
    let wide = room / columns;
    // The newest are the ones that the lesson is about.
    let first_column = processes.len().saturating_sub(columns);
    let facts = height.saturating_sub(2).min(table.len());
    let follow = changed_row(open, table).unwrap_or(0);
    let first = first_row(
        open.scroll[Pane::Stage as usize],
        follow,
        table.len(),
        facts,
    );
    let below = height >= table.len() + 2 + BELOW;
    let note = shown(cx, first, facts, table.len()).or_else(|| adopter(open, cx, below));
    rule(cx, Pane::Stage, "stage", note, area, buf);
    if below {
        legend(cx, open, height, inner, buf);
    }

    for (row, (_, words)) in table.iter().skip(first).take(facts).enumerate() {
        ink::put(inner, 1, row + 2, span(cx.word(words), cx.theme.dim()), buf);
    }
    if let Some(actor) = logged {
        let (text, style) = cell(cx, open, actor, LOG, usize::from(inner.width));
        let label = span(cx.word("itself.log"), cx.theme.dim());
        ink::put(inner, 1, facts + 2, label, buf);
        ink::put(inner, margin, facts + 2, span(text, style), buf);
    }
    for (n, actor) in processes.iter().skip(first_column).enumerate() {
        let column = ink::columns(inner, margin + n * wide, wide.saturating_sub(1));
        head(cx, open, actor, column, buf, hits);
        for (row, (keys, _)) in table.iter().skip(first).take(facts).enumerate() {
            let (text, style) = both(cx, open, actor, keys, usize::from(column.width));
            let text = tail(&text, usize::from(column.width));
            ink::put(column, 0, row + 2, span(text, style), buf);
        }
    }
}

/// How many rows it asks for: the heads, the facts, and what is said below them.
pub fn rows(_: &Cx<'_>, _: &Open, _: u16) -> usize {
    2 + ROWS.len() + BELOW
}

/// The pid, and below it how the process is.
fn head(cx: &Cx<'_>, open: &Open, actor: &Actor, column: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let theme = cx.theme;
    let row = open
        .rows()
        .iter()
        .position(|id| *id == actor.id)
        .map(|at| at + 1);
    let number = row.map(|row| format!("{row} ")).unwrap_or_default();
    let number_style = if open.can_step(&actor.id) {
        theme.bold()
    } else {
        theme.dim()
    };
    let pid = format!("{}°", actor.label());
    let line = vec![
        span(number, number_style),
        span(pid, theme.accent(cx.model)),
    ];
    ink::put(column, 0, 0, line, buf);
    let word = match (actor.state, actor.how()) {
        (State::Ended, Some(How::Exit(code))) => cx.say("exit", &[("code", &code.to_string())]),
        (State::Ended, Some(How::Signal(signal))) => {
            cx.say("signal", &[("signal", &signal.to_string())])
        }
        (state, _) => state_word(state, cx.lang).to_owned(),
    };
    let state = span(
        format!("{} {word}", sign(actor.state)),
        theme.state(actor.state),
    );
    ink::put(column, 0, 1, state, buf);
    let whole = cells(column, 0, 0, usize::from(column.width));
    let both = Rect {
        height: 2.min(column.height),
        ..whole
    };
    hits.push(both, Target::Actor(actor.id.clone()));
    if open.selected.as_ref() == Some(&actor.id) {
        theme.highlight(both, buf);
    }
}

/// Who adopts orphans here, in the rule where there is no room below the table.
fn adopter(open: &Open, cx: &Cx<'_>, below: bool) -> Option<String> {
    if below {
        return Some(cx.word("itself.note").to_owned());
    }
    let warden = open.world.actors().next()?.ids.ppid?.to_string();
    Some(cx.say("itself.warden", &[("pid", &warden)]))
}

/// Who adopts orphans here, at length.
fn legend(cx: &Cx<'_>, open: &Open, height: usize, area: Rect, buf: &mut Buffer) {
    let root = open.world.actors().next();
    if let Some(warden) = root.and_then(|root| root.ids.ppid) {
        let words = cx.say("kin.warden", &[("pid", &warden.to_string())]);
        ink::put(area, 1, height - 2, span(words, cx.theme.dim()), buf);
        let words = span(cx.word("kin.kernels"), cx.theme.dim());
        ink::put(area, 1, height - 1, words, buf);
    }
}

/// A row's cell: of two facts that are the same, the first; otherwise both.
fn both(cx: &Cx<'_>, open: &Open, actor: &Actor, keys: &[&str], width: usize) -> (String, Style) {
    let Some((first, others)) = keys.split_first() else {
        return (String::new(), Style::new());
    };
    let (mut text, style) = cell(cx, open, actor, first, width);
    for other in others {
        if actor.fact(other) != actor.fact(first) {
            text = format!("{text}, {}", cell(cx, open, actor, other, width).0);
        }
    }
    (text, style)
}

/// A fact of a process in its cell: one that the last step changed is marked by a sign and by weight.
fn cell(cx: &Cx<'_>, open: &Open, actor: &Actor, key: &str, width: usize) -> (String, Style) {
    let Some(value) = actor.fact(key) else {
        return ("·".to_owned(), cx.theme.faint());
    };
    let gone = actor.is_gone();
    let mut text = match (key, value) {
        ("tty", "none") => cx.word("itself.none").to_owned(),
        ("sid", sid) if actor.ids.pid.is_some_and(|pid| pid.to_string() == sid) => {
            let sign = 2 * usize::from(!gone && is_changed(open, actor, key));
            let words = ["itself.leader", "itself.leads"].map(|word| cx.say(word, &[("sid", sid)]));
            let mut fit = words
                .into_iter()
                .filter(|word| ink::width(word) + sign <= width);
            // Where there is no room for the word, the head of the column shows that it is its own pid.
            fit.next().unwrap_or_else(|| sid.to_owned())
        }
        _ => value.to_owned(),
    };
    if gone {
        return (text, cx.theme.dim());
    }
    if is_changed(open, actor, key) {
        text.push_str(" *");
        return (text, cx.theme.bold().patch(cx.theme.accent(cx.model)));
    }
    (text, Style::new())
}

/// Whether the actor's last step changed this fact; for a process that has taken none, whether its parent has another value.
fn is_changed(open: &Open, actor: &Actor, key: &str) -> bool {
    let Some(fact) = actor.facts.get(key) else {
        return false;
    };
    match step_before(open, actor) {
        Some(since) => fact.since > since,
        None => {
            let parent = actor.parent.as_ref().and_then(|id| open.world.actor(id));
            parent.is_some_and(|parent| parent.fact(key) != Some(&fact.value))
        }
    }
}

/// The `seq` at which the actor stood before the step it has just taken.
fn step_before(open: &Open, actor: &Actor) -> Option<u64> {
    let mut stood = open
        .lately()
        .iter()
        .rev()
        .filter(|event| event.actor == actor.id && matches!(event.what, What::Line(_)))
        .map(|event| event.seq);
    let last = stood.next()?;
    if actor.standing {
        stood.next()
    } else {
        Some(last)
    }
}

/// The row of the fact that was changed last, by whomever.
fn changed_row(open: &Open, table: &[(&[&str], &str)]) -> Option<usize> {
    let actor = open.highlighted().and_then(|id| open.world.actor(id))?;
    let changed = |keys: &[&str]| keys.iter().any(|key| is_changed(open, actor, key));
    table.iter().rposition(|(keys, _)| changed(keys))
}

/// A text that is too long loses its beginning: of a path the end tells more, and a device is one without `/dev/`.
fn tail(text: &str, width: usize) -> String {
    if let Some(device) = text.strip_prefix("/dev/")
        && ink::width(text) > width
    {
        return device.to_owned();
    }
    if ink::width(text) <= width {
        return text.to_owned();
    }
    // From the end on, as many characters as fit behind the sign; whole names, where there are such.
    let mut cut = "";
    for (at, _) in text.char_indices().rev() {
        if ink::width(&text[at..]) + 1 > width {
            break;
        }
        cut = &text[at..];
    }
    let cut = cut.find('/').map_or(cut, |name| &cut[name..]);
    format!("…{cut}")
}
