//! A lesson's own keys: time, speed, selection, focus and scrolling.

use crate::app::acts::playing;
use crate::app::effect::{Effect, ToOpen};
use crate::app::state::open::{Open, Run};
use crate::app::state::overlay::{About, Overlay};
use crate::app::state::pane::{Pane, Tab};
use crate::app::state::scenes::scenes;
use crate::app::state::speed::SPEEDS;
use crate::app::state::{Answer, App, Screen};
use crate::i18n::{Lang, say, word};
use crate::lessons::{Lesson, Next, Scene, Settings};
use crate::play::Play;
use crate::protocol::FILE;

/// How many lines a page key scrolls.
pub(in crate::app) const PAGE: isize = 10;

/// How many lines stay in sight above what a pane followed, when it is scrolled by hand for the first time.
const ABOVE: usize = 4;

/// More lines than any note has.
const LONGEST_NOTE: usize = 40;

/// How many settings are remembered that were tried: more than any lesson suggests.
const MOST_TRIED: usize = 50;

/// Opens a lesson with these knobs: the run there was ends, another is asked for.
pub(in crate::app) fn open(
    app: &mut App,
    lesson: &'static Lesson,
    settings: Settings,
) -> Vec<Effect> {
    let play = app.plays.of(lesson, settings);
    open_play(app, play)
}

/// Opens what is to be run.
pub(in crate::app) fn open_play(app: &mut App, play: Play) -> Vec<Effect> {
    let lesson = play.lesson;
    let mut entries = app.plays.shelf.entries().iter();
    let own = app.plays.shelf.entries().len();
    let at = entries.position(|entry| entry.id == lesson.id);
    app.chosen = at.unwrap_or(own);
    app.overlays.clear();
    if let Some(results) = &mut app.results {
        results.fold();
    }
    if let Some(lecturing) = &mut app.lecturing {
        lecturing.here = false;
    }
    let play = match &app.python {
        Some((interpreter, version)) if play.needs_python() => play.run_by(interpreter, version),
        _ => play,
    };
    let effects = match play.needs_python() {
        true => vec![
            Effect::Stop,
            Effect::Open(ToOpen::Lesson(Box::new(play.clone()))),
        ],
        false => vec![Effect::Start(play.piece())],
    };
    if let Some((interpreter, version)) = play.interpreter() {
        app.python = Some((interpreter.to_owned(), version.to_owned()));
    }
    let before = app
        .lesson()
        .filter(|open| open.play.lesson.id == play.lesson.id);
    let tried = before.map(|before| {
        let last = std::iter::once(&before.play.settings);
        let mut tried: Vec<_> = before.tried.iter().chain(last).cloned().collect();
        tried.dedup();
        tried.drain(..tried.len().saturating_sub(MOST_TRIED));
        tried
    });
    let mut open = Open::new(play);
    open.tried = tried.unwrap_or_default();
    let progress = &app.progress;
    let again = |name: &str| {
        let predicted = progress.predicted(&lesson.id, name);
        predicted.is_some_and(|predicted| predicted.again)
    };
    open.predictions.ask_first(again);
    app.screen = Screen::Lesson(Box::new(open));
    effects
}

/// Plays, or pauses.
pub(in crate::app) fn play(open: &mut Open, lang: Lang) -> Answer {
    if !open.playing && stays_at_the_end(open) {
        return Ok(Vec::new());
    }
    let ended = matches!(open.run, Run::Over | Run::Failed(_));
    if !open.playing && open.past.is_none() && ended {
        playing::must_be_live(open, lang)?;
    }
    if !open.playing && open.past.is_none() && matches!(open.run, Run::Replay(_)) {
        open.seek(0); // from its end a saved run plays anew
    }
    if !open.playing && open.is_at_the_front() && open.predictions.is_covered() {
        open.predictions.goes_on(1); // first the question
        return Ok(Vec::new());
    }
    open.playing = !open.playing;
    Ok(Vec::new())
}

