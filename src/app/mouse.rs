//! The mouse: what a click, a drag and the wheel do to what they hit. Nothing needs it.

use crate::app::actions;
use crate::app::acts::{explore, home, knobs, lesson, page, playing, sides};
use crate::app::effect::Effect;
use crate::app::input::Target;
use crate::app::lecture;
use crate::app::state::overlay::Overlay;
use crate::app::state::pane::Pane;
use crate::app::state::{App, Screen};

/// The left button went down on something.
pub(super) fn click(app: &mut App, target: Target) -> Vec<Effect> {
    match (app.overlays.last(), target) {
        (Some(Overlay::Page(_)), target) => {
            app.overlays.pop();
            match target {
                Target::Action(name) => act(app, name),
                _ => Vec::new(),
            }
        }
        (_, Target::Action(name)) => act(app, name),
        (Some(Overlay::Knobs(_)), Target::Knob(at)) => knobs::go_to(app, at),
        (Some(Overlay::EverySchedule(explorer)), Target::Outcome(at)) => {
            let by = at.cast_signed() - explorer.at.cast_signed();
            explore::choose(app, by)
        }
        (Some(_), _) => Vec::new(),
        (None, Target::Lesson(at)) if matches!(app.screen, Screen::Home) => {
            if app.chosen == at {
                return home::open(app);
            }
            app.chosen = at.min(app.plays.shelf.entries().len());
            Vec::new()
        }
        (None, target) => click_lesson(app, target),
    }
}

/// Does an action of the footer or the help, where it is legal.
fn act(app: &mut App, name: &str) -> Vec<Effect> {
    let action = actions::legal(app).find(|action| action.name == name);
    action.map_or_else(Vec::new, |action| action.does(app, None))
}

fn click_lesson(app: &mut App, target: Target) -> Vec<Effect> {
    app.in_lesson(|open, lang| {
        match target {
            Target::Actor(id) => {
                open.focus = Pane::Stage;
                if open.selected.as_ref() == Some(&id) && open.past.is_none() && open.can_step(&id)
                {
                    return playing::step(open, &id, lang);
                }
                if open.world.actor(&id).is_some() {
                    open.selected = Some(id);
                }
            }
            Target::Position(position) => open.seek(position),
            Target::Tab(tab) if open.tab != tab => sides::other_tab(open),
            Target::Tab(_) => open.focus = Pane::Listing,
            Target::Pane(pane) => open.focus = pane,
            Target::Lesson(_) | Target::Action(_) | Target::Knob(_) | Target::Outcome(_) => {}
        }
        Ok(Vec::new())
    })
}

/// The mouse moved with the button held: on the timeline it draws the cursor along.
pub(super) fn drag(app: &mut App, target: &Target) -> Vec<Effect> {
    let free = app.overlays.is_empty();
    if let (Target::Position(position), Some(open)) = (target, app.lesson_mut())
        && free
    {
        open.seek(*position);
    }
    Vec::new()
}

/// The wheel turned.
pub(super) fn wheel(app: &mut App, target: Option<&Target>, lines: i32) -> Vec<Effect> {
    let by = lines as isize;
    match app.overlays.last() {
        Some(Overlay::Page(_)) => {
            return page::scroll(app, by);
        }
        Some(Overlay::EverySchedule(_)) => return explore::choose(app, by),
        Some(_) => return Vec::new(),
        None => {}
    }
    if matches!(app.screen, Screen::Slide(_)) {
        return lecture::scroll(app, by);
    }
    let Some(open) = app.lesson_mut() else {
        return home::choose(app, by);
    };
    let pane = match target {
        Some(Target::Pane(pane)) => Some(*pane),
        Some(Target::Actor(_)) => Some(Pane::Stage),
        Some(Target::Position(_)) => Some(Pane::Timeline),
        Some(Target::Tab(_)) => Some(Pane::Listing),
        _ => None,
    };
    if let Some(pane) = pane {
        lesson::scroll(open, pane, by);
    }
    Vec::new()
}
