//! The scenes, a row each: how one is drawn, where what it shows comes from, and what its prompt says.
//!
//! Never knows a lesson: several may have one scene.

use ratatui::text::Span;

use crate::app::Open;
use crate::lessons::{Model, Scene};
use crate::protocol::{Kind, State};
use crate::view::cx::{Cx, Draw};
use crate::view::ink::span;
use crate::view::pane::{
    chain, event_loop, frame, frames, gil, itself, kin, memory, pipeline, pool, program, queues,
    threads, tree, ways, workers,
};

/// The columns of most scenes' rows, of those that name who waits for whom, and of a table of seven columns.
const USUAL: u16 = 45;
const WIDE: u16 = 49;
const WIDEST: u16 = 51;

/// How many rows a scene asks for.
pub type Rows = fn(&Cx<'_>, &Open, u16) -> usize;

/// What a scene is, to the panes around it.
pub struct Interface {
    /// Draws it.
    pub draw: Draw,
    /// How many columns its rows ask for where there are few.
    pub columns: u16,
    /// How many rows all that it has to show takes at this width, at the run's live end.
    pub rows: Rows,
    /// The words, in `[view]`, that say where what it shows comes from.
    pub provenance: &'static str,
    /// What is said when the script is over and something can be done by hand.
    pub prompt: fn(&Cx<'_>, &Open) -> Span<'static>,
}

/// The scene of an opened lesson.
pub fn of(open: &Open) -> Interface {
    let models = by_model(open.play.lesson.model);
    let own = "program.provenance";
    let (draw, rows, provenance): (Draw, Rows, &'static str) = match open.scene() {
        Scene::Tree => (tree::draw, tree::rows, models),
        Scene::Kin => (kin::draw, kin::rows, models),
        Scene::Itself => (itself::draw, itself::rows, models),
        Scene::Workers => (workers::draw, workers::rows, models),
        Scene::Pool => (pool::draw, pool::rows, models),
        Scene::Pipeline => (pipeline::draw, pipeline::rows, models),
        Scene::Chain => (chain::draw, chain::rows, models),
        Scene::Frame => (frame::draw, frame::rows, models),
        Scene::Memory => (memory::draw, memory::rows, "memory.provenance"),
        Scene::EventLoop => (event_loop::draw, event_loop::rows, models),
        Scene::Threads => (threads::draw, threads::rows, models),
        Scene::Program => (program::draw, program::rows, own),
        Scene::Calls => (frames::draw, frames::rows, own),
        Scene::Queues => (queues::draw, queues::rows, own),
        Scene::Ways => (ways::draw, ways::rows, "ways.provenance"),
        Scene::Gil => {
            return Interface {
                draw: gil::draw,
                columns: USUAL,
                rows: gil::rows,
                provenance: "gil.provenance",
                prompt: gil::prompt,
            };
        }
    };
    Interface {
        draw,
        columns: match open.scene() {
            _ if open.play.is_script() => WIDE,
            Scene::Ways => WIDEST,
            _ if open.play.lesson.wide => WIDE,
            _ => USUAL,
        },
        rows,
        provenance,
        prompt: at_prompt,
    }
}

/// Where what is shown comes from, for a scene that says nothing of its own.
fn by_model(model: Model) -> &'static str {
    match model {
        Model::Process => "kernel_says_processes",
        Model::Thread => "kernel_says_threads",
        Model::Coroutine => "demo_says",
        Model::All => "ways.provenance",
    }
}

fn at_prompt(cx: &Cx<'_>, open: &Open) -> Span<'static> {
    let actors = open.world.actors();
    let mut generators = actors.filter(|actor| actor.kind == Kind::Coroutine);
    let closed = generators.all(|actor| actor.state == State::Ended);
    let key = if closed {
        "at_prompt_closed"
    } else {
        "at_prompt"
    };
    span(cx.word(key), cx.theme.accent(cx.model))
}