/// Makes steps follow one another faster or slower.
pub(in crate::app) fn speed(open: &mut Open, by: isize) -> Answer {
    open.speed = open.speed.saturating_add_signed(by).min(SPEEDS.len() - 1);
    Ok(Vec::new())
}

/// Whether there is nothing to go on to. It is the verdicts' turn then, one after the other; and what there is to try instead stands
/// below, and stays there.
fn stays_at_the_end(open: &mut Open) -> bool {
    if open.past.is_some() {
        return false;
    }
    if open.is_at_its_end() && open.predictions.due() > 0 {
        open.predictions.goes_on(1);
        return true;
    }
    let ran = matches!(open.run, Run::Live | Run::Over);
    ran && open.is_through() && !open.play.lesson.next.is_empty()
}

/// In the past one step later, at the live end one step more.
pub(in crate::app) fn forward(open: &mut Open, lang: Lang) -> Answer {
    if open.past.is_none() {
        if stays_at_the_end(open) {
            return Ok(Vec::new());
        }
        return playing::step_on(open, lang);
    }
    if open.is_at_the_front() && open.predictions.is_covered() {
        open.predictions.goes_on(1); // first the question
        return Ok(Vec::new());
    }
    match open.aside.take() {
        aside if aside.is_some() && aside == open.past => open.go_live(),
        _ => open.seek(open.later()),
    }
    Ok(Vec::new())
}

/// One step earlier. Who looks back wants to look: it plays no more.
pub(in crate::app) fn back(open: &mut Open, lang: Lang) -> Answer {
    open.playing = false;
    if open.history.is_empty() {
        playing::must_be_live(open, lang)?;
    }
    let earlier = open.earlier().ok_or_else(|| word(lang, "app.first_step"))?;
    open.seek(earlier);
    Ok(Vec::new())
}

/// The first step.
pub(in crate::app) fn first(open: &mut Open) -> Answer {
    open.playing = false;
    open.seek(0);
    Ok(Vec::new())
}

/// Back to the live end.
pub(in crate::app) fn live(open: &mut Open) -> Answer {
    open.go_live();
    Ok(Vec::new())
}

/// Lets the actor of this row (from 1) take a step.
pub(in crate::app) fn step_row(open: &mut Open, row: Option<char>, lang: Lang) -> Answer {
    let Some(row) = row.and_then(|digit| digit.to_digit(10)) else {
        return Err(word(lang, "app.which_row").to_owned());
    };
    let rows = open.rows();
    match rows.get((row as usize).wrapping_sub(1)) {
        Some(id) => playing::step(open, id, lang),
        None => nobody(open, lang),
    }
}

/// Lets the selected actor take a step.
pub(in crate::app) fn step_selected(open: &mut Open, lang: Lang) -> Answer {
    match open.highlighted().cloned() {
        Some(id) => playing::step(open, &id, lang),
        None => nobody(open, lang),
    }
}

/// Says why there is nobody who could be let go.
fn nobody(open: &Open, lang: Lang) -> Answer {
    playing::must_be_live(open, lang)?;
    Err(word(lang, "app.nobody_there").to_owned())
}

/// Starts a new run with the same knobs, at the same speed.
pub(in crate::app) fn restart(app: &mut App) -> Vec<Effect> {
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    if open.play.is_only_seen() {
        let file = open.play.settings.get(FILE).to_owned();
        app.notice = Some(say(app.lang, "app.only_seen", &[("file", &file)]));
        return Vec::new();
    }
    let settings = open.play.settings.clone();
    again(app, settings)
}

/// Starts a new run with these knobs, looked at as the one before.
pub(in crate::app) fn again(app: &mut App, settings: crate::lessons::Settings) -> Vec<Effect> {
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    let native = |play: &Play| app.plays.of(play.lesson, settings);
    let play = match (&open.play, open.play.interpreter()) {
        (script, _) if script.is_script() => script.clone(),
        (lesson, Some((interpreter, version))) => native(lesson).run_by(interpreter, version),
        (lesson, None) => native(lesson),
    };
    instead(app, play)
}

