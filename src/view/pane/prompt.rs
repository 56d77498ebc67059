//! The row above the keys: a line being typed, what failed, what is to be said, or who could move next.
//!
//! Never knows what a typed line means.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::app::next;
use crate::app::{Asks, Open, Overlay, Prompt, Run, Target};
use crate::i18n::{self, Lang};
use crate::lessons::ByHand;
use crate::narrate;
use crate::protocol::{ActorId, PYTHON3, State};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::wrap::wrap;
use crate::world::{Actor, Waits};

/// Whether the row has something to say on the home screen, where it is otherwise left out.
pub fn speaks(cx: &Cx<'_>) -> bool {
    matches!(cx.app.overlays.last(), Some(Overlay::Prompt(_))) || cx.app.notice.is_some()
}

/// `3 child of 1 4713`: two may be called the same, but for those that have their pid in their name.
fn numbered(cx: &Cx<'_>, actor: &Actor) -> String {
    let rows = cx.open.map(|open| open.rows()).unwrap_or_default();
    let row = rows.iter().position(|id| *id == actor.id);
    let row = row.map_or_else(String::new, |at| format!("{} ", at + 1));
    let pid = actor.ids.pid.filter(|_| !actor.is_named_by_pid());
    let pid = pid.map_or_else(String::new, |pid| format!(" {pid}"));
    format!("{row}{}{pid}", cx.label(actor))
}

/// Draws the row.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let theme = cx.theme;
    if let Some(Overlay::Prompt(prompt)) = cx.app.overlays.last() {
        typed(cx, prompt, area, buf);
        return;
    }
    if let Some(Overlay::Signal(to)) = cx.app.overlays.last() {
        let known = cx.open.and_then(|open| open.world.actor(to));
        let who = known.map_or_else(|| to.to_string(), |actor| numbered(cx, actor));
        let asked = cx.say("signals.which", &[("who", &who)]);
        say(area, span(asked, theme.accent(cx.model)), buf);
        return;
    }
    if let Some(notice) = &cx.app.notice {
        say(area, span(notice.clone(), theme.waiting()), buf);
        return;
    }
    // While hands are counted, digits and Space let nobody go: the keys below say what they do.
    if matches!(cx.app.overlays.last(), Some(Overlay::Vote(_))) {
        return;
    }
    let Some(open) = cx.open else { return };
    if let Some(tour) = &cx.app.tour {
        let words = match tour.paused {
            true => span(cx.word("tour.paused"), theme.waiting()),
            false => span(cx.word("tour.hint"), theme.dim()),
        };
        say(area, words, buf);
        return;
    }
    if open.is_through() && !matches!(open.run, Run::Failed(_) | Run::Replay(_)) {
        return ending(cx, open, area, buf, hits);
    }
    let words = match &open.run {
        Run::Failed(why) => span(failed(cx, open, why), theme.error()),
        Run::Replay(fault) => replayed(cx, open, fault.as_deref()),
        _ if open.past.is_some() => span(cx.word("in_past"), theme.dim()),
        Run::Starting => span(cx.word("is_starting"), theme.waiting()),
        Run::Over => span(cx.word("is_over"), theme.dim()),
        Run::Live if at_prompt(open) => (crate::view::pane::scene::of(open).prompt)(cx, open),
        Run::Live => return who_moves(cx, open, area, buf, hits),
    };
    say(area, words, buf);
}

/// Why it isn't run; and what can be seen of it all the same, where it is recorded.
fn failed(cx: &Cx<'_>, open: &Open, why: &str) -> String {
    match open.play.needs_python() && open.play.lesson.recorded.is_some() {
        true => cx.say("recorded_instead", &[("why", why)]),
        false => why.to_owned(),
    }
}

/// A lesson that is through: the verdicts that are still to be read, then what to try next, as keys that do it here.
fn ending(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let theme = cx.theme;
    if open.predictions.due() > 0 {
        return say(area, span(cx.word("more_verdicts"), theme.waiting()), buf);
    }
    let never = open.history.live().waits_for().is_for_ever();
    let words = match open.run {
        Run::Over if open.play.is_script() => span(cx.word("program.is_over"), theme.dim()),
        Run::Over => span(cx.word("is_over"), theme.dim()),
        _ if never => span(cx.word("is_stuck"), theme.dim()),
        _ if at_prompt(open) => (crate::view::pane::scene::of(open).prompt)(cx, open),
        _ => span(cx.word("is_over"), theme.dim()),
    };
    // What the machine's own Python said comes before what else could be done.
    let main = open.world.actor(&ActorId::root());
    let python3 = main.is_some_and(|main| main.fact(PYTHON3).is_some());
    if python3 && at_prompt(open) {
        return say(area, words, buf);
    }
    let tries = next::next(cx.app);
    let wide = |key: &str, word: &str| ink::width(key) + ink::width(word) + 5;
    let keys: usize = tries.iter().map(|next| wide(&next.key, &next.word)).sum();
    let width = usize::from(area.width);
    // The keys come first: what is said beside them can be read off them.
    let mut at = 1;
    let label = span(cx.word("try"), theme.dim());
    let fits = |said: usize| keys + label.width() + said + 3 < width;
    let says_both = fits(words.width());
    if tries.is_empty() || says_both {
        at = ink::put(area, at, 0, words, buf) + 1;
    }
    if !tries.is_empty() && (says_both || fits(0)) {
        at = ink::put(area, at, 0, label, buf) + 1;
    }
    for next in tries {
        if at + wide(&next.key, &next.word) > width + 2 {
            break;
        }
        let from = at;
        at = ink::put(
            area,
            at,
            0,
            span(format!(" {} ", next.key), theme.key()),
            buf,
        );
        at = ink::put(area, at + 1, 0, next.word, buf);
        hits.push(cells(area, from, 0, at - from), Target::Action(next.action));
        at += 2;
    }
}