/// Starts another run in the place of this one, looked at as that.
pub(in crate::app) fn instead(app: &mut App, play: Play) -> Vec<Effect> {
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    let here = app
        .lecturing
        .as_ref()
        .is_some_and(|lecturing| lecturing.here);
    let asks = open.asks.clone();
    let (speed, focus) = (open.speed, open.focus);
    let (tab, unfolded, scene, marks) = (open.tab, open.unfolded, open.scene, open.marks.clone());
    let effects = open_play(app, play);
    if let Some(open) = app.lesson_mut() {
        (open.speed, open.focus) = (speed, focus);
        (open.tab, open.unfolded) = (tab, unfolded);
        (open.scene, open.marks) = (scene, marks);
        if let Some(asks) = asks {
            open.ask_only(asks);
        }
    }
    if let Some(lecturing) = &mut app.lecturing {
        lecturing.here = here;
    }
    effects
}

/// Opens the lesson that this one names to go on with, otherwise the next on the shelf.
pub(in crate::app) fn next(app: &mut App) -> Vec<Effect> {
    match after(app).map(|id| app.plays.shelf.open(id)) {
        Some(Ok(lesson)) => open(app, lesson, lesson.defaults()),
        Some(Err(why)) => {
            app.notice = Some(why.to_string());
            Vec::new()
        }
        None => {
            app.notice = Some(word(app.lang, "app.last_lesson").to_owned());
            Vec::new()
        }
    }
}

/// Leaves a script's listing, where one was in it to choose a line: whoever wants out of that doesn't want to end the run.
pub(in crate::app) fn leaves_listing(app: &mut App) -> bool {
    let open = app.lesson_mut();
    let open = open.filter(|open| open.play.is_script() && open.focus == Pane::Listing);
    let Some(open) = open else { return false };
    open.focus = Pane::Stage;
    open.leave_listing();
    true
}

/// The id of the lesson that the opened one leads to; none after the last one, nor after a script.
pub(in crate::app) fn after(app: &App) -> Option<&str> {
    let here = app.lesson()?.play.lesson;
    let named = here.next.iter().find_map(|next| match next {
        Next::Open(id) => Some(id.as_str()),
        Next::Set(_) | Next::Do(_) => None,
    });
    let entries = app.plays.shelf.entries().iter();
    let mut from_here = entries.skip_while(|entry| entry.id != here.id);
    named.or_else(|| from_here.nth(1).map(|entry| entry.id.as_str()))
}

/// Leaves the lesson; its run ends. A plan that it belongs to is gone back to by a key.
pub(in crate::app) fn leave(app: &mut App) -> Vec<Effect> {
    app.overlays.clear();
    if let Some(lecturing) = &mut app.lecturing {
        lecturing.here = false;
        app.notice = Some(word(app.lang, "app.plan_left").to_owned());
    }
    app.screen = Screen::Home;
    vec![Effect::Stop]
}

/// Shows the lesson's explanation.
pub(in crate::app) fn about(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::page(About::Lesson));
    Vec::new()
}

/// Shows the next scene of a script for which its run has told something.
pub(in crate::app) fn other_scene(open: &mut Open, lang: Lang) -> Answer {
    let scenes = scenes(&open.world);
    let at = scenes.iter().position(|scene| *scene == open.scene());
    let next = at.map_or(0, |at| (at + 1) % scenes.len());
    let scene = scenes[next];
    open.scene = (scene != open.play.lesson.scene).then_some(scene);
    open.scroll[Pane::Stage as usize] = None;
    let (n, of) = ((next + 1).to_string(), scenes.len().to_string());
    let name = word(lang, scene_word(scene));
    let with = [("scene", name), ("n", &n), ("of", &of)];
    Err(say(lang, "app.scene", &with))
}