/// A saved run: what couldn't be read of it, what was passed over, what can be done.
fn replayed(cx: &Cx<'_>, open: &Open, fault: Option<&str>) -> Span<'static> {
    let events = open.history.unknown_events();
    let fields = open.history.with_unknown_fields();
    let passed_over = narrate::passed_over(events, fields, cx.lang);
    let style = if fault.is_some() {
        cx.theme.waiting()
    } else {
        cx.theme.dim()
    };
    let words = [fault, passed_over.as_deref()].into_iter().flatten();
    let goes_on = open.past.is_none() && !open.world.waits_for().is_for_ever();
    let goes_on = goes_on && open.world.actors().any(|actor| !actor.is_gone());
    let hint = fault.is_none().then(|| match open.play.is_only_seen() {
        true if goes_on => cx.word("program.recorded_so_far"),
        true => cx.word("program.in_replay"),
        false => cx.word("in_replay"),
    });
    let words: Vec<&str> = words.chain(hint).collect();
    span(words.join(" "), style)
}

/// Says something whole: what doesn't fit into the row takes the rows above it as well.
fn say(area: Rect, words: Span<'static>, buf: &mut Buffer) {
    let lines = wrap(&[words], usize::from(area.width.saturating_sub(2)));
    for (up, line) in lines.into_iter().rev().enumerate() {
        let up = ink::side(up);
        // The header stays.
        let Some(y) = area.y.checked_sub(up).filter(|&y| y > 0) else {
            return;
        };
        let row = Rect { y, ..area };
        ink::put(row, 0, 0, " ".repeat(usize::from(row.width)), buf);
        ink::put(row, 1, 0, line, buf);
    }
}

fn at_prompt(open: &Open) -> bool {
    let by_hand = [ByHand::Generator, ByHand::Python3];
    by_hand
        .into_iter()
        .any(|by_hand| open.play.lesson.lets(by_hand))
        && open.history.live().is_at_prompt()
}

/// `who moves next?  2  4712  4  4717  or Space: all of them`
fn who_moves(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let theme = cx.theme;
    let tree = open.world.tree();
    let standing: Vec<_> = tree
        .iter()
        .enumerate()
        .filter(|(_, branch)| open.can_step(&branch.actor.id))
        .collect();
    if tree.is_empty() {
        ink::put(area, 1, 0, span(cx.word("is_starting"), theme.dim()), buf);
        return;
    }
    if standing.is_empty() {
        let mut actors = tree.iter().map(|branch| branch.actor);
        if let Some(actor) = actors.find(|actor| actor.state == State::Stopped) {
            let key = if open.permits.stepping(&actor.id) {
                "signals.step_waits"
            } else {
                "signals.stopped"
            };
            let words = cx.say(key, &[("who", &cx.label(actor))]);
            ink::put(area, 1, 0, span(words, theme.waiting()), buf);
            return;
        }
        if let Some(reader) = tree.iter().find(|branch| branch.actor.wants_input) {
            let words = cx.say("program.reads", &[("who", &cx.label(reader.actor))]);
            ink::put(area, 1, 0, span(words, theme.accent(cx.model)), buf);
            return;
        }
        let words = match open.world.waits_for() {
            // Who stands and can't be let go has been let go already.
            Waits::Nothing | Waits::Permit
                if open.is_on_the_way().any(Actor::is_in_an_endless_line) =>
            {
                cx.word("program.endless").to_owned()
            }
            Waits::Nothing | Waits::Permit if open.world.goes_on_untold() => {
                cx.word("program.untold").to_owned()
            }
            Waits::Nothing | Waits::Permit if open.is_on_the_way().next().is_some() => {
                on_the_way(cx, open)
            }
            Waits::Nothing | Waits::Permit if open.play.is_script() => {
                let mut others = tree.iter().map(|branch| branch.actor);
                let others = others.any(|actor| actor.is_another_program() && !actor.is_gone());
                let key = match others {
                    true => "program.others_go",
                    // A permit is on its way to who stands.
                    false => "on_the_way",
                };
                cx.word(key).to_owned()
            }
            Waits::Nothing | Waits::Permit => cx.word("on_the_way").to_owned(),
            Waits::Never => i18n::word(cx.lang, "app.nobody_ever").to_owned(),
            Waits::Signal | Waits::Verb | Waits::Outside | Waits::End => {
                cx.word("nobody_can").to_owned()
            }
        };
        ink::put(area, 1, 0, span(words, theme.dim()), buf);
        return;
    }
    let mut at = ink::put(area, 1, 0, span(cx.word("who_moves"), theme.dim()), buf) + 1;
    let width = usize::from(area.width);
    // Of several in a script, whom a step takes that is for nobody in particular.
    let in_turn = open
        .in_turn()
        .filter(|_| open.play.is_script() && standing.len() > 1);
    let names = standing.iter().map(|(n, branch)| {
        let key = format!(" {} ", n + 1);
        let mut label = cx.label(branch.actor);
        if in_turn.as_ref() == Some(&branch.actor.id) {
            label += " (→)";
        }
        let wide = ink::width(&key) + 1 + ink::width(&label) + 2;
        (key, label, wide)
    });
    let names: Vec<(String, String, usize)> = names.collect();
    let wide: usize = names.iter().map(|(_, _, wide)| wide).sum();
    // Who could move comes before the word on Space, which the footer has, too.
    let fits = width >= 60 && at + wide + ink::width(cx.word("or_all")) <= width;
    let all = if fits { cx.word("or_all") } else { "" };
    // When all of them do not fit, an ellipsis says so; keys are whole.
    let room = if at + wide <= width + 2 {
        width + 2
    } else {
        width.saturating_sub(4)
    };
    for ((n, branch), (key, label, wide)) in standing.into_iter().zip(names) {
        if at + wide > room {
            at = ink::put(area, at, 0, span("…  ", theme.dim()), buf);
            break;
        }
        hits.push(
            cells(area, at, 0, wide - 2),
            Target::Actor(branch.actor.id.clone()),
        );
        // Beyond nine there is no digit, but a click.
        let style = if n < 9 { theme.key() } else { theme.dim() };
        at = ink::put(area, at, 0, span(key, style), buf) + 1;
        at = ink::put(area, at, 0, span(label, Style::new()), buf) + 2;
    }
    ink::put(area, at, 0, span(all, theme.dim()), buf);
}

/// Who of a script runs, past line after line.
fn on_the_way(cx: &Cx<'_>, open: &Open) -> String {
    let inside = open.is_on_the_way().all(|actor| actor.inside().is_some());
    let all: Vec<String> = open.is_on_the_way().map(|actor| cx.label(actor)).collect();
    let (who, n) = (all.join(cx.word("program.between")), all.len().to_string());
    let key = match inside {
        true => "program.all_inside",
        false => "program.on_the_way",
    };
    cx.say(key, &[("who", &who), ("n", &n)])
}

/// What stands before the typed text.
fn label(prompt: &Prompt, lang: Lang) -> String {
    if let Some(question) = &prompt.question {
        return format!(" › {question} ");
    }
    let what = match prompt.asks {
        Asks::Send => "send",
        Asks::Throw => "throw",
        Asks::Search => i18n::word(lang, "view.search"),
        Asks::Save => i18n::word(lang, "view.save"),
        Asks::Number => i18n::word(lang, "view.predict.number"),
        Asks::Input => "input()",
        Asks::File => i18n::word(lang, "view.home.file"),
    };
    format!(" › {what} ")
}

/// How many cells of the row the typed text may take, beside what stands before it.
fn room(prompt: &Prompt, lang: Lang, width: usize) -> usize {
    width.saturating_sub(ink::width(&label(prompt, lang)) + 1)
}

/// The column of the cursor in a row of this width.
pub(in crate::view) fn cursor(prompt: &Prompt, lang: Lang, width: usize) -> usize {
    let scroll = prompt.input.visual_scroll(room(prompt, lang, width));
    ink::width(&label(prompt, lang)) + prompt.input.visual_cursor() - scroll
}

fn typed(cx: &Cx<'_>, prompt: &Prompt, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let width = usize::from(area.width);
    let at = ink::put(area, 0, 0, span(label(prompt, cx.lang), theme.bold()), buf);
    let after = crate::view::pane::knobs::typed(cx, &prompt.input, at, 0, area, buf);
    let side = match &prompt.error {
        Some(error) => span(format!("{error} "), theme.error()),
        None => span(
            match prompt.asks {
                Asks::Send => cx.word("send_hint"),
                Asks::Throw => cx.word("throw_hint"),
                Asks::Search => cx.word("search_hint"),
                Asks::Save => cx.word("save_hint"),
                Asks::Number => cx.word("predict.number_hint"),
                Asks::Input => cx.word("program.input_hint"),
                Asks::File => cx.word("home.file_hint"),
            },
            theme.dim(),
        ),
    };
    if ink::put_right(area, after + 2, 0, side.clone(), buf).is_none() && prompt.error.is_some() {
        let above = Rect {
            y: area.y.saturating_sub(1),
            ..area
        };
        say(above, side, buf);
    }
    theme.highlight(cells(area, cursor(prompt, cx.lang, width), 0, 1), buf);
}