fn scene_word(scene: Scene) -> &'static str {
    match scene {
        Scene::Calls => "app.scenes.calls",
        Scene::Threads => "app.scenes.threads",
        Scene::Queues => "app.scenes.queues",
        Scene::EventLoop => "app.scenes.event_loop",
        Scene::Chain => "app.scenes.chain",
        Scene::Tree => "app.scenes.tree",
        Scene::Kin => "app.scenes.kin",
        _ => "app.scenes.program",
    }
}

/// Opens what is folded in the listing, or closes it.
pub(in crate::app) fn unfold(open: &mut Open) -> Answer {
    open.unfolded = !open.unfolded;
    open.scroll_listing(None);
    Ok(Vec::new())
}

/// Moves the focus by so many panes, round and round.
pub(in crate::app) fn focus(open: &mut Open, by: isize) -> Answer {
    let count = Pane::ALL.len().cast_signed();
    let at = (open.focus as usize).cast_signed() + by;
    open.focus = Pane::ALL[at.rem_euclid(count).cast_unsigned()];
    Ok(Vec::new())
}

/// The arrow keys: on the stage another actor, elsewhere another line.
pub(in crate::app) fn lines(open: &mut Open, by: isize) -> Answer {
    match open.focus {
        Pane::Stage => select(open, by),
        Pane::Listing if open.play.is_script() => line(open, by),
        pane => scroll(open, pane, by),
    }
    Ok(Vec::new())
}

/// The page keys: ten lines of the pane that has the focus. The stage has its arrow keys; from there they turn the listing.
pub(in crate::app) fn pages(open: &mut Open, by: isize) -> Answer {
    match open.focus {
        Pane::Stage => scroll(open, Pane::Listing, by * PAGE),
        _ => return lines(open, by * PAGE),
    }
    Ok(Vec::new())
}

/// Moves the cursor of a script's listing.
fn line(open: &mut Open, by: isize) {
    let last = u32::try_from(open.lines().len()).unwrap_or(u32::MAX);
    let by = i32::try_from(by).unwrap_or_default();
    let at = open.line.or_else(|| open.current_line());
    let to = at.map_or(1, |at| at.saturating_add_signed(by));
    open.point_at(to.clamp(1, last.max(1)));
}

fn select(open: &mut Open, by: isize) {
    let rows = open.rows();
    let Some(last) = rows.len().checked_sub(1) else {
        return;
    };
    let at = rows.iter().position(|id| Some(id) == open.highlighted());
    let next = at.unwrap_or(0).saturating_add_signed(by).min(last);
    open.selected = rows.into_iter().nth(next);
    open.scroll[Pane::Stage as usize] = None;
}

/// Scrolls a pane by so many lines; the view shows no emptiness below a pane's last line.
pub(in crate::app) fn scroll(open: &mut Open, pane: Pane, by: isize) {
    let actors = open.world.actors().len();
    let printed = open.history.outputs_until(open.position());
    let at = open.highlighted();
    let place = at
        .and_then(|id| open.world.actor(id))
        .and_then(|actor| actor.at.as_ref())
        .map_or(0, |place| match open.tab {
            Tab::Python => place.line as usize,
            Tab::Rust => place.rust as usize,
        });
    let row = open
        .rows()
        .iter()
        .position(|id| Some(id) == at)
        .unwrap_or(0);
    let (follows, lines) = match pane {
        Pane::Stage => (row, actors),
        Pane::Timeline => (0, actors),
        Pane::Why => (0, LONGEST_NOTE),
        Pane::Output => (printed, printed),
        Pane::Listing => {
            let rows = open.listing_rows();
            let here = rows.iter().take_while(|row| row.first() < place);
            (here.count(), rows.len())
        }
    };
    let from = match pane {
        Pane::Listing => open.listing_scroll(),
        pane => open.scroll[pane as usize],
    };
    let from = from.unwrap_or(follows.saturating_sub(ABOVE));
    let to = from.saturating_add_signed(by).min(lines.saturating_sub(1));
    match pane {
        Pane::Listing => open.scroll_listing(Some(to)),
        pane => open.scroll[pane as usize] = Some(to),
    }
}
